package io.isotherm.socketio;

import io.isotherm.socketio.engine.EngineOptions;
import java.time.Duration;

/**
 * The server's limits and times. Every default is meant for the open internet.
 *
 * <p>Also set {@code HttpServerOptions.setSendBufferSize(65536)} on the HTTP server: without it the kernel keeps up to
 * several megabytes for each client that does not read, and a socket looks writable until that is full. An idle timeout
 * of the HTTP server must exceed the ping interval and timeout together.
 */
public final class SocketIoOptions {
    private Duration pingInterval = Duration.ofSeconds(25);
    private Duration pingTimeout = Duration.ofSeconds(20);
    private Duration upgradeTimeout = Duration.ofSeconds(10);
    private Duration connectTimeout = Duration.ofSeconds(45);
    private Duration slowClientTimeout = Duration.ofSeconds(30);
    private int maxPayload = 1_000_000;
    private int maxAttachments = 10;
    private int maxQueuedBytes = 4 * 1024 * 1024;
    private int maxConnections = 100_000;

    /** The defaults. */
    public SocketIoOptions() {}

    /** A copy. */
    public SocketIoOptions(SocketIoOptions other) {
        pingInterval = other.pingInterval;
        pingTimeout = other.pingTimeout;
        upgradeTimeout = other.upgradeTimeout;
        connectTimeout = other.connectTimeout;
        slowClientTimeout = other.slowClientTimeout;
        maxPayload = other.maxPayload;
        maxAttachments = other.maxAttachments;
        maxQueuedBytes = other.maxQueuedBytes;
        maxConnections = other.maxConnections;
    }

    /** Time between heartbeats; each comes up to a tenth earlier, at random. Default 25 s. */
    public SocketIoOptions setPingInterval(Duration pingInterval) {
        this.pingInterval = positive("pingInterval", pingInterval);
        return this;
    }

    /** Time that a client has to answer a heartbeat. Default 20 s. */
    public SocketIoOptions setPingTimeout(Duration pingTimeout) {
        this.pingTimeout = positive("pingTimeout", pingTimeout);
        return this;
    }

    /** Time that a client has to complete an upgrade to WebSocket. Default 10 s. */
    public SocketIoOptions setUpgradeTimeout(Duration upgradeTimeout) {
        this.upgradeTimeout = positive("upgradeTimeout", upgradeTimeout);
        return this;
    }

    /** Time that a client has to connect to a first namespace. Default 45 s. */
    public SocketIoOptions setConnectTimeout(Duration connectTimeout) {
        this.connectTimeout = positive("connectTimeout", connectTimeout);
        return this;
    }

    /** Time after which a client is disconnected that has not taken a byte of what waits for it. Default 30 s. */
    public SocketIoOptions setSlowClientTimeout(Duration slowClientTimeout) {
        this.slowClientTimeout = positive("slowClientTimeout", slowClientTimeout);
        return this;
    }

    /** Bytes of the largest WebSocket message, POST body or packet with its attachments taken. Default 1,000,000. */
    public SocketIoOptions setMaxPayload(int maxPayload) {
        this.maxPayload = positive("maxPayload", maxPayload);
        return this;
    }

    /** Binary attachments taken in one packet. Default 10. */
    public SocketIoOptions setMaxAttachments(int maxAttachments) {
        this.maxAttachments = positive("maxAttachments", maxAttachments);
        return this;
    }

    /**
     * Bytes queued for a client above which it is disconnected. An event that finds the queue empty is always taken,
     * whatever its size. Default 4 MiB.
     */
    public SocketIoOptions setMaxQueuedBytes(int maxQueuedBytes) {
        this.maxQueuedBytes = positive("maxQueuedBytes", maxQueuedBytes);
        return this;
    }

    /** Connections held at one time; more are answered with 503. Default 100,000. */
    public SocketIoOptions setMaxConnections(int maxConnections) {
        this.maxConnections = positive("maxConnections", maxConnections);
        return this;
    }

    Duration connectTimeout() {
        return connectTimeout;
    }

    int maxPayload() {
        return maxPayload;
    }

    int maxAttachments() {
        return maxAttachments;
    }

    EngineOptions engine() {
        return new EngineOptions(
                pingInterval.toMillis(),
                pingTimeout.toMillis(),
                upgradeTimeout.toMillis(),
                slowClientTimeout.toMillis(),
                maxPayload,
                maxQueuedBytes,
                maxConnections);
    }

    private static Duration positive(String name, Duration value) {
        if (value.toMillis() <= 0 || value.toMillis() > Duration.ofDays(1).toMillis()) {
            throw new IllegalArgumentException(name + " must be between 1 ms and 1 day: " + value);
        }
        return value;
    }

    private static int positive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
        return value;
    }
}
