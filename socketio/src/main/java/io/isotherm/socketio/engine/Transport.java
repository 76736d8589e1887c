package io.isotherm.socketio.engine;

/** What carries the packets of a session. Methods are called on the session's event loop unless they say otherwise. */
sealed interface Transport permits PollingTransport, WebSocketTransport {
    /** Whether what is sent now leaves soon. From any thread. */
    boolean isWritable();

    /** Takes as much from the queue as can leave now. */
    void flush(OutboundQueue queue);

    /** Ends the transport; what is still in the queue goes out before. */
    void close(OutboundQueue queue, CloseReason reason, String words);
}
