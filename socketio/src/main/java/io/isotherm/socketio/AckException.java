package io.isotherm.socketio;

/** No answer will come to an event that asked for one: the time is over, or the socket is disconnected. */
public final class AckException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AckException(String message) {
        super(message, null, false, false);
    }
}
