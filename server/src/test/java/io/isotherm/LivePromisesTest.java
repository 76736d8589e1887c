package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an official Socket.IO client sees of the running program. */
class LivePromisesTest {
    @TempDir
    Path data;

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "polling"})
    void aSubscriberGetsASnapshotAndThenWhatHappens(String transport) throws Exception {
        try (TestServer server = TestServer.start(data);
                SocketPage page = new SocketPage(server, transport)) {
            long now = System.currentTimeMillis();
            server.post("/api/v1/readings", reading("a", 4, now - 1_000));
            await("the sensor").until(() -> !server.latest().isEmpty());
            JSONObject subscribed = page.call("subscribe", new JSONObject(Map.of("all", true)));
            assertThat(subscribed.getInt("subscription")).isPositive();
            assertThat(subscribed.getJSONObject("snapshot").getJSONArray("v").toString())
                    .isEqualTo("[4]");

            server.post("/api/v1/readings", reading("a", 5.5, now));
            JSONObject frame = page.frame();
            assertThat(frame.getJSONArray("v").toString()).isEqualTo("[5.5]");
            assertThat(frame.getJSONArray("t").getLong(0)).isEqualTo(now);
            assertThat(frame.getJSONArray("q").toString()).isEqualTo("[0]");
        }
    }

    @Test
    void everyMeansEveryReadingLateOnesToo() throws Exception {
        try (TestServer server = TestServer.start(data);
                SocketPage page = new SocketPage(server, "websocket")) {
            long now = System.currentTimeMillis();
            server.post("/api/v1/readings", reading("a", 0, now));
            page.call("subscribe", new JSONObject("{\"sensors\":[\"a\"],\"mode\":\"every\",\"interval\":20}"));
            Map<Long, Double> sent = new TreeMap<>();
            for (int i = 1; i <= 200; i++) {
                long time = now - i * 1_000L;
                server.post("/api/v1/readings", reading("a", i, time));
                sent.put(time, (double) i);
            }
            Map<Long, Double> seen = new ConcurrentSkipListMap<>();
            await("all of them").until(() -> {
                page.drainInto(seen);
                return seen.keySet().containsAll(sent.keySet());
            });
            seen.remove(now);
            assertThat(seen).isEqualTo(sent);
        }
    }

    @Test
    void latestMeansThatLateDataDoesNotReplaceWhatIsShown() throws Exception {
        try (TestServer server = TestServer.start(data);
                SocketPage page = new SocketPage(server, "websocket")) {
            long now = System.currentTimeMillis();
            server.post("/api/v1/readings", reading("a", 1, now));
            await("it is told").until(() -> !server.latest().isEmpty());
            page.call("subscribe", new JSONObject("{\"all\":true,\"interval\":20}"));
            server.post("/api/v1/readings", reading("a", 2, now - 60_000));
            server.post("/api/v1/readings", reading("a", 3, now + 1));
            assertThat(page.frame().getJSONArray("v").toString()).isEqualTo("[3]");
        }
    }

    @Test
    void aReconnectedPageIsToldWhatItMissed() throws Exception {
        int port;
        long now = System.currentTimeMillis();
        try (SocketPage page = new SocketPage()) {
            try (TestServer server = TestServer.start(data)) {
                port = server.address().getPort();
                server.post("/api/v1/readings", reading("a", 1, now - 2_000));
                // By polling: over WebSocket this client overlooks a server's close frame until its ping is late.
                page.connect(server, "polling");
                page.call("subscribe", new JSONObject("{\"all\":true}"));
            }
            await("the page to notice").until(() -> !page.socket().connected());
            try (TestServer server = TestServer.start(data, "--http-port", String.valueOf(port))) {
                server.post("/api/v1/readings", reading("a", 2, now));
                await("the page to come back")
                        .atMost(20, TimeUnit.SECONDS)
                        .until(() -> page.socket().connected());
                JSONObject snapshot =
                        page.call("subscribe", new JSONObject("{\"all\":true}")).getJSONObject("snapshot");
                assertThat(snapshot.getJSONArray("v").toString()).isEqualTo("[2]");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"all\":true,\"site\":\"x\"}",
                "{\"site\":\"nowhere\"}",
                "{\"sensors\":[]}",
                "{\"sensors\":[\"unknown\"]}",
                "{\"sensors\":[7]}",
                "{\"all\":true,\"mode\":\"some\"}",
                "{\"all\":true,\"interval\":0}",
                "{\"all\":true,\"interval\":\"fast\"}",
            })
    void aRequestThatMakesNoSenseIsAnsweredWithWhatIsWrong(String request) throws Exception {
        try (TestServer server = TestServer.start(data);
                SocketPage page = new SocketPage(server, "websocket")) {
            JSONObject error = page.call("subscribe", new JSONObject(request)).getJSONObject("error");
            assertThat(error.getInt("status")).isIn(400, 404);
            assertThat(error.getString("detail")).isNotBlank();
            assertThat(page.call("subscribe", new JSONObject("{\"all\":true}")).has("snapshot"))
                    .isTrue();
        }
    }

    @Test
    void afterUnsubscribingNothingComes() throws Exception {
        try (TestServer server = TestServer.start(data);
                SocketPage page = new SocketPage(server, "websocket")) {
            int subscription = page.call("subscribe", new JSONObject("{\"all\":true,\"interval\":20}"))
                    .getInt("subscription");
            page.call("unsubscribe", new JSONObject(Map.of("subscription", subscription)));
            assertThat(page.call("unsubscribe", new JSONObject(Map.of("subscription", subscription)))
                            .has("error"))
                    .isTrue();
            server.post("/api/v1/readings", reading("a", 1, System.currentTimeMillis()));
            // It is told after it is acknowledged; a subscription made before that would hear it.
            await("the reading is told").until(() -> !server.latest().isEmpty());
            // A second subscription on the same connection hears what comes next: what comes, comes in order.
            page.call("subscribe", new JSONObject("{\"sensors\":[\"a\"],\"mode\":\"every\",\"interval\":20}"));
            server.post("/api/v1/readings", reading("a", 2, System.currentTimeMillis() + 1_000));
            assertThat(page.frame().getJSONArray("v").toString()).isEqualTo("[2]");
        }
    }

    @Test
    void aNewSensorIsAnnounced() throws Exception {
        try (TestServer server = TestServer.start(data);
                SocketPage page = new SocketPage(server, "websocket")) {
            page.call("subscribe", new JSONObject("{\"all\":true}"));
            server.post("/api/v1/readings", reading("cellar/temperature", 12, System.currentTimeMillis()));
            JSONObject told = page.sensors();
            assertThat(told.getJSONArray("changed").getJSONObject(0).getString("id"))
                    .isEqualTo("cellar-temperature");
            assertThat(told.getBoolean("places")).isTrue();
        }
    }

    private static String reading(String sensor, double value, long time) {
        return "{\"sensor\":\"%s\",\"value\":%s,\"time\":%d}".formatted(sensor, value, time);
    }
}
