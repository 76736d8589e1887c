package io.isotherm.socketio;

/** Why a socket is no longer connected. The texts are those of the reference implementation where it has the case. */
public enum DisconnectReason {
    /** The client left the namespace. */
    CLIENT_DISCONNECT("client namespace disconnect"),
    /** {@link Socket#disconnect} was called. */
    SERVER_DISCONNECT("server namespace disconnect"),
    /** The client closed the connection. */
    TRANSPORT_CLOSE("transport close"),
    /** The connection broke, or the client broke the rules of the transport. */
    TRANSPORT_ERROR("transport error"),
    /** The client did not answer a heartbeat in time. */
    PING_TIMEOUT("ping timeout"),
    /** The client sent what is not a packet, or a packet that it must not send now. */
    PARSE_ERROR("parse error"),
    /** The client sent a message beyond the limit. */
    PAYLOAD_TOO_LARGE("payload too large"),
    /** The client read too slowly: too much was queued for it, or nothing was taken for too long. */
    SLOW_CLIENT("slow client"),
    /** {@link SocketIoServer#close} was called. */
    SERVER_SHUTDOWN("server shutting down");

    private final String text;

    DisconnectReason(String text) {
        this.text = text;
    }

    /** The reason in words. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return text;
    }
}
