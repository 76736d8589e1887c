package io.isotherm.socketio;

import io.isotherm.socketio.engine.CloseReason;

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
    /** The client sent more packets a second than {@link SocketIoOptions#setMaxPacketsPerSecond} allows. */
    TOO_MANY_PACKETS("too many packets"),
    /** The client read too slowly: too much was queued for it, or nothing was taken for too long. */
    SLOW_CLIENT("slow client"),
    /** {@link SocketIoServer#close} or {@link SocketIoServer#drain} was called. */
    SERVER_SHUTDOWN("server shutting down");

    private final String text;

    DisconnectReason(String text) {
        this.text = text;
    }

    static DisconnectReason of(CloseReason reason) {
        return switch (reason) {
            case CLIENT -> TRANSPORT_CLOSE;
            case APPLICATION -> SERVER_DISCONNECT;
            case SHUTDOWN -> SERVER_SHUTDOWN;
            case TRANSPORT_ERROR -> TRANSPORT_ERROR;
            case PING_TIMEOUT -> PING_TIMEOUT;
            case PARSE_ERROR -> PARSE_ERROR;
            case PAYLOAD_TOO_LARGE -> PAYLOAD_TOO_LARGE;
            case TOO_MANY_PACKETS -> TOO_MANY_PACKETS;
            case SLOW_CLIENT -> SLOW_CLIENT;
        };
    }

    /** Whether the client may not have wanted it, so that it may come back as who it was. */
    boolean isRecoverable() {
        return this == TRANSPORT_CLOSE || this == TRANSPORT_ERROR || this == PING_TIMEOUT;
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
