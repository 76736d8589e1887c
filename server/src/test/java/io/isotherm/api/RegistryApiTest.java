package io.isotherm.api;

import static io.isotherm.api.ApiServer.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.model.DeviceNote;
import io.isotherm.model.Flags;
import io.isotherm.model.Sensor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryApiTest {
    private static final long MINUTE = 60_000;
    private static final String[] JSON = {"Content-Type", "application/json", "If-Match", "*"};
    private static final String AIR = "/api/v1/sensors/fridge-air";

    private ApiServer server;
    private Sensor air;

    @BeforeEach
    void start() {
        server = new ApiServer();
        air = server.sensor("fridge/air");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> post(String path, String body) {
        return server.send("POST", path, body, JSON);
    }

    private HttpResponse<String> csv(String query, String body) {
        return server.send("POST", "/api/v1/sensors.csv" + query, body, "Content-Type", "text/csv");
    }

    private JsonObject newestAudit() {
        return server.json("/api/v1/audit?limit=1").getJsonArray("items").getJsonObject(0);
    }

    private List<Object> values(String query) {
        return server.json(AIR + "/readings?raw=true&from=" + (NOW - 60 * MINUTE) + query).getJsonArray("v").stream()
                .toList();
    }

    @Test
    void whatPeopleNoteIsChangedAndShown() {
        HttpResponse<String> response = server.send("PATCH", AIR + "?reason=new+shelf", """
                {"standing":"retired","place":"Shelf 2","tags":["a","b"],"notes":"x\\ny","lowest":-40,"highest":85.5,
                 "photo":"https://example.org/p.jpg"}""", JSON);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonObject shown = server.json(AIR);
        assertThat(shown.getString("standing")).isEqualTo("retired");
        assertThat(shown.getJsonArray("tags")).isEqualTo(new JsonArray("[\"a\",\"b\"]"));
        assertThat(shown.getDouble("lowest")).isEqualTo(-40);
        assertThat(server.json("/api/v1/sensors?standing=retired&tag=b").getJsonArray("items"))
                .hasSize(1);
        assertThat(server.json("/api/v1/sensors?standing=active").getJsonArray("items"))
                .isEmpty();
        JsonObject entry = newestAudit();
        assertThat(entry.getString("action")).isEqualTo("change-sensor");
        assertThat(entry.getString("reason")).isEqualTo("new shelf");
        assertThat(entry.getString("detail")).contains("standing: \"active\" to \"retired\"", "place: null to");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"photo\":\"javascript:alert(1)\"} | http",
                "{\"tags\":[\"a\",\"a\"]} | twice",
                "{\"tags\":\"a\"} | list",
                "{\"lowest\":5,\"highest\":5} | below",
                "{\"lowest\":\"x\"} | number",
                "{\"standing\":\"gone\"} | standing",
                "{\"aliases\":[\"x\"]} | cannot be changed",
            })
    void whatCannotBeIsRefusedWithASentence(String body, String says) {
        HttpResponse<String> response = server.send("PATCH", AIR, body, JSON);
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(new JsonObject(response.body()).getString("detail")).contains(says);
        assertThat(server.catalog.sensor("fridge-air")).contains(air);
    }

    @Test
    void devicesAndSensorsAreMadeBeforeTheySend() {
        HttpResponse<String> device =
                post("/api/v1/devices?reason=bought", "{\"key\":\"freezer\",\"name\":\"Freezer\",\"serial\":\"A-1\"}");
        assertThat(device.statusCode()).as(device.body()).isEqualTo(201);
        assertThat(device.headers().firstValue("location")).hasValue("/api/v1/devices/freezer");
        String body = "{\"key\":\"freezer/t\",\"name\":\"T\",\"device\":\"freezer\",\"quantity\":\"temperature\","
                + "\"unit\":\"K\",\"tags\":[\"x\"]}";
        assertThat(post("/api/v1/sensors", body).statusCode()).isEqualTo(201);
        assertThat(post("/api/v1/sensors", body).statusCode()).isEqualTo(409);
        assertThat(post("/api/v1/devices", "{\"key\":\"fridge\",\"name\":\"F\"}")
                        .statusCode())
                .isEqualTo(409);
        assertThat(server.sensor("freezer/t").name())
                .as("its first reading finds it")
                .isEqualTo("T");
        assertThat(post("/api/v1/sensors", body.replace("\"device\":\"freezer\"", "\"device\":\"none\""))
                        .statusCode())
                .isEqualTo(422);
        assertThat(server.json("/api/v1/audit").getJsonArray("items").encode()).contains("create-device", "bought");
    }

    @Test
    void aSensorIsRemovedOnlyByItsName() {
        for (String confirm : List.of("", "?confirm=other")) {
            HttpResponse<String> response = server.send("DELETE", AIR + confirm, null, "If-Match", "*");
            assertThat(response.statusCode()).isEqualTo(400);
        }
        assertThat(server.catalog.sensor("fridge-air")).isPresent();
        assertThat(server.send("DELETE", AIR + "?confirm=Name+of+fridge/air&reason=gone", null, "If-Match", "*")
                        .statusCode())
                .isEqualTo(204);
        assertThat(newestAudit().getString("reason")).isEqualTo("gone");
    }

    @Test
    void aCalibrationCorrectsWhatIsShownAndLeavesWhatWasSent() {
        for (int minute = 10; minute > 0; minute--) {
            server.reading(air, NOW - minute * MINUTE, 4, Flags.GOOD);
        }
        HttpResponse<String> added = post(
                AIR + "/calibrations",
                "{\"from\":" + (NOW - 5 * MINUTE) + ",\"offset\":-0.5,\"by\":\"Ada\",\"reason\":\"Certificate 7\"}");
        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        assertThat(values("")).containsExactly(4.0, 4.0, 4.0, 4.0, 4.0, 3.5, 3.5, 3.5, 3.5, 3.5);
        assertThat(values("&calibrated=false")).containsOnly(4.0).hasSize(10);
        JsonObject history = server.json(AIR + "/readings?points=1&from=" + (NOW - 10 * MINUTE));
        assertThat(history.getJsonArray("min").stream().toList()).contains(3.5);
        assertThat(history.getJsonArray("max").stream().toList()).contains(4.0);
        assertThat(server.json("/api/v1/latest")
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getDouble("v"))
                .isEqualTo(3.5);
        assertThat(server.json("/api/v1/latest?calibrated=false")
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getDouble("v"))
                .isEqualTo(4);
        assertThat(server.get("/api/v1/export").body()).contains(",3.5,°C,good,4.0,°C\r\n");
        assertThat(server.json(AIR).getBoolean("calibrated")).isTrue();

        assertThat(post(AIR + "/calibrations/1/revoke", "{\"reason\":\"wrong bath\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(post(AIR + "/calibrations/1/revoke", "{\"reason\":\"again\"}")
                        .statusCode())
                .isEqualTo(409);
        assertThat(post(AIR + "/calibrations/2/revoke", "{\"reason\":\"again\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(values("")).containsOnly(4.0);
        JsonObject listed =
                server.json(AIR + "/calibrations").getJsonArray("items").getJsonObject(0);
        assertThat(listed.getString("by")).isEqualTo("Ada");
        assertThat(listed.getLong("signed")).isEqualTo(NOW);
        assertThat(listed.getJsonObject("revoked").getString("reason")).isEqualTo("wrong bath");
        assertThat(server.json("/api/v1/audit").getJsonArray("items").encode())
                .contains("add-calibration", "Certificate 7", "revoke-calibration", "wrong bath");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"from\":1,\"reason\":\"r\"}",
                "{\"from\":1,\"offset\":1}",
                "{\"offset\":1,\"reason\":\"r\"}",
                "{\"from\":1,\"offset\":1,\"polynomial\":[0,1],\"reason\":\"r\"}",
                "{\"from\":1,\"points\":[{\"measured\":1,\"true\":1}],\"reason\":\"r\"}",
                "{\"from\":1,\"points\":[{\"measured\":1,\"true\":1},{\"measured\":1,\"true\":2}],\"reason\":\"r\"}",
                "{\"from\":1,\"points\":[{\"measured\":1,\"true\":2},{\"measured\":2,\"true\":1}],\"reason\":\"r\"}",
                "{\"from\":1,\"polynomial\":[1,2,3,4,5,6],\"reason\":\"r\"}",
                "{\"from\":1,\"polynomial\":[\"x\"],\"reason\":\"r\"}",
                "{\"from\":1,\"offset\":1,\"unit\":\"%\",\"reason\":\"r\"}",
                "{\"from\":\"yesterday\",\"offset\":1,\"reason\":\"r\"}",
            })
    void whatIsNoCalibrationIsRefused(String body) {
        assertThat(post(AIR + "/calibrations", body).statusCode()).isEqualTo(422);
        assertThat(server.catalog.sensor("fridge-air")).contains(air);
    }

    @Test
    void aSensorThatHasCalibrationsKeepsAUnitTheyConvertTo() {
        post(AIR + "/calibrations", "{\"from\":1,\"offset\":1,\"reason\":\"r\"}");
        assertThat(server.send("PATCH", AIR, "{\"unit\":\"°F\"}", JSON).statusCode())
                .isEqualTo(200);
        assertThat(server.send("PATCH", AIR, "{\"unit\":\"%\",\"quantity\":\"humidity\"}", JSON)
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void twoSensorsThatAreOneAreMerged() {
        Sensor other = server.sensor("gateway/fridge-air");
        server.reading(air, NOW - 3 * MINUTE, 3, Flags.GOOD);
        server.reading(other, NOW - 2 * MINUTE, 2, Flags.GOOD);
        server.reading(other, NOW - MINUTE, 1, Flags.GOOD);
        HttpResponse<String> merged = post(AIR + "/merge?reason=same+probe", "{\"other\":\"" + other.id() + "\"}");
        assertThat(merged.statusCode()).as(merged.body()).isEqualTo(200);
        assertThat(new JsonObject(merged.body()).getJsonArray("aliases").getString(0))
                .isEqualTo("gateway/fridge-air");
        assertThat(values("")).containsExactly(3.0, 2.0, 1.0);
        assertThat(server.get("/api/v1/sensors/" + other.id()).statusCode()).isEqualTo(404);
        assertThat(server.sensor("gateway/fridge-air").number()).isEqualTo(air.number());
        assertThat(server.json("/api/v1/latest")
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getDouble("v"))
                .isEqualTo(1);
        assertThat(newestAudit().getString("action")).isEqualTo("merge-sensor");
        assertThat(newestAudit().getString("reason")).isEqualTo("same probe");
    }

    @Test
    void anAliasIsTakenOffAndItsKeyIsFreeAgain() {
        Sensor other = server.sensor("gateway/fridge-air");
        server.reading(other, NOW - MINUTE, 1, Flags.GOOD);
        post(AIR + "/merge", "{\"other\":\"" + other.id() + "\"}");
        String path = AIR + "/aliases?reason=the+gateway+moved&alias=gateway/fridge-air";
        assertThat(server.send("DELETE", path, null).statusCode()).isEqualTo(428);
        assertThat(server.send("DELETE", path, null, "If-Match", "\"1\"").statusCode())
                .isEqualTo(412);
        String tag = server.get(AIR).headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> taken = server.send("DELETE", path, null, "If-Match", tag);
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
        assertThat(new JsonObject(taken.body()).getJsonArray("aliases")).isEmpty();
        assertThat(taken.headers().firstValue("ETag").orElseThrow()).isNotEqualTo(tag);
        assertThat(values("")).as("its readings stay").containsExactly(1.0);
        assertThat(server.sensor("gateway/fridge-air").number()).isNotEqualTo(air.number());
        assertThat(newestAudit().getString("action")).isEqualTo("remove-alias");
        assertThat(newestAudit().getString("detail")).isEqualTo("alias gateway/fridge-air");
        assertThat(newestAudit().getString("reason")).isEqualTo("the gateway moved");
        assertThat(server.send("DELETE", path, null, "If-Match", "*").statusCode())
                .isEqualTo(404);
        HttpResponse<String> key = server.send("DELETE", AIR + "/aliases?alias=fridge/air", null, "If-Match", "*");
        assertThat(key.statusCode()).isEqualTo(404);
        assertThat(key.body()).contains("it stays");
        assertThat(server.send("DELETE", AIR + "/aliases?reason=none", null, "If-Match", "*")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void sensorsThatCannotBeOneAreNotMerged() {
        Sensor other = server.sensor("b/air");
        String body = "{\"other\":\"" + other.id() + "\"}";
        assertThat(post(AIR + "/merge", "{\"other\":\"fridge-air\"}").statusCode())
                .isEqualTo(409);
        assertThat(post(AIR + "/merge", "{\"other\":\"none\"}").statusCode()).isEqualTo(422);
        post("/api/v1/sensors/b-air/calibrations", "{\"from\":1,\"offset\":1,\"reason\":\"r\"}");
        assertThat(post(AIR + "/merge", body).statusCode()).isEqualTo(409);
        assertThat(server.catalog.sensors()).hasSize(2);
    }

    @Test
    void aDeviceThatBrokeIsReplacedAndItsHistoryGoesOn() {
        Sensor door = server.sensor("fridge/door");
        post(AIR + "/calibrations", "{\"from\":1,\"offset\":1,\"reason\":\"old probe\"}");
        server.reading(air, NOW - 10 * MINUTE, 4, Flags.GOOD);
        Sensor fresh = server.sensor("fridge-b/air");
        Sensor extra = server.sensor("fridge-b/battery");
        server.reading(fresh, NOW - 2 * MINUTE, 7, Flags.GOOD);
        HttpResponse<String> replaced = post("/api/v1/devices/fridge/replace?reason=broke", "{\"key\":\"fridge-b\"}");
        assertThat(replaced.statusCode()).as(replaced.body()).isEqualTo(200);
        assertThat(new JsonObject(replaced.body()).getString("key")).isEqualTo("fridge-b");
        assertThat(server.catalog.devices()).hasSize(1);
        assertThat(server.sensor("fridge-b/air").number()).isEqualTo(air.number());
        assertThat(server.sensor("fridge/air").number()).isEqualTo(air.number());
        assertThat(server.sensor("fridge-b/door").number()).isEqualTo(door.number());
        assertThat(server.sensor("fridge-b/battery").number()).isEqualTo(extra.number());
        assertThat(server.sensor("fridge-b/battery").device()).isEqualTo("fridge");
        assertThat(values("")).as("the calibration was the old probe's").containsExactly(5.0, 7.0);
        assertThat(newestAudit().getString("detail")).isEqualTo("key fridge to fridge-b");
        assertThat(post("/api/v1/devices/fridge/replace", "{\"key\":\"fridge-b\"}")
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void theOldDevicesKeysMayBeLeftFree() {
        post("/api/v1/devices/fridge/replace", "{\"key\":\"fridge-b\",\"keepKeys\":false}");
        assertThat(server.sensor("fridge/air").number()).isNotEqualTo(air.number());
        assertThat(server.sensor("fridge-b/air").number()).isEqualTo(air.number());
    }

    @Test
    void whatADeviceTellsOfItselfIsShown() {
        assertThat(server.json("/api/v1/devices/fridge").getValue("state")).isNull();
        server.states.note(new DeviceNote("fridge", true, Map.of("battery", "91 %")), NOW);
        JsonObject state = server.json("/api/v1/devices/fridge").getJsonObject("state");
        assertThat(state)
                .isEqualTo(new JsonObject()
                        .put("online", true)
                        .put("heard", NOW)
                        .put("attributes", new JsonObject().put("battery", "91 %")));
    }

    @Test
    void theRegistryGoesOutAndComesInAgainUnchanged() {
        server.send(
                "PATCH",
                AIR,
                "{\"name\":\"=SUM(A1)\",\"notes\":\"a, \\\"b\\\"\\r\\nc\",\"tags\":[\"x\",\"y z\"],\"lowest\":-40.5,"
                        + "\"place\":\"'-edge\"}",
                JSON);
        server.sensor("b/t");
        String file = server.get("/api/v1/sensors.csv").body();
        assertThat(file).contains("'=SUM(A1)", ",-40.5,", "x; y z");
        JsonObject answer = new JsonObject(csv("", file).body());
        assertThat(answer.getInteger("rows")).isEqualTo(2);
        assertThat(answer.getInteger("changed")).as(answer.encode()).isZero();
    }

    @Test
    void aFileChangesSensorsAfterADryRun() {
        server.sensor("b/t");
        String file = "id;name;tags;interval;lowest\r\nfridge-air;Vaccines;a; 60000;-4,5\r\nb-t;\"B; t\";;;\r\n"
                .replace("a; 60000", "a;60000");
        JsonObject dry = new JsonObject(csv("?dry-run=true", file).body());
        assertThat(dry.getInteger("changed")).as(dry.encode()).isEqualTo(2);
        assertThat(dry.getBoolean("made")).isFalse();
        assertThat(dry.getJsonArray("changes").getJsonObject(0).getString("change"))
                .contains("to \"Vaccines\"");
        assertThat(server.catalog.sensor("fridge-air")).contains(air);
        JsonObject made = new JsonObject(csv("?reason=spring", file).body());
        assertThat(made.getBoolean("made")).isTrue();
        Sensor changed = server.catalog.sensor("fridge-air").orElseThrow();
        assertThat(changed.name()).isEqualTo("Vaccines");
        assertThat(changed.interval()).isEqualTo(60_000);
        assertThat(changed.details().lowest()).isEqualTo(-4.5);
        assertThat(server.catalog.sensor("b-t").orElseThrow().name()).isEqualTo("B; t");
        assertThat(newestAudit().getString("action")).isEqualTo("import-registry");
        assertThat(newestAudit().getString("reason")).isEqualTo("spring");
    }

    @Test
    void aFileWithOneBadRowChangesNothing() {
        String file = "id,name,unit\nfridge-air,New,°C\nnone,x,°C\nfridge-air,y,°C\n";
        HttpResponse<String> refused = csv("", file);
        assertThat(refused.statusCode()).isEqualTo(422);
        JsonArray problems = new JsonObject(refused.body()).getJsonArray("problems");
        assertThat(problems.stream().map(each -> ((JsonObject) each).getInteger("line")))
                .containsExactly(3, 4);
        assertThat(server.catalog.sensor("fridge-air")).contains(air);
        assertThat(new JsonObject(csv("?dry-run=true", file).body()).getJsonArray("problems"))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "name\nx\n", "id,colour\n", "id,id\n", "id,name\nfridge-air,\"x\n"})
    void whatIsNoRegistryIsRefused(String file) {
        assertThat(csv("", file).statusCode()).isEqualTo(422);
    }
}
