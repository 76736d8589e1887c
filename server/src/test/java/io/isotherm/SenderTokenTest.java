package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.ingest.mqtt.RawClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Senders with tokens of their own, at the whole server. */
class SenderTokenTest {
    private static final String ADMIN = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init") // each test starts it, as it needs it
    private TestServer server;

    @AfterEach
    void stop() {
        server.close();
    }

    private void start(String... flags) throws IOException {
        Path file = Files.writeString(folder.resolve("admin.token"), ADMIN);
        String[] all = new String[flags.length + 2];
        all[0] = "--admin-token-file";
        all[1] = file.toString();
        System.arraycopy(flags, 0, all, 2, flags.length);
        server = TestServer.start(folder.resolve("data"), all);
    }

    private HttpResponse<String> send(String method, String path, String body, String token) {
        HttpRequest.Builder request = server.request(path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return TestServer.send(request);
    }

    private String token(String grant) {
        HttpResponse<String> made =
                send("POST", "/api/v1/tokens", "{\"name\":\"Gateway\",\"grant\":" + grant + "}", ADMIN);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return new JsonObject(made.body()).getString("token");
    }

    private HttpResponse<String> reading(String token, String sensor) {
        return send("POST", "/api/v1/readings", "{\"sensor\":\"" + sensor + "\",\"value\":4.5}", token);
    }

    private List<JsonObject> senders() {
        HttpResponse<String> response = send("GET", "/api/v1/senders", "", ADMIN);
        JsonArray items = new JsonObject(response.body()).getJsonArray("items");
        return items.stream().map(JsonObject.class::cast).toList();
    }

    private List<String> sensors() {
        JsonArray items =
                new JsonObject(send("GET", "/api/v1/sensors", "", ADMIN).body()).getJsonArray("items");
        return items.stream().map(item -> ((JsonObject) item).getString("key")).toList();
    }

    @Test
    void aDevicesTokenSendsItsReadingsAndNobodyElses() throws IOException {
        start();
        String token = token("{\"devices\":[\"fridge-1\"]}");
        assertThat(reading(token, "fridge-1/air").statusCode()).isEqualTo(204);
        HttpResponse<String> refused = reading(token, "fridge-2/air");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("This token is not for the device fridge-2.");
        assertThat(reading("", "fridge-1/air").statusCode()).isEqualTo(401);
        assertThat(reading("iso_wrong", "fridge-1/air").statusCode()).isEqualTo(401);
        assertThat(sensors()).containsExactly("fridge-1/air");
    }

    @Test
    void aSitesTokenPutsNewDevicesThere() throws IOException {
        start();
        assertThat(send("POST", "/api/v1/sites", "{\"id\":\"pharmacy\",\"name\":\"Pharmacy\",\"zone\":\"UTC\"}", ADMIN)
                        .statusCode())
                .isEqualTo(201);
        String token = token("{\"site\":\"pharmacy\"}");
        assertThat(reading(token, "fridge-1/air").statusCode()).isEqualTo(204);
        assertThat(send("GET", "/api/v1/devices?site=pharmacy", "", ADMIN).body())
                .contains("\"fridge-1\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/sensors", "/api/v1/latest", "/api/v1/tokens", "/api/v1/senders", "/metrics"})
    void aSendersTokenReadsNothing(String path) throws IOException {
        start();
        HttpResponse<String> response = send("GET", path, "", token("{\"all\":true}"));
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).contains("for sending readings");
    }

    @Test
    void anMqttClientSendsWithItsTokenUntilItIsRevoked() throws IOException {
        start();
        String token = token("{\"devices\":[\"fridge-1\"]}");
        try (RawClient client = new RawClient(server.mqttPort())) {
            client.send(RawClient.connect("gateway", 0, token, null));
            assertThat(client.read(4)).isEqualTo("20020000");
            client.send(publish(1, "isotherm/fridge-1/air"), publish(2, "isotherm/fridge-2/air"));
            assertThat(client.read(8)).isEqualTo("4002000140020002");
            assertThat(sensors()).containsExactly("fridge-1/air");

            String id = new JsonObject(send("GET", "/api/v1/tokens", "", ADMIN).body())
                    .getJsonArray("items")
                    .getJsonObject(0)
                    .getString("id");
            send("DELETE", "/api/v1/tokens/" + id, "", ADMIN);
            client.send(publish(3, "isotherm/fridge-1/new"));
            assertThat(client.read(4)).isEqualTo("40020003");
            assertThat(sensors()).containsExactly("fridge-1/air");
        }
        JsonObject seen = senders().getFirst();
        assertThat(seen.getString("protocol")).isEqualTo("mqtt");
        assertThat(seen.getString("id")).startsWith("gateway at ");
        assertThat(seen.getString("tokenName")).isEqualTo("Gateway");
        assertThat(seen.getInteger("accepted")).isEqualTo(1);
        assertThat(seen.getInteger("refused")).isEqualTo(2);
        assertThat(seen.getJsonObject("lastRefused").getString("place")).isEqualTo("isotherm/fridge-1/new");
        assertThat(seen.getJsonObject("lastRefused").getJsonArray("reasons")).containsExactly("The token was revoked.");
    }

    @Test
    void anMqttClientWithAWrongTokenIsRefused() throws IOException {
        start();
        try (RawClient client = new RawClient(server.mqttPort())) {
            client.send(RawClient.connect("gateway", 0, "someone", "iso_wrong"));
            assertThat(client.read(4)).isEqualTo("20020004");
        }
    }

    private static byte[] publish(int id, String topic) throws IOException {
        return RawClient.publish(1, id, topic, "4.5".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whoSendsMoreThanItMayIsToldWhenToComeAgainAndOthersAreNot() throws IOException {
        start("--limit-readings", "100", "--limit-burst", "1s");
        String loud = token("{\"devices\":[\"loud/*\"]}");
        String quiet = token("{\"devices\":[\"quiet\"]}");
        String many =
                "[" + "{\"sensor\":\"loud/a/b\",\"value\":1},".repeat(2_000) + "{\"sensor\":\"loud/a/b\",\"value\":1}]";
        assertThat(send("POST", "/api/v1/readings", many, loud).statusCode()).isEqualTo(204);
        HttpResponse<String> limited = send("POST", "/api/v1/readings", many, loud);
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 60L);
        assertThat(limited.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(limited.body()).contains("more than it may").contains("send it again later");
        for (int i = 0; i < 20; i++) {
            assertThat(reading(quiet, "quiet/air").statusCode()).isEqualTo(204);
        }
        assertThat(senders())
                .extracting(sender -> sender.getInteger("limited"))
                .as("turned away unread, it counts as one")
                .containsExactlyInAnyOrder(1, 0);
        assertThat(send("POST", "/api/v1/readings", "no readings", loud).statusCode())
                .as("what is in it does not matter")
                .isEqualTo(429);
        assertThat(senders()).extracting(sender -> sender.getInteger("limited")).containsExactlyInAnyOrder(2, 0);
    }

    @Test
    void anMqttClientThatSendsMoreThanItMayIsReadFromMoreSlowlyAndLosesNothing() throws IOException {
        start("--limit-readings", "100", "--limit-burst", "1s");
        String loud = token("{\"devices\":[\"loud\"]}");
        try (RawClient client = new RawClient(server.mqttPort())) {
            client.send(RawClient.connect("loud", 0, "any", loud));
            assertThat(client.read(4)).isEqualTo("20020000");
            long start = System.nanoTime();
            int messages = 250;
            for (int id = 1; id <= messages; id++) {
                client.send(RawClient.publish(
                        1,
                        id,
                        "isotherm/loud/air",
                        ("{\"value\":1,\"time\":" + (1_700_000_000_000L + id) + "}").getBytes(StandardCharsets.UTF_8)));
            }
            for (int id = 1; id <= messages; id++) {
                assertThat(client.read(4)).isEqualTo("4002%04x".formatted(id));
            }
            assertThat(System.nanoTime() - start).isGreaterThan(1_000_000_000L);
        }
        await().untilAsserted(() ->
                assertThat(senders().getFirst().getInteger("accepted")).isEqualTo(250));
        assertThat(send(
                                "GET",
                                "/api/v1/sensors/loud-air/readings?raw=true&from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z",
                                "",
                                ADMIN)
                        .body())
                .contains(Long.toString(1_700_000_000_001L), Long.toString(1_700_000_000_250L));
    }

    @Test
    void theLastMessageThatCouldNotBeReadIsShown() throws IOException {
        start();
        String token = token("{\"all\":true}");
        assertThat(send("POST", "/api/v1/readings", "[{\"sensor\":\"a\",\n oops", token)
                        .statusCode())
                .isEqualTo(400);
        JsonObject refused = senders().getFirst().getJsonObject("lastRefused");
        assertThat(refused.getMap())
                .containsEntry("text", "[{\"sensor\":\"a\",\n oops")
                .containsEntry("bytes", 21);
        assertThat(refused.getString("place")).isEqualTo("/api/v1/readings");
        assertThat(refused.getJsonArray("reasons").getString(0)).startsWith("Line 2");
    }

    @Test
    void theListOfSendersIsReadPageByPage() throws IOException {
        start();
        for (String grant : List.of("{\"all\":true}", "{\"devices\":[\"a\"]}", "{\"devices\":[\"a\",\"b\"]}")) {
            reading(token(grant), "a");
        }
        JsonObject first =
                new JsonObject(send("GET", "/api/v1/senders?limit=2", "", ADMIN).body());
        assertThat(first.getJsonArray("items")).hasSize(2);
        JsonObject second = new JsonObject(send("GET", "/api/v1/senders?cursor=" + first.getString("next"), "", ADMIN)
                .body());
        assertThat(second.getJsonArray("items")).hasSize(1);
        assertThat(second.getValue("next")).isNull();
        for (String query : List.of("limit=0", "limit=1001", "limit=x", "cursor=-1", "cursor=x", "sort=a")) {
            assertThat(send("GET", "/api/v1/senders?" + query, "", ADMIN).statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void aTokenThatIsShownOnLoopbackLimitsThereToo() {
        server = TestServer.start(folder.resolve("data"));
        String token = new JsonObject(
                        server.post("/api/v1/tokens", "{\"name\":\"Gateway\",\"grant\":{\"devices\":[\"a\"]}}")
                                .body())
                .getString("token");
        assertThat(reading(token, "a/air").statusCode()).isEqualTo(204);
        assertThat(reading(token, "b/air").statusCode()).isEqualTo(422);
        assertThat(reading("", "b/air").statusCode()).isEqualTo(204);
        assertThat(reading("whatever", "b/air").statusCode()).isEqualTo(204);
        assertThat(server.json("/api/v1/senders").getJsonArray("items")).hasSize(2);
    }

    @Test
    void noTokenIsInAnAnswerThatTellsOfThePath() throws IOException {
        start();
        String token = token("{\"all\":true}");
        HttpResponse<String> response = send("POST", "/api/v1/" + token + "/attributes", "{}", "");
        assertThat(response.body()).doesNotContain(token);
        response = send("POST", "/api/v1/ingest/" + token, "{}", token);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).doesNotContain(token).contains("/api/v1/ingest/…");
    }
}
