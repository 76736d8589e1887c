package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left when the program is killed, and how it ends when it is asked to. */
class ProcessTest {
    private static final int ROUNDS = 4;
    private static final int SENDERS = 8;

    @TempDir
    Path data;

    @Test
    void noAcknowledgedReadingIsLostByKillsUnderLoad() throws Exception {
        Map<String, Set<Long>> acknowledged = new ConcurrentHashMap<>();
        AtomicLong sent = new AtomicLong();
        AtomicLong clock = new AtomicLong(1_700_000_000_000L);
        for (int round = 0; round < ROUNDS; round++) {
            try (ServerProcess server = ServerProcess.start(data)) {
                URI address = server.address();
                AtomicBoolean killed = new AtomicBoolean();
                AtomicLong thisRound = new AtomicLong();
                List<Thread> senders = new ArrayList<>();
                for (int s = 0; s < SENDERS; s++) {
                    String sensor = "sender-" + s;
                    senders.add(Thread.ofVirtual().start(() -> {
                        while (!killed.get()) {
                            List<Long> times = new ArrayList<>();
                            StringBuilder lines = new StringBuilder();
                            for (int i = 0; i < 20; i++) {
                                long time = clock.incrementAndGet();
                                times.add(time);
                                lines.append("{\"sensor\":\"%s\",\"value\":%s,\"time\":%d}%n"
                                        .formatted(sensor, value(time), time));
                            }
                            sent.addAndGet(times.size());
                            if (accepted(address, lines.toString())) {
                                acknowledged
                                        .computeIfAbsent(sensor, name -> ConcurrentHashMap.newKeySet())
                                        .addAll(times);
                                thisRound.addAndGet(times.size());
                            }
                        }
                    }));
                }
                await("some load").atMost(Duration.ofSeconds(30)).until(() -> thisRound.get() > 2_000);
                server.kill();
                killed.set(true);
                for (Thread sender : senders) {
                    sender.join();
                }
            }
        }
        try (ServerProcess server = ServerProcess.start(data)) {
            URI address = server.address();
            for (Map.Entry<String, Set<Long>> sensor : acknowledged.entrySet()) {
                JsonObject raw = new JsonObject(get(
                        address,
                        "/api/v1/sensors/" + sensor.getKey()
                                + "/readings?raw=true&from=1600000000000&to=1800000000000"));
                Map<Long, Double> stored = new HashMap<>();
                JsonArray times = raw.getJsonArray("t");
                for (int i = 0; i < times.size(); i++) {
                    stored.put(times.getLong(i), raw.getJsonArray("v").getDouble(i));
                }
                assertThat(stored).as("doubles of " + sensor.getKey()).hasSize(times.size());
                Set<Long> lost = new HashSet<>(sensor.getValue());
                lost.removeAll(stored.keySet());
                assertThat(lost).as("lost readings of " + sensor.getKey()).isEmpty();
                stored.forEach((time, value) -> assertThat(value).isEqualTo(value(time)));
            }
        }
    }

    @Test
    void askedToStopItEndsCleanlyAndKeepsWhatItAcknowledged() throws Exception {
        try (ServerProcess server = ServerProcess.start(data)) {
            URI address = server.address();
            assertThat(accepted(address, "{\"sensor\":\"a\",\"value\":4.5,\"time\":1700000000000}"))
                    .isTrue();
            assertThat(server.stop()).isZero();
            assertThat(server.errors()).contains("stopped").doesNotContain("Exception");
        }
        try (ServerProcess server = ServerProcess.start(data)) {
            JsonObject raw = new JsonObject(
                    get(server.address(), "/api/v1/sensors/a/readings?raw=true&from=1600000000000&to=1800000000000"));
            assertThat(raw.getJsonArray("v")).isEqualTo(new JsonArray().add(4.5));
        }
    }

    @Test
    void killedItLeavesNothingButItsData(@TempDir Path temporary) throws Exception {
        try (ServerProcess server = ServerProcess.startWithOption("-Djava.io.tmpdir=" + temporary, data)) {
            assertThat(accepted(server.address(), "{\"sensor\":\"a\",\"value\":4.5}"))
                    .isTrue();
            server.kill();
        }
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void aSecondProcessOnTheSameFolderSaysSoInOneLineAndEnds() throws Exception {
        try (ServerProcess first = ServerProcess.start(data)) {
            first.address();
            try (ServerProcess second = ServerProcess.start(data)) {
                assertThat(second.exit()).isNotZero();
                assertThat(second.errors()).contains(data.toString()).doesNotContain("\tat ");
            }
        }
    }

    @Test
    void beyondThisMachineItSaysThatItNeedsATokenAndEnds() throws Exception {
        try (ServerProcess server = ServerProcess.start(data, "--listen", "0.0.0.0")) {
            assertThat(server.exit()).isNotZero();
            assertThat(server.errors()).contains("--admin-token-file").doesNotContain("\tat ");
        }
    }

    private static double value(long time) {
        return time % 1_000 / 16.0;
    }

    // A sender whose server dies gets an exception instead of an answer.
    private static boolean accepted(URI address, String body) {
        try {
            return TestServer.send(HttpRequest.newBuilder(address.resolve("/api/v1/readings"))
                                    .timeout(Duration.ofSeconds(10))
                                    .header("Content-Type", "application/x-ndjson")
                                    .POST(HttpRequest.BodyPublishers.ofString(body)))
                            .statusCode()
                    == 204;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static String get(URI address, String path) throws IOException {
        return TestServer.send(HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofSeconds(30)))
                .body();
    }
}
