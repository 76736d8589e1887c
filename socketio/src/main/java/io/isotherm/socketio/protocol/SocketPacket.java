package io.isotherm.socketio.protocol;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A Socket.IO packet that was received, its attachments in place. */
public sealed interface SocketPacket {
    /** The id of an event whose sender waits for no answer. */
    long NO_ID = -1;

    /** The namespace that it is for. */
    String namespace();

    /** @param auth the payload; empty when there was none */
    record Connect(String namespace, JsonObject auth) implements SocketPacket {}

    record Disconnect(String namespace) implements SocketPacket {}

    /**
     * @param id that the answer must carry, or {@link #NO_ID}
     * @param args without the event's name
     */
    record Event(String namespace, long id, String name, JsonArray args) implements SocketPacket {}

    /** @param id of the event that this answers */
    record Ack(String namespace, long id, JsonArray args) implements SocketPacket {}

    /** @param data why the connection was refused */
    record ConnectError(String namespace, JsonObject data) implements SocketPacket {}
}
