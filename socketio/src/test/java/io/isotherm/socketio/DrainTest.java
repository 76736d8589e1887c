package io.isotherm.socketio;

import static io.isotherm.socketio.Loops.await;
import static io.isotherm.socketio.Loops.awaitEnd;
import static io.isotherm.socketio.TestClient.polling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.socket.client.IO;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Before a server stops, its clients go over to another, by themselves and not all at once. */
class DrainTest {
    private final Loops loops = new Loops();
    private final Queue<DisconnectReason> reasons = new ConcurrentLinkedQueue<>();
    private final SocketIoServer old = server();
    private final SocketIoServer next = server();
    /** Where a gateway would send requests. */
    private final AtomicReference<SocketIoServer> current = new AtomicReference<>(old);

    private TestClient client = new TestClient(loops, "/");

    private SocketIoServer server() {
        SocketIoServer server = SocketIoServer.create(loops.vertx(), new SocketIoOptions());
        server.of("/").onConnection(socket -> socket.onDisconnect(reasons::add));
        return server;
    }

    @BeforeEach
    void start() {
        loops.serve(request -> current.get().handle(request));
        client = new TestClient(loops, "/socket.io/");
    }

    @AfterEach
    void stop() {
        loops.close();
    }

    @ParameterizedTest
    @CsvSource({"polling, drain", "websocket, drain", "polling, close", "websocket, close"})
    void officialClientsConnectAgainByThemselves(String transport, String how) throws InterruptedException {
        IO.Options options = IO.Options.builder()
                .setTransports(new String[] {transport})
                .setForceNew(true)
                .setReconnectionDelay(50)
                .build();
        io.socket.client.Socket official = IO.socket(URI.create("http://127.0.0.1:" + loops.port()), options);
        BlockingQueue<String> happened = new LinkedBlockingQueue<>();
        official.on(io.socket.client.Socket.EVENT_CONNECT, args -> happened.add("connect"));
        official.on(io.socket.client.Socket.EVENT_DISCONNECT, args -> happened.add("disconnect: " + args[0]));
        official.connect();
        assertThat(happened.poll(10, TimeUnit.SECONDS)).isEqualTo("connect");
        Function<SocketIoServer, Future<Void>> leave = how.equals("drain")
                ? server -> server.drain(Duration.ofMillis(100))
                : server -> server.close("stopping");
        await(leave.apply(old));
        assertThat(old.connections()).isZero();
        current.set(next);
        assertThat(happened.poll(10, TimeUnit.SECONDS))
                .isIn("disconnect: transport close", "disconnect: transport error");
        assertThat(happened.poll(10, TimeUnit.SECONDS)).isEqualTo("connect");
        assertThat(next.connections()).isEqualTo(1);
        assertThat(reasons).containsExactly(DisconnectReason.SERVER_SHUTDOWN);
        official.close();
    }

    @Test
    void connectionsAreClosedOneAfterTheOtherAndNoneIsTaken() {
        List<TestSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sockets.add(client.openWebSocket());
        }
        String sid = client.open();
        Future<Void> drained = old.drain(Duration.ofSeconds(3));
        assertThat(await(client.get("?EIO=4&transport=polling")).status()).isEqualTo(503);
        assertThat(awaitEnd(client.connect("?EIO=4&transport=websocket")).failed())
                .isTrue();
        await("some to be gone, and others not").until(() -> {
            long gone = sockets.stream().filter(TestSocket::isClosed).count();
            return gone > 4 && gone < 16;
        });
        assertThat(drained.isComplete()).isFalse();
        await(drained);
        assertThat(old.connections()).isZero();
        for (TestSocket socket : sockets) {
            assertThat(socket.closeCode()).isEqualTo(1001);
        }
        assertThat(await(client.get(polling(sid))).status()).isIn(200, 400);
    }

    @Test
    void closingMayCutADrainShort() {
        TestSocket socket = client.openWebSocket();
        Future<Void> drained = old.drain(Duration.ofHours(1));
        assertThat(drained.isComplete()).isFalse();
        await(old.close("now"));
        await(drained);
        assertThat(socket.closeCode()).isEqualTo(1001);
    }

    @Test
    void anEmptyServerIsDrainedAtOnce() {
        await(old.drain(Duration.ofHours(1)));
        await(old.drain(Duration.ZERO));
    }

    @Test
    void theTimeMustBeOne() {
        assertThatThrownBy(() -> old.drain(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> old.drain(Duration.ofDays(2))).isInstanceOf(IllegalArgumentException.class);
    }
}
