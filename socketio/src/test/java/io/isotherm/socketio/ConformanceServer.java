package io.isotherm.socketio;

import io.isotherm.socketio.engine.CloseReason;
import io.isotherm.socketio.engine.EngineServer;
import io.isotherm.socketio.engine.EngineSession;
import io.isotherm.socketio.engine.SessionListener;
import io.isotherm.socketio.protocol.WirePacket;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/**
 * The server that conformance suites, the official JavaScript client's checks and load generators talk to. Started by
 * {@code socketio/conformance}, which says what each mode serves.
 */
public final class ConformanceServer {
    private static final Duration PING_INTERVAL = Duration.ofMillis(300);
    private static final Duration PING_TIMEOUT = Duration.ofMillis(200);
    /** The official suite waits for one message at a time and misses the second of two that come by one read. */
    private static final long AUTH_MILLIS = 60;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    private ConformanceServer() {}

    /** @param args the mode ({@code engine}, {@code socket}, {@code interop}, {@code recovery}, {@code bench}), the host and the port */
    public static void main(String[] args) {
        int loops = Math.max(2, Runtime.getRuntime().availableProcessors());
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
        String mode = args[0];
        Handler<HttpServerRequest> handler = switch (mode) {
            case "engine" -> engine(vertx)::handle;
            case "socket" -> socket(vertx)::handle;
            case "interop" -> interop(vertx, new SocketIoOptions())::handle;
            case "recovery" -> interop(vertx, new SocketIoOptions().setRecovery(new RecoveryOptions()))::handle;
            case "bench" -> bench(vertx)::handle;
            default -> throw new IllegalArgumentException("no such mode: " + mode);
        };
        listen(vertx, loops, handler, args[1], Integer.parseInt(args[2]))
                .onSuccess(id -> System.out.println(
                        "ready: " + mode + " at http://" + args[1] + ":" + args[2] + ", " + loops + " event loops"))
                .onFailure(e -> {
                    System.err.println("cannot listen at " + args[1] + ":" + args[2] + ": " + e.getMessage());
                    System.exit(1);
                });
    }

    private static Future<?> listen(Vertx vertx, int loops, Handler<HttpServerRequest> handler, String host, int port) {
        HttpServerOptions options = new HttpServerOptions()
                .setSendBufferSize(65_536)
                .setCompressionSupported(true)
                .setDecompressionSupported(true);
        return vertx.deployVerticle(
                () -> new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        return vertx.createHttpServer(options)
                                .requestHandler(handler)
                                .listen(port, host);
                    }
                },
                new DeploymentOptions().setInstances(loops));
    }

    private static EngineServer engine(Vertx vertx) {
        SocketIoOptions options =
                new SocketIoOptions().setPingInterval(PING_INTERVAL).setPingTimeout(PING_TIMEOUT);
        return new EngineServer(vertx, options.engine(), ConformanceServer::echo);
    }

    private static SessionListener echo(EngineSession session) {
        return new SessionListener() {
            @Override
            public void text(String message) {
                session.send(WirePacket.text("4" + message));
            }

            @Override
            public void binary(Buffer message) {
                session.send(WirePacket.binary(message.getBytes()));
            }

            @Override
            public void writable() {}

            @Override
            public void moved() {}

            @Override
            public void closed(CloseReason reason) {}
        };
    }

    private static SocketIoServer socket(Vertx vertx) {
        SocketIoServer server = SocketIoServer.create(
                vertx,
                new SocketIoOptions()
                        .setPingInterval(PING_INTERVAL)
                        .setPingTimeout(PING_TIMEOUT)
                        .setConnectTimeout(CONNECT_TIMEOUT));
        echo(server.of("/"));
        echo(server.of("/custom"));
        return server;
    }

    private static SocketIoServer interop(Vertx vertx, SocketIoOptions options) {
        SocketIoServer server = SocketIoServer.create(vertx, options);
        echo(server.of("/"));
        echo(server.of("/custom"));
        InteropEvents.serve(server);
        return server;
    }

    private static void echo(Namespace namespace) {
        namespace.onConnection(socket -> {
            Vertx vertx = socket.context().owner();
            vertx.setTimer(
                    AUTH_MILLIS, timer -> socket.emit("auth", socket.handshake().auth()));
            socket.on(
                    "message",
                    (args, ack) -> socket.emit("message-back", args.getList().toArray()));
            socket.on("message-with-ack", (args, ack) -> ack.send(args.getList().toArray()));
            socket.on(
                    "bcast-bin",
                    (args, ack) -> namespace.emit("bin", args.getList().toArray()));
        });
    }

    private static SocketIoServer bench(Vertx vertx) {
        SocketIoServer server = SocketIoServer.create(vertx, new SocketIoOptions());
        Namespace main = server.of("/");
        Broadcast room = main.to("bench");
        main.onConnection(socket -> {
            socket.join("bench");
            socket.on(
                    "bcast-bin", (args, ack) -> main.emit("bin", args.getList().toArray()));
            socket.on("pub", (args, ack) -> {
                room.emit("t", args.getList().toArray());
                ack.send();
            });
        });
        return server;
    }
}
