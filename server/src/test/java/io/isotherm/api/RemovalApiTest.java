package io.isotherm.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.model.Sensor;
import io.isotherm.security.SecuritySettings;
import io.isotherm.store.StoreException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemovalApiTest {
    private static final String READINGS = "/api/v1/sensors/fridge-air/readings";
    private static final long NOW = ApiServer.NOW;

    private ApiServer server;
    private Sensor sensor;

    @BeforeEach
    void start() {
        server = new ApiServer();
        sensor = server.sensor("fridge/air");
        for (int i = 10; i > 0; i--) {
            server.reading(sensor, NOW - i * 1_000L, i, 0);
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> remove(long from, long to, String reason) {
        return server.send("DELETE", READINGS + "?from=" + from + "&to=" + to + "&reason=" + reason, null);
    }

    private long count() {
        return server.readings.count(sensor.number(), 0, Long.MAX_VALUE);
    }

    private List<JsonObject> audit() {
        List<JsonObject> entries = new ArrayList<>();
        server.json("/api/v1/audit").getJsonArray("items").forEach(item -> entries.add((JsonObject) item));
        return entries;
    }

    @Test
    void readingsAreRemovedWithAnEntryBeforeAndOneAfter() {
        HttpResponse<String> response = remove(NOW - 10_000, NOW - 7_000, "probe%20on%20the%20bench");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(response.body())).isEqualTo(new JsonObject().put("removed", 3));
        assertThat(count()).isEqualTo(7);

        JsonObject done = new JsonObject()
                .put("t", NOW)
                .put("actor", "local")
                .put("action", "remove-readings")
                .put("outcome", "done")
                .put("subject", "sensor fridge-air")
                .put("detail", "2026-11-24T05:59:50Z to 2026-11-24T05:59:53Z")
                .put("reason", "probe on the bench")
                .put("counts", new JsonObject().put("removed", 3));
        JsonObject requested = done.copy().put("outcome", "requested").put("counts", new JsonObject());
        assertThat(audit()).containsExactly(done, requested);
    }

    @Test
    void aRemovalOfNothingLeavesItsTraceToo() {
        assertThat(new JsonObject(remove(0, 1, "nothing").body()).getLong("removed"))
                .isZero();
        assertThat(audit()).hasSize(2);
    }

    @Test
    void aRemovedReadingIsNotTheNewestAnyMore() {
        remove(NOW - 2_000, NOW, "wrong");
        JsonObject latest = server.json("/api/v1/latest").getJsonArray("items").getJsonObject(0);
        assertThat(latest.getLong("t")).isEqualTo(NOW - 3_000);
        assertThat(latest.getDouble("v")).isEqualTo(3);
        remove(0, NOW, "wrong");
        assertThat(server.json("/api/v1/latest")
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getString("state"))
                .isEqualTo("none");
    }

    @ParameterizedTest
    @CsvSource({
        "to=2&reason=why, from",
        "from=1&reason=why, to",
        "from=2&to=2&reason=why, from",
        "from=yesterday&to=2&reason=why, from",
        "from=1&to=2, reason",
        "from=1&to=2&reason=no, reason",
        "from=1&to=2&reason=%20%20no%20%20, reason",
        "from=1&to=2&reason=bell%07bell, reason",
        "from=1&to=2&reason=why&all=true, all",
    })
    void whatIsNotSaidClearlyRemovesNothing(String query, String parameter) {
        HttpResponse<String> response = server.send("DELETE", READINGS + "?" + query, null);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(response.body()).getString("parameter")).isEqualTo(parameter);
        assertThat(count()).isEqualTo(10);
        assertThat(audit()).isEmpty();
    }

    @Test
    void aReasonHasABound() {
        assertThat(remove(0, 1, "x".repeat(500)).statusCode()).isEqualTo(200);
        assertThat(remove(0, 1, "x".repeat(501)).statusCode()).isEqualTo(400);
    }

    @Test
    void anUnknownSensorHasNothingToRemove() {
        assertThat(server.send("DELETE", "/api/v1/sensors/none/readings?from=1&to=2&reason=why", null)
                        .statusCode())
                .isEqualTo(404);
        assertThat(audit()).isEmpty();
    }

    @Test
    void whatCannotBeAuditedIsNotDone() {
        server.catalogStore.failAuditWith(new StoreException("The disk is full."));
        assertThat(remove(0, NOW, "why").statusCode()).isEqualTo(503);
        assertThat(server.send("DELETE", "/api/v1/sensors/fridge-air?confirm=fridge-air", null, "If-Match", "*")
                        .statusCode())
                .isEqualTo(503);
        assertThat(count()).isEqualTo(10);
        assertThat(server.catalog.sensor("fridge-air")).isPresent();
    }

    @Test
    void aRemovalThatFailsIsAuditedAsFailed() {
        server.readings.failWith(new StoreException("The disk is gone."));
        assertThat(remove(0, NOW, "why").statusCode()).isEqualTo(503);
        assertThat(audit()).extracting(entry -> entry.getString("outcome")).containsExactly("failed", "requested");
        assertThat(audit().getFirst().getString("detail")).contains("The disk is gone.");
    }

    @Test
    void theRemovalOfASensorIsAudited() {
        server.send("DELETE", "/api/v1/sensors/fridge-air?confirm=fridge-air", null, "If-Match", "*");
        assertThat(audit()).hasSize(2);
        JsonObject entry = audit().getFirst();
        assertThat(entry.getString("action")).isEqualTo("remove-sensor");
        assertThat(entry.getString("subject")).isEqualTo("sensor fridge-air");
        assertThat(entry.getString("detail")).isEqualTo("number 1, key fridge/air");
        assertThat(entry.getJsonObject("counts").getLong("removed")).isEqualTo(10);
    }

    @Test
    void theAuditIsReadPageByPage() {
        remove(0, 1, "first");
        remove(0, 1, "second");
        JsonObject page = server.json("/api/v1/audit?limit=1");
        assertThat(page.getJsonArray("items")).as("all of this millisecond").hasSize(4);
        JsonObject rest = server.json("/api/v1/audit?before=" + page.getLong("next"));
        assertThat(rest).isEqualTo(new JsonObject("{\"items\":[],\"next\":null}"));
        assertThat(server.get("/api/v1/audit?limit=0").statusCode()).isEqualTo(400);
        assertThat(server.get("/api/v1/audit?before=x").statusCode()).isEqualTo(400);
    }

    @Test
    void withATokenItIsTheAdministrator(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("token");
        String token = "t".repeat(40);
        Files.writeString(file, token);
        try (ApiServer closed = new ApiServer(new SecuritySettings("127.0.0.1", Optional.of(file), List.of()))) {
            closed.sensor("fridge/air");
            String path = READINGS + "?from=1&to=2&reason=why";
            assertThat(closed.send("DELETE", path, null).statusCode()).isEqualTo(401);
            assertThat(closed.get("/api/v1/audit").statusCode()).isEqualTo(401);
            String[] bearer = {"Authorization", "Bearer " + token};
            assertThat(closed.send("DELETE", path, null, bearer).statusCode()).isEqualTo(200);
            JsonObject audit = new JsonObject(
                    closed.send("GET", "/api/v1/audit", null, bearer).body());
            assertThat(audit.getJsonArray("items")).hasSize(2);
            assertThat(audit.getJsonArray("items").getJsonObject(0).getString("actor"))
                    .isEqualTo("administrator");
        }
    }
}
