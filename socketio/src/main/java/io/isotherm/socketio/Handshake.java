package io.isotherm.socketio;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;

/**
 * How a client introduced itself.
 *
 * @param address the peer's IP address, as the HTTP server saw it
 * @param headers of the first HTTP request of the session; names are case-insensitive
 * @param query parameters of that request
 * @param auth the payload of the CONNECT packet, empty when there was none
 * @param time of the handshake, milliseconds since the epoch
 */
public record Handshake(String address, MultiMap headers, MultiMap query, JsonObject auth, long time) {}
