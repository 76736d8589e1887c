package io.isotherm;

import io.isotherm.security.Access;
import io.isotherm.security.EndedSessions;
import io.isotherm.socketio.Handshake;
import io.isotherm.socketio.Namespace;
import io.isotherm.socketio.RefusedException;
import io.isotherm.socketio.Socket;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Lets those pages into a namespace that {@link Access} admits, and sends those away that were signed out since. */
final class SocketGate {
    private SocketGate() {}

    static void close(Namespace pages, Access access, EndedSessions ended) {
        pages.use((handshake, auth) -> access.admitsSocket(handshake.headers(), token(auth), handshake.address())
                ? Future.succeededFuture()
                : Future.failedFuture(RefusedException.unauthorized("Sign in first")));
        // One that was signed out between the two is found here.
        pages.onConnection(socket -> leaveIfSignedOut(socket, access));
        ended.listen(() -> pages.sockets().forEach(socket -> leaveIfSignedOut(socket, access)));
    }

    private static void leaveIfSignedOut(Socket socket, Access access) {
        Handshake handshake = socket.handshake();
        if (access.isSignedOut(handshake.headers(), token(handshake.auth()))) {
            socket.disconnect();
        }
    }

    private static @Nullable String token(JsonObject auth) {
        return auth.getValue("token") instanceof String text ? text : null;
    }
}
