package io.isotherm;

import io.isotherm.security.Access;
import io.isotherm.socketio.Namespace;
import io.isotherm.socketio.RefusedException;
import io.vertx.core.Future;

/** Lets those pages into a namespace that {@link Access} admits. */
final class SocketGate {
    private SocketGate() {}

    static void close(Namespace pages, Access access) {
        pages.use((handshake, auth) -> {
            Object token = auth.getValue("token");
            String given = token instanceof String text ? text : null;
            return access.admitsSocket(handshake.headers(), given, handshake.address())
                    ? Future.succeededFuture()
                    : Future.failedFuture(RefusedException.unauthorized("Sign in first"));
        });
    }
}
