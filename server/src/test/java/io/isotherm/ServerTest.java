package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a whole, from a sender's message to what is read back. */
class ServerTest {
    @TempDir
    Path data;

    @Test
    void aPostedReadingIsKeptShownAndReadBack() {
        try (TestServer server = TestServer.start(data)) {
            long time = System.currentTimeMillis() - 60_000;
            assertThat(server.post("/api/v1/readings", reading("kitchen/temperature", 4.31, time))
                            .statusCode())
                    .isEqualTo(204);

            JsonObject sensor = server.json("/api/v1/sensors/kitchen-temperature");
            assertThat(sensor.getString("key")).isEqualTo("kitchen/temperature");
            assertThat(sensor.getString("quantity")).isEqualTo("temperature");
            assertThat(sensor.getString("unit")).isEqualTo("°C");
            assertThat(server.raw("kitchen-temperature"))
                    .isEqualTo(new JsonObject()
                            .put("sensor", "kitchen-temperature")
                            .put("unit", "°C")
                            .put("t", new JsonArray().add(time))
                            .put("v", new JsonArray().add(4.31))
                            .put("q", new JsonArray().add(0)));
            await("the newest value, which is told after the commit")
                    .until(() ->
                            server.latest().getJsonObject(0).getString("state").equals("ok"));
        }
    }

    @Test
    void whatWasAcknowledgedIsThereAfterARestart() {
        List<Long> times = IntStream.range(0, 1_000)
                .mapToObj(i -> System.currentTimeMillis() - 1_000_000 + i * 1_000L)
                .toList();
        try (TestServer server = TestServer.start(data)) {
            StringBuilder lines = new StringBuilder();
            times.forEach(
                    time -> lines.append(reading("a", time % 97 / 8.0, time)).append('\n'));
            assertThat(server.post("/api/v1/readings", lines.toString(), "application/x-ndjson")
                            .statusCode())
                    .isEqualTo(204);
        }
        try (TestServer server = TestServer.start(data)) {
            JsonObject raw = server.raw("a");
            assertThat(raw.getJsonArray("t")).isEqualTo(new JsonArray(times));
            assertThat(raw.getJsonArray("v").getDouble(7)).isEqualTo(times.get(7) % 97 / 8.0);
            assertThat(server.latest().getJsonObject(0).getLong("t")).isEqualTo(times.getLast());
        }
    }

    @Test
    void theSameMessageTwiceChangesNothing() {
        try (TestServer server = TestServer.start(data)) {
            String message = reading("a", 5, System.currentTimeMillis());
            server.post("/api/v1/readings", message);
            JsonObject first = server.raw("a");
            assertThat(server.post("/api/v1/readings", message).statusCode()).isEqualTo(204);
            assertThat(server.raw("a")).isEqualTo(first);
        }
    }

    @Test
    void goodReadingsOfAMessageAreKeptAndTheRefusedOnesNamed() {
        try (TestServer server = TestServer.start(data)) {
            long now = System.currentTimeMillis();
            HttpResponse<String> response = server.post(
                    "/api/v1/readings",
                    "[" + reading("a", 1, now) + "," + reading("a", 2, now + 3_600_000) + ","
                            + reading("a", -300, now - 1) + "," + reading("a", 3, now - 2) + "]");
            assertThat(response.statusCode()).isEqualTo(422);
            JsonArray errors = new JsonObject(response.body()).getJsonArray("errors");
            assertThat(errors.getJsonObject(0).getInteger("index")).isEqualTo(1);
            assertThat(errors.getJsonObject(0).getString("detail")).contains("future");
            assertThat(errors.getJsonObject(1).getInteger("index")).isEqualTo(2);
            assertThat(errors.getJsonObject(1).getString("detail")).contains("-300.0 is below absolute zero in °C");
            assertThat(errors).hasSize(2);
            assertThat(server.raw("a").getJsonArray("t").contains(now - 1)).isFalse();
            assertThat(server.raw("a").getJsonArray("t").contains(now)).isTrue();
            assertThat(server.raw("a").getJsonArray("t").contains(now - 2)).isTrue();
            assertThat(server.raw("a").getJsonArray("t").contains(now + 3_600_000))
                    .isFalse();
        }
    }

    @Test
    void aPowerOnValueIsKeptAndMarkedAsSuspect() {
        try (TestServer server = TestServer.start(data)) {
            long now = System.currentTimeMillis();
            server.post("/api/v1/readings", reading("fridge", 4.5, now - 1_000));
            server.post("/api/v1/readings", reading("fridge", 85, now));
            assertThat(server.raw("fridge").getJsonArray("q")).isEqualTo(new JsonArray(List.of(0, 2)));
            await("the newest value")
                    .until(() ->
                            server.latest().getJsonObject(0).getString("state").equals("suspect"));
            JsonObject history =
                    server.json("/api/v1/sensors/fridge/readings?points=1&from=" + (now - 10_000) + "&to=" + (now + 1));
            assertThat(history.getJsonArray("max").getDouble(0)).isEqualTo(4.5);
        }
    }

    @Test
    void readingsInFahrenheitAreKeptAsSentAndShownInTheSensorsUnit() {
        try (TestServer server = TestServer.start(data)) {
            long now = System.currentTimeMillis();
            server.post("/api/v1/readings", reading("oven", 100, now - 2_000));
            server.post("/api/v1/readings", "{\"sensor\":\"oven\",\"value\":392,\"unit\":\"°F\",\"time\":" + now + "}");
            assertThat(server.raw("oven").getJsonArray("v").getDouble(1)).isEqualTo(200.0);
            JsonObject fahrenheit = server.json(
                    "/api/v1/sensors/oven/readings?raw=true&unit=%C2%B0F&from=" + (now - 10_000) + "&to=" + (now + 1));
            assertThat(fahrenheit.getJsonArray("v").getDouble(1)).isEqualTo(392.0);
        }
    }

    @Test
    void aReadingPublishedByMqttIsKept() throws Exception {
        try (TestServer server = TestServer.start(data)) {
            Process publisher = new ProcessBuilder(
                            "mosquitto_pub",
                            "-h",
                            "127.0.0.1",
                            "-p",
                            String.valueOf(server.mqttPort()),
                            "-q",
                            "1",
                            "-t",
                            "isotherm/cellar/temperature",
                            "-m",
                            "12.75")
                    .inheritIO()
                    .start();
            // With quality of service 1 it ends after the acknowledgement: the reading is durable by then.
            assertThat(publisher.waitFor()).isZero();
            assertThat(server.raw("cellar-temperature").getJsonArray("v")).isEqualTo(new JsonArray().add(12.75));
        }
    }

    @Test
    void theSensorsOfTheMachineAreReadAndNamed() throws Exception {
        Path hwmon = Files.createDirectories(data.resolve("root/sys/class/hwmon/hwmon0"));
        Files.writeString(hwmon.resolve("name"), "coretemp\n");
        Files.writeString(hwmon.resolve("temp1_label"), "Package id 0\n");
        Files.writeString(hwmon.resolve("temp1_input"), "41500\n");
        try (TestServer server = TestServer.start(
                data.resolve("data"),
                "--host-sensors",
                "on",
                "--host-root",
                data.resolve("root").toString(),
                "--host-interval",
                "1s")) {
            await("its first reading")
                    .until(() -> !server.latest().isEmpty()
                            && server.latest().getJsonObject(0).getValue("v") != null);
            assertThat(server.latest().getJsonObject(0).getDouble("v")).isEqualTo(41.5);
            assertThat(server.json("/api/v1/sensors")
                            .getJsonArray("items")
                            .getJsonObject(0)
                            .getString("name"))
                    .contains("Package id 0");
        }
    }

    @Test
    void aRecordedSeriesIsReplayedWhole() {
        Path recording = Path.of("..", "samples", "machine_temperature_system_failure.csv");
        try (TestServer server = TestServer.start(
                data,
                "--replay",
                recording.toAbsolutePath().toString(),
                "--replay-unit",
                "°F",
                "--replay-sensor",
                "machine",
                "--replay-times",
                "recorded")) {
            String history =
                    "/api/v1/sensors/machine/readings?points=1&from=2013-01-01T00:00:00Z&to=2015-01-01T00:00:00Z";
            await("all of it")
                    .until(() -> server.get(history).statusCode() == 200
                            && !server.json(history).getJsonArray("count").isEmpty()
                            && server.json(history).getJsonArray("count").getInteger(0) == 22_683);
            assertThat(server.json(history).getString("unit")).isEqualTo("°F");
            assertThat(server.json(history).getJsonArray("max").getDouble(0)).isCloseTo(108.51, within(0.005));
        }
    }

    @Test
    void aSecondProgramOnTheSameFolderIsRefusedAndHarmsNothing() {
        try (TestServer server = TestServer.start(data)) {
            assertThatThrownBy(() -> TestServer.start(data)).hasMessageContaining(data.toString());
            assertThat(server.post("/api/v1/readings", reading("a", 1, System.currentTimeMillis()))
                            .statusCode())
                    .isEqualTo(204);
        }
    }

    @Test
    void aPortThatIsTakenEndsTheStartAndLetsTheFolderGo() {
        try (TestServer server = TestServer.start(data.resolve("one"))) {
            String port = String.valueOf(server.address().getPort());
            assertThatThrownBy(() -> TestServer.start(data.resolve("two"), "--http-port", port))
                    .hasMessageContaining("--http-port")
                    .hasMessageContaining(port);
        }
        TestServer.start(data.resolve("two")).close();
    }

    @Test
    void beyondThisMachineItDoesNotStartWithoutAnAdministratorsToken() {
        assertThatThrownBy(() -> TestServer.start(data, "--listen", "0.0.0.0"))
                .hasMessageContaining("--admin-token-file");
    }

    @Test
    void healthSaysThatAllIsWell() {
        try (TestServer server = TestServer.start(data)) {
            assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
            JsonObject ready = server.json("/health/ready");
            assertThat(ready.getJsonObject("checks").fieldNames())
                    .contains(
                            "disk",
                            "clock",
                            "catalogue",
                            "journal",
                            "blocks",
                            "broker",
                            "worker",
                            "retention",
                            "live",
                            "commit",
                            "mqtt");
        }
    }

    @Test
    void metricsCountReadingsByProtocolAndOutcome() {
        try (TestServer server = TestServer.start(data)) {
            server.post("/api/v1/readings", reading("a", 1, System.currentTimeMillis()));
            assertThat(server.get("/metrics").body())
                    .contains("isotherm_readings_total{outcome=\"accepted\",protocol=\"http\"} 1.0");
        }
    }

    private static String reading(String sensor, double value, long time) {
        return "{\"sensor\":\"%s\",\"value\":%s,\"time\":%d}".formatted(sensor, value, time);
    }
}
