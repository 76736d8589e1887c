package io.isotherm.socketio;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client in one namespace. All methods may be called from any thread; what one thread sends arrives in order, by
 * whichever method. Handlers run on the socket's event loop and must not block; one that throws is logged, and the
 * socket lives on. Sending on a socket that is disconnected does nothing, but with {@link SocketIoOptions#setRecovery}
 * events are for the client as long as it may come back, and when it is back.
 */
public interface Socket {
    /** Unguessable and unique. Differs from the id of the underlying session, which is a secret of the client. */
    String id();

    /** How the client introduced itself. */
    Handshake handshake();

    /** The namespace it is connected to. */
    Namespace namespace();

    /**
     * Whether this is a client that was connected before and whose connection had broken off: it has the id and the rooms
     * that it had, and gets all events that it missed, before any that are sent from now on. Handlers are to be added anew.
     * Needs {@link SocketIoOptions#setRecovery}; false when the client was away for too long or has missed more than is
     * kept.
     */
    boolean recovered();

    /** Whether it is still connected. */
    boolean connected();

    /** Adds a handler of an event; several are called in order of addition. */
    Socket on(String event, EventHandler handler);

    /**
     * Adds a check of the client's events by name and arguments, which runs before any handler; an event that fails it, or
     * for which it throws, is dropped without an answer.
     */
    Socket filter(BiPredicate<String, JsonArray> check);

    /** Sends an event; arguments as in {@link Namespace#encode}. */
    void emit(String event, @Nullable Object... args);

    /** Sends an event if the socket is writable now, else drops it. */
    void emitVolatile(String event, @Nullable Object... args);

    /**
     * Sends an event that was encoded by this socket's namespace.
     *
     * @throws IllegalArgumentException when it was encoded by another namespace
     */
    void send(EncodedEvent event);

    /**
     * False while the connection's outbound buffer is above its high water mark, while a polling client has not fetched
     * what was sent, and when disconnected. Who can skip or merge should do so while this is false: the connection is
     * closed as {@link DisconnectReason#SLOW_CLIENT} when too much is queued for it.
     */
    boolean isWritable();

    /** Sets the handler that is called when the socket becomes writable again; replaces an earlier one. */
    Socket onWritable(Runnable handler);

    /**
     * Sends an event and waits for the client's answer.
     *
     * @param timeout after which the future fails with {@link AckException}, as it does when the socket disconnects
     */
    Future<JsonArray> emitWithAck(String event, Duration timeout, @Nullable Object... args);

    /** Enters a room; does nothing when disconnected. */
    void join(String room);

    /** Leaves a room. All rooms are left by disconnecting. */
    void leave(String room);

    /** All sockets of the namespace but this one. */
    Broadcast broadcast();

    /** Adds a handler that is called once, when the socket is disconnected; at once if it is already. */
    Socket onDisconnect(Consumer<DisconnectReason> handler);

    /**
     * Leaves the namespace on behalf of the server; other namespaces of the connection go on. The official clients do not
     * reconnect by themselves after that, and no state is kept for this one.
     */
    void disconnect();

    /**
     * The event loop context that the handlers run on. It changes at most once: when a polling session is upgraded to a
     * WebSocket that was accepted by another event loop.
     */
    Context context();

    /** Sets the handler that is called, on the new context, after {@link #context} has changed. */
    Socket onContextChange(Runnable handler);
}
