package io.isotherm.socketio;

import static io.isotherm.socketio.Loops.await;
import static io.isotherm.socketio.Loops.awaitEnd;
import static io.isotherm.socketio.TestClient.polling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens is told to who counts. */
class MetricsTest {
    private final Loops loops = new Loops();
    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final AtomicLong packetsIn = new AtomicLong();
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong packetsOut = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();
    private final AtomicLong flushes = new AtomicLong();
    private final AtomicLong shed = new AtomicLong();
    private SocketIoServer io = SocketIoServer.create(loops.vertx(), new SocketIoOptions());
    private TestClient client = new TestClient(loops, "/");

    private void serve(SocketIoOptions options) {
        io = SocketIoServer.create(loops.vertx(), options.setMetrics(new SocketIoMetrics() {
            @Override
            public void opened(Carrier carrier) {
                told.add("opened " + carrier);
            }

            @Override
            public void upgraded() {
                told.add("upgraded");
            }

            @Override
            public void closed(Carrier carrier, DisconnectReason reason) {
                told.add("closed " + carrier + " " + reason);
            }

            @Override
            public void refused(int status) {
                told.add("refused " + status);
            }

            @Override
            public void received(int packets, long bytes) {
                packetsIn.addAndGet(packets);
                bytesIn.addAndGet(bytes);
            }

            @Override
            public void sent(int packets, long bytes) {
                flushes.incrementAndGet();
                packetsOut.addAndGet(packets);
                bytesOut.addAndGet(bytes);
            }

            @Override
            public void shed(int packets) {
                shed.addAndGet(packets);
            }
        }));
        loops.serve(request -> io.handle(request));
        client = new TestClient(loops, "/socket.io/");
    }

    @AfterEach
    void stop() {
        loops.close();
    }

    private void assertTold(String... words) {
        await("metrics").untilAsserted(() -> assertThat(told).containsExactly(words));
    }

    @Test
    void connectionsAreCountedByWhatCarriesThem() {
        serve(new SocketIoOptions());
        TestSocket socket = client.openWebSocket();
        assertTold("opened WEBSOCKET");
        await(socket.socket().close());
        assertTold("opened WEBSOCKET", "closed WEBSOCKET transport close");
        told.clear();
        String sid = client.open();
        TestSocket upgraded = client.upgrade(sid);
        upgraded.send("2probe");
        assertThat(upgraded.nextText()).isEqualTo("3probe");
        upgraded.send("5");
        assertTold("opened POLLING", "upgraded");
        upgraded.send("1");
        assertTold("opened POLLING", "upgraded", "closed WEBSOCKET transport close");
        told.clear();
        String second = client.open();
        await(client.post(polling(second), "abc"));
        assertTold("opened POLLING", "closed POLLING parse error");
    }

    @Test
    void heartbeatsThatFailAreCounted() {
        serve(new SocketIoOptions().setPingInterval(Duration.ofMillis(100)).setPingTimeout(Duration.ofMillis(100)));
        client.openWebSocket();
        assertTold("opened WEBSOCKET", "closed WEBSOCKET ping timeout");
    }

    @Test
    void refusalsAreCounted() {
        serve(new SocketIoOptions().setMaxConnections(1).setMaxPayload(10));
        io.allowRequest(request -> request.getHeader("Open") == null
                ? Future.failedFuture(RefusedException.unauthorized("no"))
                : Future.succeededFuture());
        await(client.get("?EIO=3&transport=polling"));
        await(client.get("?EIO=4&transport=polling"));
        String sid = client.open("Open", "yes");
        await(client.get("?EIO=4&transport=polling", "Open", "yes"));
        await(client.post(polling(sid), "4" + "x".repeat(100)));
        awaitEnd(client.connect("?EIO=4&transport=websocket&sid=nobody"));
        assertTold("refused 400", "refused 401", "opened POLLING", "refused 503", "refused 413", "refused 400");
    }

    @Test
    void packetsAndBytesAreCountedOnceAFlush() {
        serve(new SocketIoOptions());
        TestSocket socket = client.openWebSocket();
        socket.send("40");
        assertThat(socket.nextText()).startsWith("40{");
        await("the first packets").until(() -> packetsOut.get() == 2 && packetsIn.get() == 1);
        assertThat(bytesIn).hasValue(2);
        long before = bytesOut.get();
        long flushesBefore = flushes.get();
        EncodedEvent event = io.of("/").encode("e", "x".repeat(50));
        int count = 1_000;
        // From the loop itself, so that all are there before the session has its turn.
        io.of("/").sockets().iterator().next().context().runOnContext(start -> {
            for (int i = 0; i < count; i++) {
                io.of("/").send(event);
            }
        });
        for (int i = 0; i < count; i++) {
            socket.nextPacket();
        }
        await("all of it").until(() -> packetsOut.get() == 2 + count);
        assertThat(bytesOut.get() - before).isEqualTo((long) count * event.size());
        assertThat(flushes.get() - flushesBefore).isLessThan(count / 10);
        socket.send("42[\"ü\"]");
        await("the event").until(() -> bytesIn.get() == 2 + 8);
    }

    @Test
    void pollingIsCountedByPayload() {
        serve(new SocketIoOptions());
        String sid = client.open();
        await(client.post(polling(sid), "40\u001e42[\"e\"]"));
        await("the POST")
                .untilAsserted(() ->
                        assertThat(List.of(packetsIn.get(), bytesIn.get())).containsExactly(2L, 10L));
        await(client.get(polling(sid)));
        await("the GET").until(() -> packetsOut.get() == 2);
    }

    @Test
    void whatIsLeftOutForThoseWhoAreSlowIsCounted() {
        serve(new SocketIoOptions());
        String sid = client.open();
        await(client.post(polling(sid), "40"));
        // The answer to CONNECT is not fetched, so the socket is not writable.
        await("the connection").until(() -> io.of("/").sockets().size() == 1);
        Socket socket = io.of("/").sockets().iterator().next();
        socket.emitVolatile("e");
        io.of("/").to(socket.id()).emitVolatile("e");
        io.of("/").to("nobody").emitVolatile("e");
        assertThat(shed).hasValue(2);
        assertThat(await(client.get(polling(sid))).body()).doesNotContain("\"e\"");
    }
}
