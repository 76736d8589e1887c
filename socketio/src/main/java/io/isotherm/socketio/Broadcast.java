package io.isotherm.socketio;

import org.jspecify.annotations.Nullable;

/**
 * Some of the sockets of a namespace: those in any of the chosen rooms (all, when no room is chosen) that are in none of
 * the excepted ones. A socket's id names a room that it alone is in. Immutable; who is in a room is looked up on sending.
 */
public interface Broadcast {
    /** Adds the sockets of a room. */
    Broadcast to(String room);

    /** Leaves out the sockets of a room. */
    Broadcast except(String room);

    /** Encodes once and sends to each, in the order of calls from one thread. */
    void emit(String event, @Nullable Object... args);

    /** Sends to each. */
    void send(EncodedEvent event);

    /** Like {@link #emit}, but leaves out those that are not writable now. */
    void emitVolatile(String event, @Nullable Object... args);

    /** Like {@link #send}, but leaves out those that are not writable now. */
    void sendVolatile(EncodedEvent event);
}
