package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.ingest.mqtt.RawClient;
import io.isotherm.store.ReadingStore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole server while its store takes nothing, and after it does again. */
class BackpressureTest {
    private static final int QUEUE = 4_000;
    private static final int SENDERS = 4;
    private static final int PER_MESSAGE = 200;
    private static final long START = 1_700_000_000_000L;

    /** What may be held beside what is measured without a flood: the queue, and what clients have under way. */
    private static final long MOST_HELD = 64 << 20;

    @TempDir
    Path data;

    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private final Set<String> unexpected = ConcurrentHashMap.newKeySet();
    private final AtomicInteger waiting = new AtomicInteger();
    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start(data, this::gated, "--queue-limit", Integer.toString(QUEUE));
    }

    @AfterEach
    void stop() {
        gate.countDown();
        clients.shutdownNow();
        server.close();
    }

    /** The store, whose appends wait at the gate. */
    private ReadingStore gated(ReadingStore store) {
        return (ReadingStore) Proxy.newProxyInstance(
                ReadingStore.class.getClassLoader(), new Class<?>[] {ReadingStore.class}, (_, method, arguments) -> {
                    if (method.getName().equals("append")) {
                        waiting.incrementAndGet();
                        gate.await();
                        waiting.decrementAndGet();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Sends messages by HTTP until it is told to stop, each again until it is kept. */
    private final class HttpSender {
        final String sensor;
        final AtomicInteger refusals = new AtomicInteger();
        final AtomicInteger withoutRetryAfter = new AtomicInteger();
        volatile boolean stopping;

        HttpSender(String sensor) {
            this.sensor = sensor;
        }

        /** @return how many readings were acknowledged, from {@link #START} on, each a millisecond after the other */
        int run() throws InterruptedException {
            int acknowledged = 0;
            while (!stopping) {
                String body = body(acknowledged);
                while (true) {
                    if (stopping) {
                        return acknowledged;
                    }
                    HttpResponse<String> response = server.post("/api/v1/readings", body);
                    if (response.statusCode() == 204) {
                        break;
                    }
                    if (response.statusCode() != 503) {
                        unexpected.add(response.statusCode() + " " + response.body());
                    }
                    refusals.incrementAndGet();
                    if (response.headers().firstValueAsLong("Retry-After").orElse(0) < 1) {
                        withoutRetryAfter.incrementAndGet();
                    }
                    // A rude client: it comes again at once, or nearly so.
                    TimeUnit.MILLISECONDS.sleep(5);
                }
                acknowledged += PER_MESSAGE;
            }
            return acknowledged;
        }

        private String body(int from) {
            StringBuilder body = new StringBuilder("[");
            for (int i = 0; i < PER_MESSAGE; i++) {
                body.append(i == 0 ? "" : ",")
                        .append("{\"sensor\":\"")
                        .append(sensor)
                        .append("\",\"value\":")
                        .append(i % 50)
                        .append(",\"time\":")
                        .append(START + from + i)
                        .append('}');
            }
            return body.append(']').toString();
        }
    }

    /** Sends messages of 8 kB by MQTT for as long as the server reads, and hears of those that are durable. */
    private final class MqttSender {
        private static final int MOST = 60_000;

        final RawClient client = new RawClient(server.mqttPort());
        final AtomicLong sent = new AtomicLong();
        final AtomicInteger acknowledged = new AtomicInteger();
        volatile boolean stopping;

        MqttSender() throws IOException {
            client.send(RawClient.connect("flood", 0, null, null));
            assertThat(client.read(4)).isEqualTo("20020000");
        }

        Boolean write() throws IOException {
            String filler = " ".repeat(8_000);
            for (int id = 1; id <= MOST && !stopping; id++) {
                client.send(RawClient.publish(
                        1,
                        id,
                        "isotherm/flood",
                        ("{\"value\":1,\"time\":" + (START + id) + filler + "}").getBytes(StandardCharsets.UTF_8)));
                sent.set(id);
            }
            return true;
        }

        Boolean read(CountDownLatch until) throws IOException, InterruptedException {
            until.await();
            for (int id = 1; !(stopping && acknowledged.get() == sent.get()); id++) {
                assertThat(client.read(4)).isEqualTo("4002%04x".formatted(id));
                acknowledged.set(id);
            }
            return true;
        }
    }

    @Test
    @Timeout(300)
    void whileTheStoreIsBlockedSendersWaitAndMemoryIsBoundedAndThenAllGoesOn() throws Exception {
        // What is made at the first message is there before anything is measured.
        server.post("/api/v1/readings", "{\"sensor\":\"flood\",\"value\":1,\"time\":" + START + "}");
        gate = new CountDownLatch(1);
        List<HttpSender> https = new ArrayList<>();
        List<Future<Integer>> sending = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            HttpSender sender = new HttpSender("http-" + i);
            https.add(sender);
            sending.add(clients.submit(sender::run));
        }
        await().until(() -> waiting.get() == 1);
        long before = heap();

        MqttSender mqtt = new MqttSender();
        CountDownLatch unblocked = new CountDownLatch(1);
        Future<Boolean> writing = clients.submit(mqtt::write);
        Future<Boolean> reading = clients.submit(() -> mqtt.read(unblocked));

        // The server reads no more: what the client could write are the buffers of both ends.
        AtomicLong last = new AtomicLong(-1);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> last.getAndSet(mqtt.sent.get()) == mqtt.sent.get());
        long held = mqtt.sent.get();
        assertThat(held).isPositive().isLessThan(MqttSender.MOST);

        // More HTTP senders come than the queue has room for.
        List<HttpSender> more = new ArrayList<>();
        for (int i = 0; i < 2 * QUEUE / PER_MESSAGE; i++) {
            HttpSender sender = new HttpSender("more-" + i);
            more.add(sender);
            sending.add(clients.submit(sender::run));
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        more.stream().mapToInt(sender -> sender.refusals.get()).sum() > 200);
        assertThat(mqtt.sent).hasValue(held);
        assertThat(mqtt.client.isSilent()).isTrue();
        assertThat(heap() - before).isLessThan(MOST_HELD);
        assertThat(unexpected).isEmpty();
        assertThat(more)
                .allSatisfy(sender -> assertThat(sender.withoutRetryAfter).hasValue(0));

        // Those that were turned away give up; those that wait are answered when the store takes readings again.
        more.forEach(sender -> sender.stopping = true);
        gate.countDown();
        unblocked.countDown();
        await().atMost(Duration.ofSeconds(60)).until(() -> mqtt.acknowledged.get() > held);
        https.forEach(sender -> sender.stopping = true);
        mqtt.stopping = true;
        writing.get(30, TimeUnit.SECONDS);
        reading.get(60, TimeUnit.SECONDS);

        https.addAll(more);
        assertThat(unexpected).isEmpty();
        for (int i = 0; i < https.size(); i++) {
            int acknowledged = sending.get(i).get(30, TimeUnit.SECONDS);
            assertThat(i >= SENDERS || acknowledged > 0).isTrue();
            if (acknowledged > 0) {
                assertThat(times(https.get(i).sensor)).as(https.get(i).sensor).hasSize(acknowledged);
            }
        }
        assertThat(times("flood")).hasSize(mqtt.acknowledged.get() + 1);
        mqtt.client.close();
    }

    private Set<Object> times(String sensor) {
        Set<Object> times = ConcurrentHashMap.newKeySet();
        String from = Long.toString(START);
        while (true) {
            // Not held against the contract, which takes long for so many.
            JsonObject page = new JsonObject(TestServer.send(server.request("/api/v1/sensors/" + sensor
                                    + "/readings?raw=true&from=" + from + "&to=" + (START + 100_000_000))
                            .GET())
                    .body());
            JsonArray columns = page.getJsonArray("t");
            columns.forEach(times::add);
            Object next = page.getValue("next");
            if (next == null) {
                return times;
            }
            from = String.valueOf(next);
        }
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
