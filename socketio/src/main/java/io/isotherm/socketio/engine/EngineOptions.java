package io.isotherm.socketio.engine;

/**
 * Limits and times of sessions; times in milliseconds. Described, with their defaults, in
 * {@link io.isotherm.socketio.SocketIoOptions}.
 *
 * @param maxPacketsPerSecond 0 for any number
 */
public record EngineOptions(
        long pingInterval,
        long pingTimeout,
        long upgradeTimeout,
        long slowClientTimeout,
        int maxPayload,
        int maxQueuedBytes,
        int maxConnections,
        int maxPacketsPerSecond,
        EngineMetrics metrics) {}
