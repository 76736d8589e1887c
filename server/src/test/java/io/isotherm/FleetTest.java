package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.broker.redis.RedisServer;
import io.isotherm.store.mongo.TestMongo;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes that take readings in, two that show them, and a worker, with a real MongoDB and a real Redis, while one
 * after the other is killed and started again. In the end what was acknowledged is what is stored, and what every page
 * has: not one reading less, and none twice.
 *
 * <p>By hand for longer: {@code -Disotherm.test.rounds=20}.
 */
class FleetTest {
    private static final int ROUNDS = Integer.getInteger("isotherm.test.rounds", 1);
    private static final int SENSORS = 10;
    private static final int BATCH = 5;
    private static final long PAUSE_NANOS = 50_000_000;
    private static final Duration LONG = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private final String store = TestMongo.freshDatabase();
    private final RedisServer redis = RedisServer.start();
    private final Map<String, Integer> ports = new HashMap<>();
    private final Map<String, ServerProcess> processes = new HashMap<>();

    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    /** By key: values by time. */
    private final Map<String, NavigableMap<Long, Double>> acknowledged = new ConcurrentHashMap<>();

    /** Starts a process, each time at the same address; {@link #awaitReady} waits for it. */
    private void start(String name, String roles) throws IOException {
        int port = ports.computeIfAbsent(name, _ -> FreePort.find());
        processes.put(
                name,
                ServerProcess.start(
                        folder.resolve(name),
                        "--roles",
                        roles,
                        "--store",
                        store,
                        "--broker",
                        redis.url(),
                        "--http-port",
                        Integer.toString(port),
                        "--mqtt-port",
                        "0",
                        "--drain",
                        "2s"));
    }

    private ServerProcess process(String name) {
        return Objects.requireNonNull(processes.get(name));
    }

    private URI address(String name) {
        return URI.create("http://127.0.0.1:" + ports.get(name));
    }

    private void awaitReady(String... names) {
        for (String name : names) {
            await(name + " is ready")
                    .atMost(LONG)
                    .ignoreExceptions()
                    .until(() ->
                            TestServer.send(HttpRequest.newBuilder(address(name).resolve("/health/ready")))
                                            .statusCode()
                                    == 200);
        }
    }

    /** Sends until it is told to stop, a batch again and again until it is acknowledged. */
    private Thread sender(String ingest, AtomicBoolean stop) {
        return Thread.ofVirtual().start(() -> {
            long time = 1_700_000_000_000L;
            while (!stop.get()) {
                for (int sensor = 0; sensor < SENSORS; sensor++) {
                    String key = ingest + "/" + sensor;
                    StringBuilder lines = new StringBuilder();
                    NavigableMap<Long, Double> batch = new TreeMap<>();
                    for (int i = 0; i < BATCH; i++) {
                        batch.put(time + i * 1_000L, (time / 1_000 + i) % 997 / 10.0);
                    }
                    batch.forEach((t, value) ->
                            lines.append("{\"sensor\":\"%s\",\"value\":%s,\"time\":%d}%n".formatted(key, value, t)));
                    sent.addAndGet(BATCH);
                    while (!accepted(ingest, lines.toString())) {
                        refused.incrementAndGet();
                        LockSupport.parkNanos(PAUSE_NANOS);
                    }
                    acknowledged.computeIfAbsent(key, _ -> new TreeMap<>()).putAll(batch);
                }
                time += BATCH * 1_000L;
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        });
    }

    private boolean accepted(String ingest, String lines) {
        try {
            return TestServer.send(HttpRequest.newBuilder(address(ingest).resolve("/api/v1/readings"))
                                    .timeout(Duration.ofSeconds(10))
                                    .header("Content-Type", "application/x-ndjson")
                                    .POST(HttpRequest.BodyPublishers.ofString(lines)))
                            .statusCode()
                    == 204;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private void awaitMore() {
        long before = sent.get();
        await("readings go on being acknowledged")
                .atMost(LONG)
                .until(() -> sent.get() > before + 20L * BATCH * SENSORS);
    }

    @Test
    void whateverDiesEveryPageEndsWithWhatIsStored() throws Exception {
        start("ingest-1", "ingest");
        start("ingest-2", "ingest");
        start("live-1", "live");
        start("live-2", "live");
        start("worker", "worker");
        awaitReady("ingest-1", "ingest-2", "live-1", "live-2", "worker");
        List<FleetPage> pages = new ArrayList<>();
        AtomicBoolean stop = new AtomicBoolean();
        try (Gateway gateway = new Gateway(List.of(address("live-1"), address("live-2")))) {
            for (String mode : List.of("every", "every", "latest", "latest")) {
                pages.add(new FleetPage(gateway.address(), mode));
            }
            List<Thread> senders = List.of(sender("ingest-1", stop), sender("ingest-2", stop));
            for (int round = 0; round < ROUNDS; round++) {
                breakAll();
            }
            stop.set(true);
            for (Thread sender : senders) {
                assertThat(sender.join(LONG))
                        .as("the last batch is acknowledged")
                        .isTrue();
            }
            compare(pages);
        } finally {
            stop.set(true);
            pages.forEach(FleetPage::close);
            for (ServerProcess process : processes.values()) {
                process.close();
            }
            redis.close();
        }
    }

    private void breakAll() throws Exception {
        awaitMore();
        process("ingest-1").kill();
        awaitMore();
        start("ingest-1", "ingest");
        awaitReady("ingest-1");
        redis.kill();
        awaitMore();
        process("live-1").kill();
        awaitMore();
        redis.restart();
        start("live-1", "live");
        awaitReady("live-1");
        awaitMore();
        assertThat(process("live-2").stop()).isZero();
        awaitMore();
        start("live-2", "live");
        process("worker").kill();
        awaitReady("live-2");
        assertThat(process("ingest-2").stop()).isZero();
        start("ingest-2", "ingest");
        start("worker", "worker");
        awaitReady("ingest-2", "worker");
        awaitMore();
    }

    private void compare(List<FleetPage> pages) {
        Map<Integer, NavigableMap<Long, Double>> all = new TreeMap<>();
        for (String live : List.of("live-1", "live-2")) {
            await("all is stored, and seen by " + live).atMost(LONG).untilAsserted(() -> {
                all.clear();
                all.putAll(stored(live));
                assertThat(all.values()).containsExactlyInAnyOrderElementsOf(acknowledged.values());
            });
        }
        Map<Integer, NavigableMap<Long, Double>> newest = new TreeMap<>();
        all.forEach((sensor, values) -> newest.put(
                sensor,
                new TreeMap<>(Map.of(values.lastKey(), values.lastEntry().getValue()))));
        StringBuilder told = new StringBuilder("fleet: sent %d, acknowledged %d, stored %d, refused attempts %d"
                .formatted(sent.get(), size(acknowledged), size(all), refused.get()));
        for (FleetPage page : pages) {
            boolean every = pages.indexOf(page) < 2;
            await("page " + pages.indexOf(page))
                    .atMost(LONG)
                    .untilAsserted(() -> assertThat(page.seen()).isEqualTo(every ? all : newest));
            told.append("; page %d has %d of %d after %d connections"
                    .formatted(pages.indexOf(page), page.count(), size(every ? all : newest), page.connections()));
        }
        System.out.println(told);
        assertThat(size(acknowledged)).isEqualTo(sent.get());
    }

    private static long size(Map<?, ? extends NavigableMap<Long, Double>> readings) {
        return readings.values().stream().mapToLong(Map::size).sum();
    }

    private Map<Integer, NavigableMap<Long, Double>> stored(String live) {
        Function<String, JsonObject> get = path -> new JsonObject(
                TestServer.send(HttpRequest.newBuilder(address(live).resolve(path)))
                        .body());
        Map<Integer, NavigableMap<Long, Double>> stored = new TreeMap<>();
        for (Object item : get.apply("/api/v1/sensors?limit=1000").getJsonArray("items")) {
            JsonObject sensor = (JsonObject) item;
            JsonObject history = get.apply("/api/v1/sensors/" + sensor.getString("id")
                    + "/readings?raw=true&from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z");
            JsonArray times = history.getJsonArray("t");
            NavigableMap<Long, Double> values = new TreeMap<>();
            for (int i = 0; i < times.size(); i++) {
                assertThat(values.put(
                                times.getLong(i), history.getJsonArray("v").getDouble(i)))
                        .as("stored once")
                        .isNull();
            }
            stored.put(sensor.getInteger("number"), values);
        }
        return stored;
    }
}
