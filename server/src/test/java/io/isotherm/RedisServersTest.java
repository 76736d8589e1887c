package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.broker.redis.RedisServer;
import io.isotherm.store.mongo.TestMongo;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two programs as a whole, with a real MongoDB and a real Redis between them. */
class RedisServersTest {
    @TempDir
    Path folder;

    private final String store = TestMongo.freshDatabase();
    private final RedisServer redis = RedisServer.start();

    @AfterEach
    void stopRedis() {
        redis.close();
    }

    private TestServer server(String name) {
        return TestServer.start(folder.resolve(name), "--store", store, "--broker", redis.url());
    }

    private static void post(TestServer server, String sensor, double value, long time) {
        String body = "{\"sensor\":\"" + sensor + "\",\"value\":" + value + ",\"time\":" + time + "}";
        HttpResponse<String> answer = server.post("/api/v1/readings", body);
        assertThat(answer.statusCode()).isEqualTo(204);
    }

    private static JsonObject health(TestServer server) {
        HttpResponse<String> answer = server.get("/health/ready");
        assertThat(answer.statusCode()).as("ready, whatever Redis does").isEqualTo(200);
        return new JsonObject(answer.body()).getJsonObject("checks").getJsonObject("broker");
    }

    private static void awaitHealth(TestServer server, String status) {
        await("the broker to be " + status)
                .atMost(Duration.ofSeconds(30))
                .until(() -> health(server).getString("status").equals(status));
    }

    private static double metric(TestServer server, String name) {
        return server.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyReadingOfOneProcessIsOnThePageOfTheOtherAndNoneTwice() throws Exception {
        try (TestServer one = server("one");
                TestServer other = server("other");
                SocketPage page = new SocketPage(other, "websocket")) {
            awaitHealth(one, "ok");
            awaitHealth(other, "ok");
            long now = System.currentTimeMillis() - 60_000;
            post(one, "fridge", 0, now);
            await("the other one knows the sensor")
                    .until(() -> other.get("/api/v1/sensors/fridge").statusCode() == 200);
            await("its first reading by both ways")
                    .until(() -> !other.raw("fridge").getJsonArray("v").isEmpty()
                            && metric(other, "isotherm_broker_received_readings_total") == 1);
            page.call("subscribe", new JSONObject("{\"sensors\":[\"fridge\"],\"mode\":\"every\",\"interval\":20}"));
            List<Integer> sent = IntStream.rangeClosed(1, 50).boxed().toList();
            sent.forEach(i -> post(one, "fridge", i, now + i));
            await("the journal to have told the last one too")
                    .until(() -> other.raw("fridge").getJsonArray("v").size() == 51);
            post(other, "fridge", 99, now + 99);
            List<Integer> seen = new ArrayList<>();
            while (seen.isEmpty() || seen.getLast() != 99) {
                JSONObject frame = page.frame();
                assertThat(frame.has("gap")).isFalse();
                JSONArray values = frame.getJSONArray("v");
                for (int i = 0; i < values.length(); i++) {
                    seen.add(values.getInt(i));
                }
            }
            assertThat(seen.subList(0, seen.size() - 1)).isEqualTo(sent);
            assertThat(metric(other, "isotherm_broker_received_readings_total")).isEqualTo(51);
            assertThat(metric(other, "isotherm_broker_connected")).isEqualTo(1);
        }
    }

    @Test
    void aSensorThatOneProcessCreatesIsOnAnOpenPageOfTheOther() throws Exception {
        try (TestServer one = server("one");
                TestServer other = server("other");
                SocketPage page = new SocketPage(other, "websocket")) {
            awaitHealth(one, "ok");
            awaitHealth(other, "ok");
            page.call("subscribe", new JSONObject("{\"all\":true,\"interval\":20}"));
            post(one, "new", 4.5, System.currentTimeMillis());
            assertThat(page.frame().getJSONArray("v").toString()).isEqualTo("[4.5]");
        }
    }

    @Test
    void withoutRedisEverythingIsTakenInAndShownLater() throws Exception {
        redis.kill();
        try (TestServer one = server("one");
                TestServer other = server("other");
                SocketPage page = new SocketPage(other, "websocket")) {
            awaitHealth(one, "degraded");
            assertThat(health(one).getString("detail")).contains("Redis at " + redis.address() + " does not answer");
            page.call("subscribe", new JSONObject("{\"all\":true,\"interval\":20}"));
            long now = System.currentTimeMillis();
            post(one, "fridge", 4.5, now);
            assertThat(page.frame().getJSONArray("v").toString())
                    .as("from the store")
                    .isEqualTo("[4.5]");
            redis.restart();
            awaitHealth(one, "ok");
            awaitHealth(other, "ok");
            post(one, "fridge", 5.5, now + 1);
            assertThat(page.frame().getJSONArray("v").toString()).isEqualTo("[5.5]");
            await("it came by Redis").until(() -> metric(other, "isotherm_broker_received_readings_total") == 1);
        }
    }
}
