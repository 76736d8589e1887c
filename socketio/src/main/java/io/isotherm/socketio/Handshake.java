package io.isotherm.socketio;

import io.isotherm.socketio.engine.Opening;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;

/** How a client introduced itself. */
public final class Handshake {
    private final Opening opening;
    private final JsonObject auth;

    Handshake(Opening opening, JsonObject auth) {
        this.opening = opening;
        this.auth = auth;
    }

    /** The peer's IP address, as the HTTP server saw it. */
    public String address() {
        return opening.address();
    }

    /** A copy of the headers of the session's first HTTP request; names are case-insensitive. */
    public MultiMap headers() {
        return opening.headers();
    }

    /** A copy of the query parameters of that request. */
    public MultiMap query() {
        return opening.query();
    }

    /** The payload of the CONNECT packet, empty when there was none. */
    public JsonObject auth() {
        return auth;
    }

    /** Time of the handshake, milliseconds since the epoch. */
    public long time() {
        return opening.time();
    }
}
