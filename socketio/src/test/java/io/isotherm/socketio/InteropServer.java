package io.isotherm.socketio;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** What {@code interop/check.mjs} talks to; the argument is the port. */
public final class InteropServer {
    private InteropServer() {}

    public static void main(String[] args) {
        int port = args.length == 0 ? 3000 : Integer.parseInt(args[0]);
        Vertx vertx = Vertx.vertx();
        SocketIoServer server = SocketIoServer.create(vertx, new SocketIoOptions());
        serve(server.of("/"));
        serve(server.of("/custom"));
        server.of("/private")
                .use((handshake, auth) -> "secret".equals(auth.getString("token"))
                        ? Future.succeededFuture()
                        : Future.failedFuture(RefusedException.unauthorized("who are you")
                                .withData(new JsonObject().put("code", 7))));
        HttpServerOptions options =
                new HttpServerOptions().setCompressionSupported(true).setDecompressionSupported(true);
        Future<?> listening = vertx.deployVerticle(
                () -> new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        return vertx.createHttpServer(options)
                                .requestHandler(server::handle)
                                .listen(port, "127.0.0.1");
                    }
                },
                new DeploymentOptions().setInstances(2));
        listening.onSuccess(id -> System.out.println("listening on " + port));
    }

    private static void serve(Namespace namespace) {
        namespace.onConnection(socket -> {
            socket.emit("auth", socket.handshake().auth());
            socket.on(
                    "message",
                    (args, ack) -> socket.emit("message-back", args.getList().toArray()));
            socket.on("message-with-ack", (args, ack) -> ack.send(args.getList().toArray()));
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
            socket.on("room", (args, ack) -> namespace.to(args.getString(0)).emit("roomed", args.getValue(1)));
            socket.on("bye", (args, ack) -> socket.disconnect());
            socket.on("count", (args, ack) -> {
                for (int i = 0; i < args.getInteger(0); i++) {
                    socket.emit("n", i);
                }
            });
        });
    }
}
