package io.isotherm.socketio.engine;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a client showed on opening a session, and must show on every later request of it: whoever learns a session's id
 * without them cannot use it. More cookies than before do no harm: a gateway that keeps a client with one server sets one
 * with the first answer.
 *
 * @param cookies each as {@code name=value}
 */
record Credentials(List<String> authorization, Set<String> cookies) {
    static Credentials of(HttpServerRequest request) {
        return new Credentials(
                List.copyOf(request.headers().getAll("Authorization")),
                request.headers().getAll("Cookie").stream()
                        .flatMap(header -> List.of(header.split(";", -1)).stream())
                        .map(String::strip)
                        .filter(cookie -> !cookie.isEmpty())
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** Whether a later request shows all of these. */
    boolean areShownBy(Credentials later) {
        return authorization.equals(later.authorization) && later.cookies.containsAll(cookies);
    }

    @Override
    public String toString() {
        return "Credentials[hidden]";
    }
}
