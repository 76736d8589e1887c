package io.isotherm.socketio;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that does not read costs little, harms nobody, and is let go. */
class SlowClientTest {
    private static final int LIMIT = 500_000;
    private static final byte[] EVENT = ("\"" + "x".repeat(8_000) + "\"").getBytes(US_ASCII);

    private final Loops loops = new Loops();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Queue<DisconnectReason> reasons = new ConcurrentLinkedQueue<>();
    private SocketIoServer io = SocketIoServer.create(loops.vertx(), new SocketIoOptions());

    @BeforeEach
    void start() {
        serve(new SocketIoOptions());
        loops.serve(new HttpServerOptions().setSendBufferSize(65_536), request -> io.handle(request));
    }

    private void serve(SocketIoOptions options) {
        io = SocketIoServer.create(loops.vertx(), options.setMaxQueuedBytes(LIMIT));
        io.of("/").onConnection(socket -> {
            sockets.add(socket);
            socket.onDisconnect(reasons::add);
        });
    }

    @AfterEach
    void stop() {
        // First: Vert.x may wait for the sockets, of which it knows nothing any more.
        Loops.await(io.close("the test is over"));
        loops.close();
    }

    /** Connects and reads no more than the HTTP response. */
    private java.net.Socket connectDeaf() throws IOException {
        java.net.Socket raw = new java.net.Socket();
        raw.setReceiveBufferSize(8_192);
        raw.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), loops.port()));
        String request = String.join(
                "\r\n",
                "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
                "Host: localhost",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "",
                "");
        raw.getOutputStream().write(request.getBytes(US_ASCII));
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(US_ASCII).endsWith("\r\n\r\n")) {
            head.write(raw.getInputStream().read());
        }
        // The example of RFC 6455, section 1.3.
        assertThat(head.toString(US_ASCII))
                .startsWith("HTTP/1.1 101 ")
                .containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        raw.getOutputStream().write(new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, '4', '0'});
        await("the connection").until(() -> sockets.stream().anyMatch(Socket::connected));
        return raw;
    }

    private Socket only() {
        assertThat(sockets).hasSize(1);
        return sockets.element();
    }

    @Test
    void aDeafClientIsDisconnectedAndTheOthersGetEverything() throws IOException {
        TestSocket healthy = new TestClient(loops, "/").openWebSocket();
        healthy.send("40");
        healthy.nextText();
        sockets.clear();
        try (java.net.Socket deaf = connectDeaf()) {
            EncodedEvent event = io.of("/").encodeRaw("e", Buffer.buffer(EVENT));
            int sent = 0;
            // Far more than kernel buffers and the limit hold.
            while (reasons.isEmpty() && sent < 2_000) {
                io.of("/").send(event);
                assertThat(healthy.nextText()).hasSize(event.size() - 4);
                sent++;
            }
            await("the end of the deaf client")
                    .untilAsserted(() -> assertThat(reasons).containsExactly(DisconnectReason.SLOW_CLIENT));
            assertThat(sent).isGreaterThan(LIMIT / event.size()).isLessThan(1_000);
            assertThat(io.connections()).isEqualTo(1);
            assertThat(deaf.isConnected()).isTrue();
        }
    }

    @Test
    void aDeafClientThatIsSparedIsDisconnectedAfterATime() throws IOException {
        serve(new SocketIoOptions().setSlowClientTimeout(Duration.ofMillis(400)));
        try (java.net.Socket deaf = connectDeaf()) {
            EncodedEvent event = io.of("/").encodeRaw("e", Buffer.buffer(EVENT));
            await("the socket to be full").until(() -> {
                io.of("/").to(only().id()).sendVolatile(event);
                return !only().isWritable();
            });
            await("the end of the deaf client")
                    .untilAsserted(() -> assertThat(reasons).containsExactly(DisconnectReason.SLOW_CLIENT));
            assertThat(only().isWritable()).isFalse();
            assertThat(deaf.isConnected()).isTrue();
        }
    }

    @Test
    void aClientThatReadsAgainIsWritableAgainAndHasMissedNothingThatWasSent() throws IOException {
        try (java.net.Socket slow = connectDeaf()) {
            AtomicInteger writable = new AtomicInteger();
            only().onWritable(writable::incrementAndGet);
            EncodedEvent event = io.of("/").encodeRaw("e", Buffer.buffer(EVENT));
            AtomicInteger sent = new AtomicInteger();
            await("the socket to stay full")
                    .during(Duration.ofMillis(200))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        if (only().isWritable()) {
                            only().send(event);
                            sent.incrementAndGet();
                        }
                        return !only().isWritable();
                    });
            int before = writable.get();
            // The opening and CONNECT packets are less than one event.
            long left = (long) sent.get() * event.size();
            byte[] buffer = new byte[16_384];
            while (left > 0) {
                left -= slow.getInputStream().read(buffer);
            }
            await("the socket to be writable").until(() -> only().isWritable() && writable.get() > before);
            assertThat(reasons).isEmpty();
        }
    }
}
