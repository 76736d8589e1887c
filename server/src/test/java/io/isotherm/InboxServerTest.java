package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a device that nobody knows, from its first message on. */
class InboxServerTest {
    private static final String FLAT = "{\"device\":\"fridge\",\"temperature\":4.3,\"humidity\":40}";

    @TempDir
    Path home;

    @Test
    void aStrangerWaitsUntilItIsAdoptedAndKeepsItsHistory() {
        try (TestServer server = start()) {
            send(server, FLAT);
            send(server, FLAT.replace("4.3", "4.4"));

            assertThat(items(server, "/api/v1/sensors")).isEmpty();
            assertThat(items(server, "/api/v1/latest")).isEmpty();
            assertThat(json(server, "/api/v1/status").getInteger("inbox")).isEqualTo(1);
            JsonObject stranger = items(server, "/api/v1/inbox").getJsonObject(0);
            assertThat(stranger.getString("key")).isEqualTo("fridge");
            assertThat(stranger.getString("protocol")).isEqualTo("http");
            assertThat(stranger.getInteger("readings")).isEqualTo(4);
            assertThat(stranger.getJsonObject("message").getString("payload")).contains("4.4");
            assertThat(stranger.getJsonArray("sensors")).hasSize(2);

            HttpResponse<String> adopted = post(server, "/api/v1/inbox/fridge/adopt", "{\"name\":\"Fridge 1\"}");
            assertThat(adopted.statusCode()).isEqualTo(200);
            assertThat(new JsonObject(adopted.body()).getString("standing")).isEqualTo("active");
            assertThat(items(server, "/api/v1/sensors")).hasSize(2);
            assertThat(items(server, "/api/v1/latest")).hasSize(2);
            assertThat(items(server, "/api/v1/inbox")).isEmpty();
            JsonObject history = json(server, "/api/v1/sensors/fridge-temperature/readings?raw=true");
            assertThat(history.getJsonArray("v")).hasSize(2);
            assertThat(post(server, "/api/v1/inbox/fridge/adopt", "{}").statusCode())
                    .isEqualTo(409);
            assertThat(json(server, "/api/v1/audit").encode()).contains("adopt-device");
        }
    }

    @Test
    void aBlockedDeviceIsRefusedAndAnUnblockedOneWaitsAgain() {
        try (TestServer server = start()) {
            send(server, FLAT);
            assertThat(post(server, "/api/v1/inbox/fridge/block", null).statusCode())
                    .isEqualTo(204);

            HttpResponse<String> refused = server.post("/api/v1/readings", FLAT);
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.body()).contains("blocked");
            assertThat(json(server, "/api/v1/inbox").getInteger("blocked")).isEqualTo(1);
            assertThat(items(server, "/api/v1/devices?standing=blocked")).hasSize(1);

            assertThat(post(server, "/api/v1/inbox/fridge/unblock", null).statusCode())
                    .isEqualTo(204);
            send(server, FLAT);
            assertThat(items(server, "/api/v1/inbox").getJsonObject(0).getInteger("readings"))
                    .isEqualTo(2);
        }
    }

    @Test
    void aDiscardedDeviceMayComeAgain() {
        try (TestServer server = start()) {
            send(server, FLAT);
            assertThat(delete(server, "/api/v1/inbox/fridge").statusCode()).isEqualTo(204);
            assertThat(items(server, "/api/v1/inbox")).isEmpty();

            send(server, FLAT);
            assertThat(items(server, "/api/v1/inbox")).hasSize(1);
        }
    }

    @Test
    void whatWaitsIsThereAfterARestart() {
        try (TestServer server = start()) {
            send(server, FLAT);
        }
        try (TestServer server = start()) {
            JsonObject stranger = items(server, "/api/v1/inbox").getJsonObject(0);
            assertThat(stranger.getInteger("readings")).isEqualTo(2);
            assertThat(stranger.getValue("message")).isNull();
            assertThat(stranger.getLong("expires")).isGreaterThan(System.currentTimeMillis() + 6 * 86_400_000L);
        }
    }

    @Test
    void theDemoNeedsNobodyToAdoptIt() {
        try (TestServer server = TestServer.start(home, "--ingest-unknown", "inbox", "--simulate", "on")) {
            await().until(() -> items(server, "/api/v1/sensors").size() > 30);
            assertThat(items(server, "/api/v1/inbox")).isEmpty();
        }
    }

    private TestServer start() {
        return TestServer.start(home, "--ingest-unknown", "inbox");
    }

    private static void send(TestServer server, String body) {
        assertThat(server.post("/api/v1/readings", body).statusCode()).isEqualTo(204);
    }

    private static JsonObject json(TestServer server, String path) {
        HttpResponse<String> response = server.get(path);
        assertThat(response.statusCode()).as(path + " " + response.body()).isEqualTo(200);
        return new JsonObject(response.body());
    }

    private static JsonArray items(TestServer server, String path) {
        return json(server, path).getJsonArray("items");
    }

    private static HttpResponse<String> post(TestServer server, String path, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.address().resolve(path));
        return TestServer.send(
                body == null
                        ? request.POST(HttpRequest.BodyPublishers.noBody())
                        : request.header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> delete(TestServer server, String path) {
        return TestServer.send(
                HttpRequest.newBuilder(server.address().resolve(path)).DELETE());
    }
}
