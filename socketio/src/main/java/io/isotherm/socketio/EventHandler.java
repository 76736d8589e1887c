package io.isotherm.socketio;

import io.vertx.core.json.JsonArray;

/** Receives an event from a client, on the socket's event loop; must not block. */
@FunctionalInterface
public interface EventHandler {
    /**
     * @param args the event's arguments without its name; binary ones are {@link io.vertx.core.buffer.Buffer}s in the
     *     array's list, at any depth
     * @param ack answers the client, if it asked for an answer
     */
    void handle(JsonArray args, Ack ack);
}
