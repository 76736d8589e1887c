package io.isotherm.socketio.engine;

/**
 * What an {@link EngineServer} counts; see {@link io.isotherm.socketio.SocketIoMetrics}. Called on event loops, so it must
 * not block.
 */
public interface EngineMetrics {
    /** Counts nothing. */
    EngineMetrics NONE = new EngineMetrics() {};

    /** A session was opened, by WebSocket or by long-polling. */
    default void opened(boolean webSocket) {}

    /** A session went from long-polling to WebSocket. */
    default void upgraded() {}

    /** A session ended that was last carried so. */
    default void closed(boolean webSocket, CloseReason reason) {}

    /** A request was answered with an error. */
    default void refused(int status) {}

    /** Packets came. */
    default void received(int packets, long bytes) {}

    /** Packets were given to the network, all that one flush took. */
    default void sent(int packets, long bytes) {}

    /** Packets were thrown away, as their receiver is too slow. */
    default void shed(int packets) {}
}
