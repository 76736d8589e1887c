package io.isotherm.socketio;

import static io.isotherm.socketio.Loops.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.socket.client.Ack;
import io.socket.client.IO;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The project's own Java client, which we did not write, understands us. */
class OfficialClientTest {
    private final Loops loops = new Loops();
    private final SocketIoServer server = SocketIoServer.create(loops.vertx(), new SocketIoOptions());
    private final BlockingQueue<Socket> connected = new LinkedBlockingQueue<>();

    @BeforeEach
    void start() {
        server.of("/").onConnection(socket -> {
            connected.add(socket);
            socket.on("echo", (args, ack) -> ack.send(args.getList().toArray()));
        });
        server.of("/private")
                .use((handshake, auth) -> "secret".equals(auth.getString("token"))
                        ? Future.succeededFuture()
                        : Future.failedFuture(
                                RefusedException.forbidden("no").withData(new JsonObject().put("code", 7))));
        loops.serve(server::handle);
    }

    @AfterEach
    void stop() {
        loops.close();
    }

    private io.socket.client.Socket open(String namespace, String transports, Map<String, String> auth) {
        IO.Options options = IO.Options.builder()
                .setTransports(transports.split(","))
                .setForceNew(true)
                .setReconnectionDelay(50)
                .setAuth(auth)
                .build();
        return IO.socket(URI.create("http://127.0.0.1:" + loops.port() + namespace), options);
    }

    private static Object[] next(io.socket.client.Socket client, String event, Runnable action) {
        Promise<Object[]> heard = Promise.promise();
        client.once(event, heard::tryComplete);
        action.run();
        return await(heard.future());
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket", "polling,websocket"})
    void eventsAnswersAndBytesGoBothWays(String transports) throws InterruptedException {
        io.socket.client.Socket client = open("/", transports, Map.of());
        Promise<Object[]> answer = Promise.promise();
        client.on("question", args -> ((Ack) args[args.length - 1]).call(args[0], "yes"));
        next(client, io.socket.client.Socket.EVENT_CONNECT, client::connect);
        client.emit("echo", new Object[] {"ü€😀", new byte[] {1, 2, (byte) 255}}, answer::complete);
        assertThat(await(answer.future())).containsExactly("ü€😀", new byte[] {1, 2, (byte) 255});
        Socket socket = connected.take();
        JsonArray yes = await(socket.emitWithAck("question", Duration.ofSeconds(5), 42));
        assertThat(yes).isEqualTo(new JsonArray().add(42).add("yes"));
        client.disconnect();
        Promise<DisconnectReason> reason = Promise.promise();
        socket.onDisconnect(reason::tryComplete);
        assertThat(await(reason.future())).isEqualTo(DisconnectReason.CLIENT_DISCONNECT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket"})
    void whoIsRefusedLearnsWhy(String transports) throws Exception {
        io.socket.client.Socket client = open("/private", transports, Map.of());
        Object[] error = next(client, io.socket.client.Socket.EVENT_CONNECT_ERROR, client::connect);
        org.json.JSONObject told = (org.json.JSONObject) error[0];
        assertThat(told.getString("message")).isEqualTo("no");
        assertThat(told.getJSONObject("data").getInt("code")).isEqualTo(7);
        client.close();
        io.socket.client.Socket second = open("/private", transports, Map.of("token", "secret"));
        next(second, io.socket.client.Socket.EVENT_CONNECT, second::connect);
        second.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket"})
    void aClientThatTheServerLeavesHearsOfIt(String transports) throws InterruptedException {
        io.socket.client.Socket client = open("/", transports, Map.of());
        next(client, io.socket.client.Socket.EVENT_CONNECT, client::connect);
        Socket socket = connected.take();
        Object[] reason = next(client, io.socket.client.Socket.EVENT_DISCONNECT, socket::disconnect);
        assertThat(reason).containsExactly("io server disconnect");
        client.close();
    }
}
