package io.isotherm.socketio;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A channel of its own over the connections that clients share between namespaces. Callable from any thread. */
public interface Namespace {
    /** Its name, which begins with a slash. */
    String name();

    /**
     * Adds a check that each client must pass to connect; the checks run one after the other, on the client's event
     * loop, with the handshake and CONNECT's payload. A failed future refuses, see {@link RefusedException}.
     */
    Namespace use(BiFunction<Handshake, JsonObject, Future<Void>> middleware);

    /** Adds a handler that is called for each connected socket, on its event loop, before any of its events. */
    Namespace onConnection(Consumer<Socket> handler);

    /** The sockets of a room. */
    Broadcast to(String room);

    /** All sockets but those of a room. */
    Broadcast except(String room);

    /** Encodes once and sends to all sockets. */
    void emit(String event, @Nullable Object... args);

    /** Sends to all sockets. */
    void send(EncodedEvent event);

    /** The sockets that are connected now. */
    Collection<Socket> sockets();

    /**
     * Encodes and frames an event once, for any number of sockets of this namespace.
     *
     * @param args JSON values ({@code null}, text, numbers, booleans, {@link JsonObject}, {@code JsonArray}, maps,
     *     lists), and {@link Buffer} and {@code byte[]}, at any depth, for binary
     * @throws IllegalArgumentException when the event's name is reserved or a value cannot be encoded
     */
    EncodedEvent encode(String event, @Nullable Object... args);

    /**
     * Encodes and frames an event with one argument that is JSON text already.
     *
     * @param jsonArgument UTF-8; sent as it is, so it must be one valid JSON value
     */
    EncodedEvent encodeRaw(String event, Buffer jsonArgument);
}
