package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.isotherm.store.StoreException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators see of the storage engine, with the real one. */
class EngineApiTest {
    private static final String EVER = "from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z";

    private final long time = System.currentTimeMillis() - 60_000;

    @TempDir
    Path data;

    private static void post(TestServer server, String sensor, double value, String unit, long time) {
        String body = new JsonObject()
                .put("sensor", sensor)
                .put("value", value)
                .put("unit", unit)
                .put("time", time)
                .encode();
        assertThat(server.post("/api/v1/readings", body).statusCode()).isEqualTo(204);
    }

    private static JsonArray items(TestServer server, String path) {
        return server.json(path).getJsonArray("items");
    }

    @Test
    void contradictionsAreListedWithWhatIsKept() {
        JsonObject expected = new JsonObject()
                .put("t", time)
                .put("kept", new JsonObject().put("v", 39.7).put("q", 0).put("unit", "°F"))
                .put("lost", new JsonObject().put("v", 4.5).put("q", 0).put("unit", "°C"));
        try (TestServer server = TestServer.start(data)) {
            post(server, "a", 39.7, "°F", time);
            post(server, "a", 4.5, "°C", time);
            post(server, "a", 4.5, "°C", time);
            post(server, "a", 4, "°C", time - 1);
            post(server, "a", 3, "°C", time - 1);
            post(server, "a", 2, "°C", time - 1);
            post(server, "a", 1, "°C", time + 1);
            String path = "/api/v1/sensors/a/conflicts";
            assertThat(items(server, path)).hasSize(3).last().isEqualTo(expected);
            assertThat(items(server, path + "?limit=2")).hasSize(2).doesNotContain(expected);
        }
        try (TestServer server = TestServer.start(data)) {
            String path = "/api/v1/sensors/a/conflicts";
            assertThat(items(server, path + "?" + EVER))
                    .as("out of a block")
                    .hasSize(3)
                    .last()
                    .isEqualTo(expected);
            assertThat(items(server, path + "?from=" + time)).containsExactly(expected);
            assertThat(items(server, path + "?from=0&to=" + (time - 1))).isEmpty();
            TestServer.send(
                    server.request("/api/v1/sensors/a/readings?from=" + time + "&to=" + (time + 1) + "&reason=both")
                            .DELETE());
            assertThat(items(server, path))
                    .as("the contradiction of a removed reading goes with it")
                    .hasSize(2);
            assertThat(server.get(path + "?limit=1001").statusCode()).isEqualTo(400);
            assertThat(server.get("/api/v1/sensors/none/conflicts").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void removedReadingsAreGoneForGoodAndTheirTraceStays() {
        try (TestServer server = TestServer.start(data)) {
            post(server, "a", 4, "°C", time);
            post(server, "a", 99, "°C", time + 1_000);
            HttpResponse<String> removed = TestServer.send(server.request("/api/v1/sensors/a/readings?from="
                            + (time + 1_000) + "&to=" + (time + 2_000) + "&reason=calibration")
                    .DELETE());
            assertThat(new JsonObject(removed.body())).isEqualTo(new JsonObject().put("removed", 1));
            assertThat(server.latest().getJsonObject(0).getLong("t")).isEqualTo(time);
        }
        try (TestServer server = TestServer.start(data)) {
            assertThat(server.raw("a").getJsonArray("t")).containsExactly(time);
            assertThat(items(server, "/api/v1/audit"))
                    .extracting(entry -> ((JsonObject) entry).getString("outcome"))
                    .containsExactly("done", "requested");
        }
    }

    @Test
    void rulesOfRetentionAreKept() {
        try (TestServer server = TestServer.start(data)) {
            post(server, "a", 4, "°C", time);
            HttpResponse<String> set = TestServer.send(server.request("/api/v1/retention/sensors/a")
                    .header("Content-Type", "application/json")
                    .PUT(HttpRequest.BodyPublishers.ofString("{\"readingsDays\":7,\"summariesDays\":null}")));
            assertThat(set.statusCode()).isEqualTo(200);
        }
        try (TestServer server = TestServer.start(data, "--keep-readings", "2y", "--keep-summaries", "10y")) {
            JsonObject retention = server.json("/api/v1/retention");
            assertThat(retention.getJsonObject("default"))
                    .isEqualTo(new JsonObject().put("readingsDays", 730).put("summariesDays", 3_650));
            assertThat(retention.getJsonArray("items").getJsonObject(0).getInteger("readingsDays"))
                    .isEqualTo(7);
            assertThat(server.json("/health/ready").getJsonObject("checks").getJsonObject("retention"))
                    .isEqualTo(new JsonObject()
                            .put("status", "ok")
                            .put("condition", "")
                            .put("detail", ""));
        }
    }

    @Test
    void whatTheEngineDoesIsCounted() {
        try (TestServer server = TestServer.start(data)) {
            post(server, "a", 4, "°C", time);
            await("the next look at the heads")
                    .untilAsserted(() -> assertThat(metric(server, "isotherm_store_heads_bytes"))
                            .isPositive());
            assertThat(metric(server, "isotherm_store_journal_bytes")).isPositive();
            for (String count : new String[] {"repeated", "conflicts", "blocks", "settled", "late", "outrun"}) {
                assertThat(metric(server, "isotherm_store_" + count + "_total"))
                        .as(count)
                        .isZero();
            }
            for (String count : new String[] {"payloads", "blocks", "failures"}) {
                assertThat(metric(server, "isotherm_retention_" + count + "_total"))
                        .as(count)
                        .isZero();
            }
        }
    }

    private static double metric(TestServer server, String name) {
        return server.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    @Test
    void aStoreThatIsNotThereYetIsToldBeforeAnythingIsMade() {
        assertThatThrownBy(() -> TestServer.start(data, "--store", "mongodb://me:secret@localhost/x"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("MongoDB")
                .hasMessageNotContaining("secret");
    }
}
