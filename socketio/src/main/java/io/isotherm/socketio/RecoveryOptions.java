package io.isotherm.socketio;

import java.time.Duration;

/**
 * How long, and how much, a namespace remembers for clients whose connection broke off. Limits are for each namespace.
 * What goes beyond them is forgotten, oldest first, and whoever would have needed it connects as if new.
 */
public final class RecoveryOptions {
    private Duration maxDisconnection = Duration.ofMinutes(2);
    private int maxBytes = 16 * 1024 * 1024;
    private int maxPackets = 100_000;
    private int maxSessions = 10_000;

    /** The defaults. */
    public RecoveryOptions() {}

    /** A copy. */
    public RecoveryOptions(RecoveryOptions other) {
        maxDisconnection = other.maxDisconnection;
        maxBytes = other.maxBytes;
        maxPackets = other.maxPackets;
        maxSessions = other.maxSessions;
    }

    /** Time within which a client must be back, 1 ms to 1 day. Default 2 minutes. */
    public RecoveryOptions setMaxDisconnection(Duration maxDisconnection) {
        this.maxDisconnection = SocketIoOptions.positive("maxDisconnection", maxDisconnection);
        return this;
    }

    /** Bytes of events kept. Default 16 MiB. */
    public RecoveryOptions setMaxBytes(int maxBytes) {
        this.maxBytes = SocketIoOptions.positive("maxBytes", maxBytes);
        return this;
    }

    /** Events kept. Default 100,000. */
    public RecoveryOptions setMaxPackets(int maxPackets) {
        this.maxPackets = SocketIoOptions.positive("maxPackets", maxPackets);
        return this;
    }

    /** Disconnected clients remembered. Default 10,000. */
    public RecoveryOptions setMaxSessions(int maxSessions) {
        this.maxSessions = SocketIoOptions.positive("maxSessions", maxSessions);
        return this;
    }

    Duration maxDisconnection() {
        return maxDisconnection;
    }

    int maxBytes() {
        return maxBytes;
    }

    int maxPackets() {
        return maxPackets;
    }

    int maxSessions() {
        return maxSessions;
    }
}
