package io.isotherm.socketio;

import io.isotherm.socketio.engine.EngineOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

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
    private int maxPacketsPerSecond;
    private @Nullable Cors cors;
    private @Nullable RecoveryOptions recovery;
    private SocketIoMetrics metrics = SocketIoMetrics.NONE;

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
        maxPacketsPerSecond = other.maxPacketsPerSecond;
        cors = other.cors;
        recovery = other.recovery == null ? null : new RecoveryOptions(other.recovery);
        metrics = other.metrics;
    }

    /** Time between heartbeats; each comes a twentieth to a tenth earlier, at random. Default 25 s. */
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

    /**
     * Engine.IO packets (events, attachments, heartbeats) that a client may send in a second; it may send as many at once
     * after a pause. One that sends more is disconnected as {@link DisconnectReason#TOO_MANY_PACKETS}. 0, the default, for
     * any number.
     */
    public SocketIoOptions setMaxPacketsPerSecond(int maxPacketsPerSecond) {
        if (maxPacketsPerSecond < 0) {
            throw new IllegalArgumentException("maxPacketsPerSecond must not be negative: " + maxPacketsPerSecond);
        }
        this.maxPacketsPerSecond = maxPacketsPerSecond;
        return this;
    }

    /** Which other origins' pages may use long-polling; null, the default, for none: no CORS header is sent. */
    public SocketIoOptions setCors(@Nullable Cors cors) {
        this.cors = cors;
        return this;
    }

    /**
     * Lets clients whose connection broke off take up where they were; null, the default, for not. See {@link Socket#recovered}.
     *
     * <p>Each event then has one more argument at its end, a text by which the client says what it has received last
     * (Socket.IO, "Connection state recovery").
     */
    public SocketIoOptions setRecovery(@Nullable RecoveryOptions recovery) {
        this.recovery = recovery;
        return this;
    }

    /** Who counts. Default {@link SocketIoMetrics#NONE}. */
    public SocketIoOptions setMetrics(SocketIoMetrics metrics) {
        this.metrics = metrics;
        return this;
    }

    @Nullable
    Cors cors() {
        return cors;
    }

    @Nullable
    RecoveryOptions recovery() {
        return recovery;
    }

    SocketIoMetrics metrics() {
        return metrics;
    }

    /** Time in which a connection that is dead may still look alive. */
    long heartbeatMillis() {
        return pingInterval.toMillis() + pingTimeout.toMillis();
    }

    int maxQueuedBytes() {
        return maxQueuedBytes;
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
                maxConnections,
                maxPacketsPerSecond,
                new SessionMetrics(metrics));
    }

    static Duration positive(String name, Duration value) {
        if (value.toMillis() <= 0 || value.toMillis() > Duration.ofDays(1).toMillis()) {
            throw new IllegalArgumentException(name + " must be between 1 ms and 1 day: " + value);
        }
        return value;
    }

    static int positive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
        return value;
    }
}
