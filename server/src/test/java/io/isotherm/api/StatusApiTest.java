package io.isotherm.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.http.Wire;
import io.isotherm.ops.Health;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusApiTest {
    private ApiServer server;

    @BeforeEach
    void start() {
        server = new ApiServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void thePageLearnsAllThatItNeedsAtOnce() {
        server.sensor("fridge");
        assertThat(server.json("/api/v1/status"))
                .isEqualTo(new JsonObject()
                        .put("version", "1.2.3")
                        .put("now", ApiServer.NOW)
                        .put("signInRequired", false)
                        .put("signedIn", true)
                        .put("started", ApiServer.NOW - 1_000)
                        .put("state", "ok")
                        .put("httpPort", 8080)
                        .put("mqttPort", 1883)
                        .put("inbox", 0)
                        .put("sensors", 1)
                        .put("demo", new JsonObject().put("state", "off").put("progress", 0.0))
                        .put("host", new JsonObject().put("sensors", 3)));
    }

    @Test
    void theDemoSiteIsSwitchedOnAndOff() {
        assertThat(server.send("POST", "/api/v1/demo", null).statusCode()).isEqualTo(202);
        assertThat(server.json("/api/v1/demo").getString("state")).isEqualTo("running");
        assertThat(server.send("DELETE", "/api/v1/demo", null).statusCode()).isEqualTo(204);
        assertThat(server.json("/api/v1/demo").getString("state")).isEqualTo("off");
    }

    @Test
    void healthAndMetricsAreThere() {
        assertThat(server.json("/health/live").getString("status")).isEqualTo("ok");
        JsonObject ready = server.json("/health/ready");
        assertThat(ready.getString("status")).isEqualTo("ok");
        assertThat(ready.getJsonObject("checks").getJsonObject("store").getString("status"))
                .isEqualTo("ok");
        assertThat(server.get("/metrics").body()).contains("jvm_threads_live_threads");
    }

    @Test
    void howThePartsAreIsToldWithWhatToDo() {
        JsonObject well = server.json("/api/v1/status/parts");
        assertThat(well.getString("state")).isEqualTo("ok");
        assertThat(well.getString("process")).isEqualTo("here:8080");
        assertThat(well.getJsonArray("others")).isEmpty();
        assertThat(well.getInteger("missing")).isZero();
        assertThat(well.getJsonArray("roles")).containsExactly("ingest", "live", "worker");
        JsonObject store =
                new JsonObject().put("part", "store").put("state", "ok").put("since", ApiServer.NOW);
        assertThat(well.getJsonArray("items")).containsExactly(store);

        server.health = Health.degraded("disk-low", "400 MB free.");
        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        server.json("/api/v1/status/parts").getString("state").equals("degraded"));
        JsonObject part =
                server.json("/api/v1/status/parts").getJsonArray("items").getJsonObject(0);
        assertThat(part.getString("condition")).isEqualTo("disk-low");
        assertThat(part.getString("detail")).isEqualTo("400 MB free.");
        assertThat(part.getString("advice")).startsWith("Free some space");
    }

    @Test
    void signingInWhereNobodyHasToIsNoError() {
        var answer = server.send("POST", "/api/v1/session", "{\"token\":\"x\"}", "Content-Type", "application/json");
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("set-cookie")).isEmpty();
    }

    @Test
    void aPageOfAnotherSiteGetsNothing() {
        int port = server.listener.port();
        assertThat(Wire.request(port, "GET /api/v1/status HTTP/1.1", "Host: evil.example"))
                .startsWith("HTTP/1.1 403")
                .contains("application/problem+json", "--allowed-hosts evil.example");
        assertThat(Wire.request(port, "GET /api/v1/latest HTTP/1.1", "Host: localhost", "Origin: https://evil.example"))
                .startsWith("HTTP/1.1 403");
    }
}
