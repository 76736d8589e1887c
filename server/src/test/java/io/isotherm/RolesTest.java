package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.store.mongo.TestMongo;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that each do a part of the work, on a store that they share. */
class RolesTest {
    @TempDir
    Path folder;

    private final String url = TestMongo.freshDatabase();

    private TestServer start(String name, String roles) {
        return TestServer.start(folder.resolve(name), "--store", url, "--roles", roles);
    }

    private static String reading(double value) {
        return "{\"sensor\":\"kitchen/temperature\",\"value\":" + value + "}";
    }

    private static HttpResponse<String> fetch(TestServer server, String path) {
        return TestServer.send(server.request(path).GET());
    }

    private static boolean leads(TestServer server) {
        return leads(server.address());
    }

    private static boolean leads(URI server) {
        return TestServer.send(HttpRequest.newBuilder(server.resolve("/metrics")))
                .body()
                .contains("isotherm_worker_leader 1.0");
    }

    @Test
    void oneTakesInAndAnotherShows() {
        try (TestServer ingest = start("ingest", "ingest");
                TestServer live = start("live", "live")) {
            assertThat(ingest.post("/api/v1/readings", reading(4.31)).statusCode())
                    .isEqualTo(204);
            await("it is shown elsewhere")
                    .untilAsserted(() ->
                            assertThat(fetch(live, "/api/v1/latest").body()).contains("4.31"));
            assertThat(live.raw("kitchen-temperature").getJsonArray("v")).isEqualTo(new JsonArray().add(4.31));
            assertThat(fetch(live, "/health/ready").statusCode()).isEqualTo(200);
            assertThat(fetch(ingest, "/health/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theFirstReadingOfANewSensorReachesPagesOfOtherProcesses() throws Exception {
        try (TestServer ingest = start("ingest", "ingest");
                TestServer live = start("live", "live");
                SocketPage page = new SocketPage(live, "websocket");
                SocketPage chart = new SocketPage(live, "websocket")) {
            page.call("subscribe", new JSONObject(Map.of("all", true)));
            chart.call("subscribe", new JSONObject(Map.of("all", true, "mode", "every")));
            assertThat(ingest.post("/api/v1/readings", reading(4.31)).statusCode())
                    .isEqualTo(204);
            assertThat(page.frame().getJSONArray("v").getDouble(0)).isEqualTo(4.31);
            JSONObject frame = chart.frame();
            assertThat(frame.has("gap") || frame.getJSONArray("v").length() == 1)
                    .as("the reading, or word that there is something to fetch: %s", frame)
                    .isTrue();
        }
    }

    @Test
    void whatAProcessIsNotThereForItRefusesAndSaysWhoIs() {
        try (TestServer ingest = start("ingest", "ingest");
                TestServer live = start("live", "live");
                TestServer worker = start("worker", "worker")) {
            for (TestServer other : new TestServer[] {live, worker}) {
                HttpResponse<String> refused = other.post("/api/v1/readings", reading(1));
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.body()).contains("Ask one that has the role ingest.");
                assertThat(other.mqttPort()).isZero();
            }
            for (TestServer other : new TestServer[] {ingest, worker}) {
                for (String path : new String[] {"/", "/api/v1/sensors", "/socket.io/?EIO=4&transport=polling"}) {
                    HttpResponse<String> refused = fetch(other, path);
                    assertThat(refused.statusCode()).as(path).isEqualTo(404);
                    assertThat(refused.body()).as(path).contains("Ask one that has the role live.");
                }
                assertThat(fetch(other, "/metrics").statusCode()).isEqualTo(200);
            }
            HttpResponse<String> demo =
                    TestServer.send(live.request("/api/v1/demo").POST(HttpRequest.BodyPublishers.noBody()));
            assertThat(demo.statusCode()).isEqualTo(409);
            assertThat(demo.body()).contains("role ingest");
        }
    }

    @Test
    void eachRoleTellsOfItsOwnPartsAndIsReady() {
        assertThat(parts("ingest"))
                .containsExactlyInAnyOrder(
                        "disk", "clock", "spool", "journal", "blocks", "broker", "commit", "mqtt", "stopping");
        assertThat(parts("live"))
                .containsExactlyInAnyOrder(
                        "disk", "clock", "spool", "journal", "blocks", "broker", "retention", "live", "stopping");
        assertThat(parts("worker"))
                .containsExactlyInAnyOrder(
                        "disk", "clock", "spool", "journal", "blocks", "broker", "retention", "worker");
    }

    private Set<String> parts(String role) {
        try (TestServer server = TestServer.start(folder.resolve("parts-" + role), "--store", url, "--roles", role)) {
            JsonObject ready = server.json("/health/ready");
            assertThat(ready.getString("status")).as(ready.encode()).isNotEqualTo("down");
            return ready.getJsonObject("checks").fieldNames();
        }
    }

    @Test
    void ofTwoWorkersOneLeadsAndTheOtherFollowsIt() {
        try (TestServer second = startWhileAnotherLeads()) {
            await("takes over at once from one that stopped in order")
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> leads(second));
        }
    }

    @Test
    void aWorkerThatIsKilledIsFollowed() throws Exception {
        try (ServerProcess first =
                ServerProcess.start(folder.resolve("first"), "--store", url, "--roles", "worker", "--mqtt-port", "0")) {
            URI address = first.address();
            await("the first one leads").until(() -> leads(address));
            try (TestServer second = start("second", "worker")) {
                assertThat(leads(second)).isFalse();
                first.kill();
                long killed = System.nanoTime();
                // 13 s by its lease; more only where the machine is busy.
                await("another one leads").atMost(Duration.ofSeconds(30)).until(() -> leads(second));
                System.out.printf("worker: followed after %.1f s%n", (System.nanoTime() - killed) / 1e9);
            }
        }
    }

    private TestServer startWhileAnotherLeads() {
        try (TestServer first = start("first", "worker")) {
            assertThat(leads(first)).isTrue();
            TestServer second = start("second", "worker,live");
            assertThat(leads(second)).isFalse();
            return second;
        }
    }
}
