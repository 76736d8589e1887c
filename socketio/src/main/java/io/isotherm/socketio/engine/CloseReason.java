package io.isotherm.socketio.engine;

/** Why a session ended. */
public enum CloseReason {
    /** The client closed it. */
    CLIENT(1000),
    /** The application closed it. */
    APPLICATION(1000),
    /** The server is going away. */
    SHUTDOWN(1001),
    /** The connection broke, or the client broke the rules of the transport. */
    TRANSPORT_ERROR(1002),
    /** A heartbeat was not answered. */
    PING_TIMEOUT(1000),
    /** What came is not a packet, or not one that may come now. */
    PARSE_ERROR(1002),
    /** A message was larger than allowed. */
    PAYLOAD_TOO_LARGE(1009),
    /** The client sent more packets a second than allowed. */
    TOO_MANY_PACKETS(1008),
    /** The client reads too slowly. */
    SLOW_CLIENT(1008);

    private final int code;

    CloseReason(int code) {
        this.code = code;
    }

    /** The WebSocket close code (RFC 6455, section 7.4.1) that tells it. */
    int code() {
        return code;
    }

    /** Whether what is queued is still worth sending. */
    boolean isOrderly() {
        return this == APPLICATION || this == SHUTDOWN;
    }
}
