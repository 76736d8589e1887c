package io.isotherm.socketio;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** What {@code interop/check.mjs} needs besides the echo of {@link ConformanceServer}. */
final class InteropEvents {
    private InteropEvents() {}

    static void serve(SocketIoServer server) {
        Namespace main = server.of("/");
        main.onConnection(socket -> {
            socket.on(
                    "ask",
                    (args, ack) -> socket.emitWithAck(
                                    "question",
                                    Duration.ofSeconds(1),
                                    args.getList().toArray())
                            .onSuccess(ack::send)
                            .onFailure(e -> ack.send(e.getMessage())));
            socket.on("join", (args, ack) -> {
                socket.join(args.getString(0));
                ack.send();
            });
            socket.on("room", (args, ack) -> main.to(args.getString(0)).emit("roomed", args.getValue(1)));
            socket.on("bye", (args, ack) -> socket.disconnect());
            socket.on("count", (args, ack) -> {
                for (int i = 0; i < args.getInteger(0); i++) {
                    socket.emit("n", i);
                }
            });
        });
        server.of("/private")
                .use((handshake, auth) -> "secret".equals(auth.getString("token"))
                        ? Future.succeededFuture()
                        : Future.failedFuture(RefusedException.unauthorized("who are you")
                                .withData(new JsonObject().put("code", 7))));
    }
}
