package io.isotherm.socketio;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What a client that comes back shows beside its own payload in CONNECT (Socket.IO, "Connection state recovery").
 *
 * @param pid the secret that it was given with its last CONNECT; null when it claims nothing
 * @param offset the last argument of the last event that it received; null when there was none
 * @param auth the payload without the two
 * @param shown the same as text, whatever the application does with the object
 */
record Claim(@Nullable String pid, @Nullable String offset, JsonObject auth, String shown) {
    /** For where there is no recovery. */
    static Claim nothing(JsonObject payload) {
        return new Claim(null, null, payload, "");
    }

    static Claim of(JsonObject payload) {
        Object pid = payload.getValue("pid");
        Object offset = payload.getValue("offset");
        JsonObject auth = payload.copy();
        auth.remove("pid");
        auth.remove("offset");
        return new Claim(
                pid instanceof String text ? text : null,
                offset == null ? null : offset instanceof String text ? text : "",
                auth,
                auth.encode());
    }

    @Override
    public String toString() {
        return "Claim[hidden]";
    }
}
