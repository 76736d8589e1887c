package io.isotherm.socketio;

/**
 * Hears what a server does, to count it: the way to any metrics library. Each method does nothing unless overridden. They
 * are called from several event loops at a time, so they must be safe for that, quick and not block; none is called for
 * each delivery, but {@link #sent} for each flush.
 */
public interface SocketIoMetrics {
    /** Counts nothing. */
    SocketIoMetrics NONE = new SocketIoMetrics() {};

    /** What carries a connection. */
    enum Carrier {
        POLLING,
        WEBSOCKET
    }

    /** A connection was opened. */
    default void opened(Carrier carrier) {}

    /** A connection went from long-polling to WebSocket. */
    default void upgraded() {}

    /**
     * A connection ended; told once for each that was opened.
     *
     * @param carrier that it had last
     * @param reason {@link DisconnectReason#PING_TIMEOUT} is a heartbeat that was not answered
     */
    default void closed(Carrier carrier, DisconnectReason reason) {}

    /**
     * A request was refused.
     *
     * @param status of the answer: 400 for a bad one, 401 and 403 by {@link SocketIoServer#allowRequest}, 413 for too
     *     large a body, 503 when there are too many connections or none are taken any more
     */
    default void refused(int status) {}

    /**
     * Engine.IO packets came: events, attachments, heartbeats.
     *
     * @param packets 1 or more; all of a POST's at once
     * @param bytes of the WebSocket message or the POST body
     */
    default void received(int packets, long bytes) {}

    /**
     * Engine.IO packets left.
     *
     * @param packets 1 or more: those that one flush gave to the network
     * @param bytes of these as WebSocket frames, by whichever transport they left
     */
    default void sent(int packets, long bytes) {}

    /**
     * Something was thrown away instead of being queued for somebody slow.
     *
     * @param packets a volatile event counts once for each socket that was left out; a connection that is closed as
     *     {@link DisconnectReason#SLOW_CLIENT} counts what was queued for it
     */
    default void shed(int packets) {}

    /**
     * A client asked for its state back, see {@link SocketIoOptions#setRecovery}.
     *
     * @param success whether it got it
     */
    default void recovery(boolean success) {}
}
