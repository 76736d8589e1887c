package io.isotherm.socketio.engine;

import io.isotherm.socketio.protocol.MalformedPacketException;
import io.vertx.core.buffer.Buffer;

/** Hears what happens to one session, on the session's event loop. */
public interface SessionListener {
    /** A text message came. Throwing closes the session, and only this one, as {@link CloseReason#PARSE_ERROR}. */
    void text(String message) throws MalformedPacketException;

    /** A binary message came. Throwing is as with text. */
    void binary(Buffer message) throws MalformedPacketException;

    /** The session is writable again. */
    void writable();

    /** The session is now on another event loop; this is called on the new one. */
    void moved();

    /** The session is over: the last call. */
    void closed(CloseReason reason);
}
