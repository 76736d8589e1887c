package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.broker.redis.RedisServer;
import io.isotherm.store.mongo.TestMongo;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each of several processes knows alone is shown whole by whichever is asked, or said to be incomplete. */
class WholeAnswersTest {
    @TempDir
    Path folder;

    private final String store = TestMongo.freshDatabase();
    private final RedisServer redis = RedisServer.start();

    @AfterEach
    void stopRedis() {
        redis.close();
    }

    private TestServer start(String name, String roles) {
        return TestServer.start(
                folder.resolve(name),
                "--store",
                store,
                "--broker",
                redis.url(),
                "--roles",
                roles,
                "--ingest-unknown",
                "inbox");
    }

    private static void post(TestServer server, String body, int status) {
        assertThat(server.post("/api/v1/readings", body).statusCode()).isEqualTo(status);
    }

    private static JsonObject senders(TestServer server) {
        return server.json("/api/v1/senders");
    }

    private static List<JsonObject> items(JsonObject answer) {
        return answer.getJsonArray("items").stream().map(JsonObject.class::cast).toList();
    }

    private static @Nullable JsonObject sender(JsonObject answer, String protocol) {
        return items(answer).stream()
                .filter(sender -> sender.getString("protocol").equals(protocol))
                .findFirst()
                .orElse(null);
    }

    private static void publish(int port, String topic, String payload) throws Exception {
        Process publisher = new ProcessBuilder(
                        "mosquitto_pub", "-h", "127.0.0.1", "-p", "" + port, "-q", "1", "-t", topic, "-m", payload)
                .inheritIO()
                .start();
        assertThat(publisher.waitFor()).isZero();
    }

    @Test
    void sendersOfEveryProcessAreListedByAny() throws Exception {
        try (TestServer one = start("one", "ingest");
                TestServer other = start("other", "ingest");
                TestServer live = start("live", "live")) {
            post(one, "{\"sensor\":\"fridge/temperature\",\"value\":4.3}", 204);
            post(other, "{\"sensor\":\"fridge/temperature\",\"value\":4.4}", 204);
            post(other, "{\"sensor\":\"fridge/temperature\",\"value\":\"warm\"}", 422);
            publish(other.mqttPort(), "isotherm/oven/temperature", "180");

            for (TestServer asked : List.of(live, one, other)) {
                await("all to be in one list").untilAsserted(() -> {
                    JsonObject answer = senders(asked);
                    assertThat(answer.getInteger("missing")).isZero();
                    assertThat(answer.getInteger("leftOff")).isZero();
                    assertThat(items(answer)).hasSize(2);
                });
                JsonObject answer = senders(asked);
                JsonObject http = sender(answer, "http");
                assertThat(http).isNotNull();
                assertThat(http.getInteger("accepted")).as("of two processes").isEqualTo(2);
                assertThat(http.getInteger("refused")).isEqualTo(1);
                assertThat(http.getJsonObject("lastRefused").getString("text")).contains("warm");
                JsonObject mqtt = sender(answer, "mqtt");
                assertThat(mqtt).isNotNull();
                assertThat(mqtt.getInteger("accepted")).isEqualTo(1);
            }
        }
    }

    @Test
    void theLastMessageOfADeviceThatWaitsIsInTheInboxOfAProcessThatTookNothingIn() throws Exception {
        try (TestServer one = start("one", "ingest");
                TestServer other = start("other", "ingest");
                TestServer live = start("live", "live")) {
            post(one, "{\"device\":\"fridge\",\"temperature\":4.3}", 204);
            await("the device to wait")
                    .untilAsserted(
                            () -> assertThat(items(live.json("/api/v1/inbox"))).hasSize(1));
            await("its message").untilAsserted(() -> {
                JsonObject answer = live.json("/api/v1/inbox");
                assertThat(answer.getInteger("missing")).isZero();
                JsonObject device = items(answer).getFirst();
                assertThat(device.getString("protocol")).isEqualTo("http");
                assertThat(device.getJsonObject("message").getString("payload")).contains("4.3");
            });
            post(other, "{\"device\":\"fridge\",\"temperature\":4.4}", 204);
            assertThat(items(live.json("/api/v1/inbox"))
                            .getFirst()
                            .getJsonObject("message")
                            .getString("payload"))
                    .as("the latest, whoever took it in")
                    .contains("4.4");
        }
    }

    @Test
    void howEveryProcessIsIsToldByTheOneThatIsAsked() {
        try (TestServer ingest = start("one", "ingest");
                TestServer worker = start("worker", "worker");
                TestServer live = start("live", "live")) {
            await("all to be told of").untilAsserted(() -> {
                JsonObject answer = live.json("/api/v1/status/parts");
                assertThat(answer.getInteger("missing")).isZero();
                assertThat(answer.getString("process"))
                        .endsWith(":" + live.address().getPort());
                List<JsonObject> others = answer.getJsonArray("others").stream()
                        .map(JsonObject.class::cast)
                        .toList();
                assertThat(others)
                        .extracting(other -> other.getJsonArray("roles").getString(0))
                        .containsExactlyInAnyOrder("ingest", "worker");
                assertThat(others).allSatisfy(other -> {
                    assertThat(other.getString("state")).isNotEqualTo("down");
                    assertThat(other.getJsonArray("items").encode()).contains("\"part\":\"broker\"");
                });
                assertThat(others)
                        .extracting(other -> other.getString("process"))
                        .anyMatch(name -> name.endsWith(":" + ingest.address().getPort()))
                        .anyMatch(name -> name.endsWith(":" + worker.address().getPort()));
            });
        }
    }

    @Test
    void whileTheBrokerIsAwayTheListSaysHowManyProcessesAreMissing() {
        try (TestServer one = start("one", "ingest");
                TestServer live = start("live", "live")) {
            post(one, "{\"sensor\":\"fridge/temperature\",\"value\":4.3}", 204);
            await("the list to be whole")
                    .untilAsserted(() -> assertThat(items(senders(live))).hasSize(1));
            redis.kill();
            await("the other one to be missing").atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                JsonObject answer = senders(live);
                assertThat(items(answer)).isEmpty();
                assertThat(answer.getInteger("missing")).isEqualTo(1);
                assertThat(live.json("/api/v1/inbox").getInteger("missing")).isEqualTo(1);
            });
            JsonObject own = senders(one);
            assertThat(items(own)).as("what it knows itself").hasSize(1);
            assertThat(own.getInteger("missing")).isEqualTo(1);
        }
    }

    @Test
    void withoutABrokerOtherProcessesOfTheStoreAreMissing() {
        try (TestServer one = TestServer.start(folder.resolve("one"), "--store", store);
                TestServer other = TestServer.start(folder.resolve("other"), "--store", store)) {
            assertThat(senders(one).getInteger("missing")).isEqualTo(1);
            assertThat(senders(other).getInteger("missing")).isEqualTo(1);
        }
    }
}
