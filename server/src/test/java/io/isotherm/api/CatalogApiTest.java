package io.isotherm.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.model.Sensor;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogApiTest {
    private static final String[] JSON = {"Content-Type", "application/json", "If-Match", "*"};

    private ApiServer server;
    private Sensor sensor;

    @BeforeEach
    void start() {
        server = new ApiServer();
        sensor = server.sensor("fridge/air");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> patch(String body) {
        return server.send("PATCH", "/api/v1/sensors/fridge-air", body, JSON);
    }

    private static JsonObject problem(HttpResponse<String> response) {
        assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
        return new JsonObject(response.body());
    }

    @Test
    void aSensorIsShownWithItsEntityTag() {
        HttpResponse<String> response = server.get("/api/v1/sensors/fridge-air");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("etag")).hasValue("\"1\"");
        JsonObject shown = new JsonObject(response.body());
        assertThat(shown.getString("key")).isEqualTo("fridge/air");
        assertThat(shown.getString("unit")).isEqualTo("°C");
        assertThat(shown.getValue("site")).isNull();
        assertThat(shown.getLong("staleAfter")).isEqualTo(900_000);
    }

    @Test
    void anUnknownSensorIsNamed() {
        HttpResponse<String> response = server.get("/api/v1/sensors/nothing");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(problem(response).getString("detail")).isEqualTo("There is no sensor nothing.");
    }

    @Test
    void aListIsReadPageByPage() {
        for (int i = 0; i < 24; i++) {
            server.sensor("probe-" + i);
        }
        List<String> ids = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonObject page = server.json("/api/v1/sensors?limit=10" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            page.getJsonArray("items").forEach(item -> ids.add(((JsonObject) item).getString("id")));
            cursor = page.getString("next");
        }
        assertThat(ids).hasSize(25).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void aListCanBeNarrowed() {
        server.sensor("freezer/air");
        assertThat(server.json("/api/v1/sensors?device=freezer").getJsonArray("items"))
                .hasSize(1);
        assertThat(server.json("/api/v1/sensors?site=nowhere").getJsonArray("items"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/sensors?limit=0, limit",
        "/api/v1/sensors?limit=1001, limit",
        "/api/v1/sensors?limit=ten, limit",
        "/api/v1/sensors?limit=1&limit=2, limit",
        "/api/v1/sensors?cursor=%21, cursor",
        "/api/v1/sensors?lmit=5, lmit",
        "/api/v1/sites?site=a, site",
        "/api/v1/sensors/fridge-air?x=1, x",
        "/api/v1/latest?sensor=a, sensor",
        "/api/v1/status?x=1, x",
    })
    void badParametersAreNamed(String path, String name) {
        HttpResponse<String> response = server.get(path);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(problem(response).getString("parameter")).isEqualTo(name);
    }

    @Test
    void aPatchChangesOnlyWhatItNames() {
        HttpResponse<String> response = server.send(
                "PATCH",
                "/api/v1/sensors/fridge-air",
                "{\"name\":\"Vaccines\",\"interval\":60000}",
                "Content-Type",
                "application/merge-patch+json",
                "If-Match",
                "\"1\"");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("etag")).hasValue("\"2\"");
        JsonObject changed = server.json("/api/v1/sensors/fridge-air");
        assertThat(changed.getString("name")).isEqualTo("Vaccines");
        assertThat(changed.getLong("interval")).isEqualTo(60_000);
        assertThat(changed.getLong("staleAfter")).isEqualTo(180_000);
        assertThat(changed.getString("device")).isEqualTo("fridge");

        assertThat(patch("{\"interval\":null}").statusCode()).isEqualTo(200);
        assertThat(server.json("/api/v1/sensors/fridge-air").getValue("interval"))
                .isNull();
    }

    @Test
    void whatWasReadCanBeSentBackChanged() {
        JsonObject shown = server.json("/api/v1/sensors/fridge-air").put("name", "Back");
        HttpResponse<String> response = server.send("PUT", "/api/v1/sensors/fridge-air", shown.encode(), JSON);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(response.body()).getString("name")).isEqualTo("Back");
    }

    @Test
    void aChangeThatDidNotSeeTheLastOneIsRefused() {
        String path = "/api/v1/sensors/fridge-air";
        String body = "{\"name\":\"x\"}";
        String type = "Content-Type";
        String json = "application/json";
        assertThat(server.send("PATCH", path, body, type, json).statusCode()).isEqualTo(428);
        assertThat(server.send("PATCH", path, body, type, json, "If-Match", "\"7\"")
                        .statusCode())
                .isEqualTo(412);
        assertThat(server.send("PATCH", path, body, type, json, "If-Match", "W/\"1\"")
                        .statusCode())
                .isEqualTo(412);
        assertThat(server.send("PATCH", path, body, type, json, "If-Match", "\"9\", \"1\"")
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.send("DELETE", path, null).statusCode()).isEqualTo(428);
        assertThat(server.send("DELETE", path, null, "If-Match", "\"1\"").statusCode())
                .isEqualTo(412);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"name\":\"\"}; name",
                "{\"name\":null}; name",
                "{\"name\":7}; name",
                "{\"name\":\"a\\u0000b\"}; name",
                "{\"device\":\"none\"}; device",
                "{\"site\":\"none\"}; site",
                "{\"quantity\":\"speed\"}; quantity",
                "{\"unit\":\"%\"}; unit",
                "{\"unit\":\"furlong\"}; unit",
                "{\"interval\":0}; interval",
                "{\"interval\":1.5}; interval",
                "{\"interval\":\"1\"}; interval",
                "{\"interval\":99999999999999}; interval",
                "{\"id\":\"other\"}; id",
                "{\"number\":9}; number",
                "{\"key\":\"other\"}; key",
                "{\"nmae\":\"x\"}; nmae",
            })
    void whatASensorCannotBeIsNamed(String body, String member) {
        HttpResponse<String> response = patch(body);
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(problem(response).getString("member")).isEqualTo(member);
        assertThat(server.json("/api/v1/sensors/fridge-air").getLong("version")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "{", "\"x\"", "{} {}"})
    void aBodyThatIsNoObjectIsRefused(String body) {
        assertThat(patch(body).statusCode()).isEqualTo(400);
    }

    @Test
    void aBodyOfAnotherTypeOrTooLargeIsRefused() {
        String path = "/api/v1/sensors/fridge-air";
        assertThat(server.send("PATCH", path, "{}", "If-Match", "*").statusCode())
                .isEqualTo(415);
        assertThat(server.send("PATCH", path, "{}", "If-Match", "*", "Content-Type", "text/plain")
                        .statusCode())
                .isEqualTo(415);
        assertThat(patch("{\"name\":\"" + "x".repeat(ApiRoutes.MAX_BODY) + "\"}")
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void sitesAreMadeChangedAndRemoved() {
        HttpResponse<String> made =
                server.send("POST", "/api/v1/sites", "{\"name\":\"Apotheke Süd\",\"zone\":\"Europe/Berlin\"}", JSON);
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.headers().firstValue("location")).hasValue("/api/v1/sites/apotheke-sud");
        HttpResponse<String> second =
                server.send("POST", "/api/v1/sites", "{\"name\":\"Apotheke Süd\",\"zone\":\"Europe/Berlin\"}", JSON);
        assertThat(second.headers().firstValue("location")).hasValue("/api/v1/sites/apotheke-sud-2");
        assertThat(server.send(
                                "POST",
                                "/api/v1/sites",
                                "{\"id\":\"apotheke-sud\",\"name\":\"x\",\"zone\":\"UTC\"}",
                                JSON)
                        .statusCode())
                .isEqualTo(409);
        assertThat(server.send("POST", "/api/v1/sites", "{\"name\":\"x\",\"zone\":\"Mars/Base\"}", JSON)
                        .statusCode())
                .isEqualTo(422);

        assertThat(patch("{\"site\":\"apotheke-sud\"}").statusCode()).isEqualTo(200);
        assertThat(server.json("/api/v1/sensors?site=apotheke-sud").getJsonArray("items"))
                .hasSize(1);
        assertThat(server.send("DELETE", "/api/v1/sites/apotheke-sud", null, "If-Match", "*")
                        .statusCode())
                .isEqualTo(409);
        assertThat(server.send("DELETE", "/api/v1/sites/apotheke-sud-2", null, "If-Match", "*")
                        .statusCode())
                .isEqualTo(204);
        assertThat(server.get("/api/v1/sites/apotheke-sud-2").statusCode()).isEqualTo(404);
    }

    @Test
    void devicesAreChangedAndRemovedWhenTheyAreEmpty() {
        assertThat(server.send("PATCH", "/api/v1/devices/fridge", "{\"name\":\"Big fridge\"}", JSON)
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.json("/api/v1/devices/fridge").getString("name")).isEqualTo("Big fridge");
        HttpResponse<String> used = server.send("DELETE", "/api/v1/devices/fridge", null, "If-Match", "*");
        assertThat(used.statusCode()).isEqualTo(409);
        assertThat(problem(used).getString("detail")).contains("1 sensor:");

        server.send("DELETE", "/api/v1/sensors/fridge-air?confirm=fridge-air", null, "If-Match", "*");
        assertThat(server.send("DELETE", "/api/v1/devices/fridge", null, "If-Match", "*")
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void aRemovedSensorTakesItsReadingsAlong() {
        server.reading(sensor, ApiServer.NOW - 1_000, 4.5, 0);
        assertThat(server.send("DELETE", "/api/v1/sensors/fridge-air?confirm=fridge-air", null, "If-Match", "\"1\"")
                        .statusCode())
                .isEqualTo(204);
        assertThat(server.readings.count(sensor.number(), 0, Long.MAX_VALUE)).isZero();
        assertThat(server.json("/api/v1/latest").getJsonArray("items")).isEmpty();
    }
}
