package io.isotherm.socketio.engine;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/**
 * What a client showed on opening a session, and must show on every later request of it: whoever learns a session's id
 * without them cannot use it.
 */
record Credentials(List<String> authorization, List<String> cookies) {
    static Credentials of(HttpServerRequest request) {
        return new Credentials(
                List.copyOf(request.headers().getAll("Authorization")),
                List.copyOf(request.headers().getAll("Cookie")));
    }

    @Override
    public String toString() {
        return "Credentials[hidden]";
    }
}
