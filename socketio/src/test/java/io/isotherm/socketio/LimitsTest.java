package io.isotherm.socketio;

import static io.isotherm.socketio.Loops.await;
import static io.isotherm.socketio.TestClient.polling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.isotherm.socketio.TestClient.Response;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who sends more packets a second than allowed is disconnected, and nobody else. */
class LimitsTest {
    private final Loops loops = new Loops();
    private final SocketIoServer io =
            SocketIoServer.create(loops.vertx(), new SocketIoOptions().setMaxPacketsPerSecond(100));
    private final Queue<DisconnectReason> reasons = new ConcurrentLinkedQueue<>();
    private final AtomicInteger events = new AtomicInteger();
    private TestClient client = new TestClient(loops, "/");

    @BeforeEach
    void start() {
        io.of("/").onConnection(socket -> {
            socket.on("e", (args, ack) -> events.incrementAndGet());
            socket.on("ask", (args, ack) -> ack.send());
            socket.onDisconnect(reasons::add);
        });
        loops.serve(io::handle);
        client = new TestClient(loops, "/socket.io/");
    }

    @AfterEach
    void stop() {
        loops.close();
    }

    private TestSocket connect() {
        TestSocket socket = client.openWebSocket();
        socket.send("40");
        assertThat(socket.nextText()).startsWith("40{");
        return socket;
    }

    private void assertStopped() {
        await("the end").untilAsserted(() -> assertThat(reasons).containsExactly(DisconnectReason.TOO_MANY_PACKETS));
    }

    @Test
    void aWebSocketThatFloodsIsClosedWithTheReason() {
        TestSocket other = connect();
        TestSocket socket = connect();
        for (int i = 0; i < 1_000; i++) {
            socket.socket().writeTextMessage("42[\"e\"]");
        }
        assertThat(socket.closeCode()).isEqualTo(1008);
        assertThat(socket.socket().closeReason()).isEqualTo("more than 100 packets a second");
        assertStopped();
        // A bucket of 100, and what time added to it.
        assertThat(events.get()).isBetween(99, 900);
        other.send("420[\"ask\"]");
        assertThat(other.nextPacket()).isEqualTo("430[]");
    }

    @Test
    void webSocketPingsCountToo() {
        TestSocket socket = connect();
        for (int i = 0; i < 1_000; i++) {
            socket.socket().writeFrame(WebSocketFrame.pingFrame(Buffer.buffer("p")));
        }
        assertThat(socket.closeCode()).isEqualTo(1008);
        assertStopped();
    }

    @Test
    void attachmentsCountToo() {
        TestSocket socket = connect();
        for (int i = 0; i < 1_000; i++) {
            socket.socket().writeTextMessage("451-[\"e\",{\"_placeholder\":true,\"num\":0}]");
            socket.socket().writeBinaryMessage(Buffer.buffer("x"));
        }
        assertThat(socket.closeCode()).isEqualTo(1008);
        assertStopped();
        assertThat(events.get()).isLessThan(900);
    }

    @Test
    void aPayloadOfManyPacketsGets429() {
        String sid = client.open();
        await(client.post(polling(sid), "40"));
        assertThat(await(client.get(polling(sid))).body()).startsWith("40{");
        Response response = await(client.post(polling(sid), "6\u001e".repeat(10_000) + "6"));
        assertThat(response.status()).isEqualTo(429);
        assertThat(response.body()).isEqualTo("{\"code\":3,\"message\":\"Too many packets\"}");
        assertStopped();
        assertThat(await(client.get(polling(sid))).status()).isEqualTo(400);
    }

    @Test
    void theLimitMustNotBeNegative() {
        assertThatThrownBy(() -> new SocketIoOptions().setMaxPacketsPerSecond(-1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
