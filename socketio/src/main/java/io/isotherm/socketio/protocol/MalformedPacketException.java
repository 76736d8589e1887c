package io.isotherm.socketio.protocol;

/** What the peer sent is not a packet. The message is for logs. */
public final class MalformedPacketException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Has no stack trace: it is the peer's fault, not a programmer's. */
    public MalformedPacketException(String message) {
        super(message, null, false, false);
    }
}
