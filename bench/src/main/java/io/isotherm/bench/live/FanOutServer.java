package io.isotherm.bench.live;

import io.isotherm.socketio.Namespace;
import io.isotherm.socketio.SocketIoOptions;
import io.isotherm.socketio.SocketIoServer;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.transport.Transport;
import java.util.concurrent.TimeUnit;

/**
 * The Socket.IO module as a stranger would use it: every client joins a room, and what one emits as {@code pub} goes to
 * all as {@code t}. Arguments: the port and, if not 1, the number of event loops. The
 * system property {@code transport} is epoll, nio or uring.
 */
public final class FanOutServer {
    private FanOutServer() {}

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        int loops = args.length > 1 ? Integer.parseInt(args[1]) : 1;
        Transport transport = switch (System.getProperty("transport", "epoll")) {
            case "nio" -> Transport.NIO;
            case "uring" -> Transport.IO_URING;
            default -> Transport.EPOLL;
        };
        Vertx vertx = Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(loops))
                .withTransport(transport)
                .build();
        SocketIoServer io = SocketIoServer.create(vertx, new SocketIoOptions());
        Namespace all = io.of("/").onConnection(socket -> {
            socket.join("all");
            socket.on("pub", (data, ack) -> socket.namespace().to("all").emit("t", data.getValue(0)));
        });
        HttpServerOptions options = new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setSendBufferSize(65_536)
                .setAcceptBacklog(4_096)
                .setTcpNoDelay(true);
        vertx.deployVerticle(
                        () -> new VerticleBase() {
                            @Override
                            public Future<?> start() {
                                return vertx.createHttpServer(options)
                                        .requestHandler(io::handle)
                                        .listen(port, "127.0.0.1");
                            }
                        },
                        new DeploymentOptions().setInstances(loops))
                .await(10, TimeUnit.SECONDS);
        System.out.println(
                "listening: port=" + port + " namespace=" + all.name() + " native=" + vertx.isNativeTransportEnabled());
    }
}
