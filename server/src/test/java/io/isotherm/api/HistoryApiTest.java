package io.isotherm.api;

import static io.isotherm.api.ApiServer.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.http.Wire;
import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Sensor;
import io.isotherm.model.Unit;
import io.isotherm.store.StoreException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryApiTest {
    private static final String PATH = "/api/v1/sensors/fridge/readings";
    private static final long MINUTE = 60_000;

    private ApiServer server;
    private Sensor fridge;

    @BeforeEach
    void start() {
        server = new ApiServer();
        fridge = server.sensor("fridge");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static JsonArray array(@Nullable Object... items) {
        return new JsonArray(Arrays.asList(items));
    }

    @Test
    void bucketsHoldWhatIsGoodAndCountWhatIsNot() {
        server.reading(fridge, NOW - 10 * MINUTE, 4, Flags.GOOD);
        server.reading(fridge, NOW - 10 * MINUTE + 1_000, 6, Flags.GOOD);
        server.reading(fridge, NOW - 10 * MINUTE + 2_000, 85, Flags.POWER_ON);
        server.reading(fridge, NOW - 5 * MINUTE, 85, Flags.POWER_ON);

        JsonObject history = server.json(PATH + "?from=" + (NOW - 10 * MINUTE) + "&to=" + NOW + "&points=10");

        assertThat(history.getString("unit")).isEqualTo("°C");
        assertThat(history.getLong("resolution")).isEqualTo(MINUTE);
        assertThat(history.getJsonArray("t")).isEqualTo(array(NOW - 10 * MINUTE, NOW - 5 * MINUTE));
        assertThat(history.getJsonArray("min")).isEqualTo(array(4.0, null));
        assertThat(history.getJsonArray("max")).isEqualTo(array(6.0, null));
        assertThat(history.getJsonArray("mean")).isEqualTo(array(5.0, null));
        assertThat(history.getJsonArray("count")).isEqualTo(array(3, 1));
        assertThat(history.getJsonArray("flagged")).isEqualTo(array(1, 1));
    }

    @Test
    void aGapEndsNowAndNotInTheFuture() {
        long from = NOW - 60 * MINUTE;
        server.reading(fridge, from, 4, Flags.GOOD);
        server.reading(fridge, NOW - 20 * MINUTE, 4, Flags.GOOD);

        JsonObject history = server.json(PATH + "?from=" + from + "&to=" + (NOW + 600 * MINUTE));

        assertThat(history.getJsonArray("gaps"))
                .isEqualTo(array(array(from, NOW - 20 * MINUTE), array(NOW - 20 * MINUTE, NOW)));
    }

    @Test
    void whatIsNotOverdueYetIsNoGap() {
        server.reading(fridge, NOW - 10 * MINUTE, 4, Flags.GOOD);
        JsonObject history = server.json(PATH + "?from=" + (NOW - 10 * MINUTE) + "&to=" + (NOW + 600 * MINUTE));
        assertThat(history.getJsonArray("gaps")).isEmpty();
    }

    @Test
    void gapsAreJudgedByTheSensorsOwnInterval() {
        for (int second = 0; second < 60; second++) {
            if (second < 20 || second >= 30) {
                server.reading(fridge, NOW - MINUTE + second * 1_000L, 4, Flags.GOOD);
            }
        }
        JsonObject history = server.json(PATH + "?from=" + (NOW - MINUTE) + "&to=" + NOW);
        assertThat(history.getJsonArray("gaps")).isEqualTo(array(array(NOW - 41_000, NOW - 30_000)));
    }

    @Test
    void valuesConvertToAnotherUnit() {
        server.reading(fridge, NOW - MINUTE, 100, Flags.GOOD);
        JsonObject history = server.json(PATH + "?unit=%C2%B0F");
        assertThat(history.getString("unit")).isEqualTo("°F");
        assertThat(history.getJsonArray("mean")).isEqualTo(array(212.0));
    }

    @ParameterizedTest
    @CsvSource({
        "?points=0, points",
        "?points=10001, points",
        "?from=yesterday, from",
        "?from=2026-11-24T06:00:00, from",
        "?from=200&to=100, from",
        "?from=100&to=100, from",
        "?to=0, to",
        "?to=99999999999999999, to",
        "?unit=%25, unit",
        "?unit=furlong, unit",
        "?raw=yes, raw",
        "?resolution=5, resolution",
    })
    void badParametersAreNamed(String query, String name) {
        HttpResponse<String> response = server.get(PATH + query);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(response.body()).getString("parameter")).isEqualTo(name);
    }

    @Test
    void timesMayBeWrittenForPeople() {
        server.reading(fridge, NOW - MINUTE, 4, Flags.GOOD);
        assertThat(server.json(PATH + "?from=2026-11-24T05:00:00Z&to=2026-11-24T07:00:00%2B01:00")
                        .getJsonArray("count"))
                .isEqualTo(array(1));
    }

    @Test
    void manySensorsAreAnsweredInTheOrderOfTheRequest() {
        server.sensor("freezer");
        server.reading(fridge, NOW - MINUTE, 4, Flags.GOOD);

        JsonArray items = server.json("/api/v1/readings?sensors=fridge,freezer").getJsonArray("items");

        assertThat(items.getJsonObject(0).getString("sensor")).isEqualTo("fridge");
        assertThat(items.getJsonObject(0).getJsonArray("count")).isEqualTo(array(1));
        assertThat(items.getJsonObject(1).getString("sensor")).isEqualTo("freezer");
        assertThat(items.getJsonObject(1).getJsonArray("t")).isEmpty();
    }

    @Test
    void unknownSensorsAreNamed() {
        HttpResponse<String> response = server.get("/api/v1/readings?sensors=fridge,none");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(new JsonObject(response.body()).getString("sensor")).isEqualTo("none");
        assertThat(server.get("/api/v1/latest?sensors=none").statusCode()).isEqualTo(404);
        assertThat(server.get("/api/v1/export?sensors=none").statusCode()).isEqualTo(404);
        assertThat(server.get("/api/v1/sensors/none/readings").statusCode()).isEqualTo(404);
        assertThat(server.get("/api/v1/readings").statusCode()).isEqualTo(400);
        assertThat(server.get("/api/v1/readings?sensors=").statusCode()).isEqualTo(400);
        assertThat(server.get("/api/v1/readings?sensors=" + "a".repeat(3) + ",b".repeat(1) + many(101))
                        .statusCode())
                .isEqualTo(400);
    }

    private static String many(int count) {
        StringBuilder ids = new StringBuilder();
        for (int i = 0; i < count; i++) {
            ids.append(",s").append(i);
        }
        return ids.toString();
    }

    @Test
    void rawReadingsAreAllThereInTheirOrder() {
        ReadingBatch.Builder batch = new ReadingBatch.Builder();
        int count = 45_001;
        for (int i = 0; i < count; i++) {
            batch.add(fridge.number(), NOW - 100_000 + i, i / 10.0, Flags.of(i % 2 == 0 ? 0 : 2, Unit.CELSIUS));
        }
        server.readings.append(List.of(batch.build()));

        JsonObject raw = server.json(PATH + "?raw=true");

        assertThat(raw.getJsonArray("t")).hasSize(count);
        assertThat(raw.getJsonArray("v")).hasSize(count);
        assertThat(raw.getJsonArray("q")).hasSize(count);
        assertThat(raw.getJsonArray("t").getLong(count - 1)).isEqualTo(NOW - 100_000 + count - 1);
        assertThat(raw.getJsonArray("v").getDouble(20_000)).isEqualTo(2_000.0);
        assertThat(raw.getJsonArray("q").getInteger(20_001)).isEqualTo(2);
    }

    @Test
    void rawReadingsMayBeNone() {
        assertThat(server.get(PATH + "?raw=true").body())
                .isEqualTo("{\"sensor\":\"fridge\",\"unit\":\"°C\",\"t\":[],\"v\":[],\"q\":[]}");
    }

    @Test
    void tooManyRawReadingsAreRefusedBeforeTheyFillTheMemory() {
        ReadingBatch.Builder batch = new ReadingBatch.Builder();
        for (int i = 0; i <= HistoryRoutes.MOST_RAW; i++) {
            batch.add(fridge.number(), NOW - 1_000_000 + i, 1, Flags.of(0, Unit.CELSIUS));
        }
        server.readings.append(List.of(batch.build()));
        assertThat(server.get(PATH + "?raw=true").statusCode()).isEqualTo(422);
    }

    @Test
    void whatIsNoNumberIsNull() {
        server.reading(fridge, NOW - MINUTE, Double.NaN, Flags.SENSOR_FAULT);
        assertThat(server.json(PATH + "?raw=true").getJsonArray("v")).isEqualTo(array((Object) null));
        JsonObject latest = server.json("/api/v1/latest").getJsonArray("items").getJsonObject(0);
        assertThat(latest.getValue("v")).isNull();
        assertThat(latest.getString("state")).isEqualTo("suspect");
    }

    @Test
    void theLatestValuesSayHowFarTheyMayBeReliedOn() {
        server.reading(fridge, NOW - MINUTE, 4.5, Flags.GOOD);
        server.reading(server.sensor("old"), NOW - 60 * MINUTE, 4.5, Flags.GOOD);
        server.reading(server.sensor("hot"), NOW - MINUTE, 85, Flags.POWER_ON);
        server.sensor("silent");

        JsonObject latest = server.json("/api/v1/latest?sensors=fridge,old,hot,silent");

        assertThat(latest.getLong("now")).isEqualTo(NOW);
        assertThat(latest.getJsonArray("items").stream().map(item -> ((JsonObject) item).getString("state")))
                .containsExactly("ok", "stale", "suspect", "none");
        assertThat(latest.getJsonArray("items").getJsonObject(0).getDouble("v")).isEqualTo(4.5);
        assertThat(latest.getJsonArray("items").getJsonObject(2).getInteger("q"))
                .isEqualTo(2);
    }

    @Test
    void anExportHasEveryReadingOfEverySensor() {
        ReadingBatch.Builder batch = new ReadingBatch.Builder();
        for (int i = 0; i < 25_000; i++) {
            batch.add(fridge.number(), NOW - 50_000 + i, 4, Flags.of(0, Unit.CELSIUS));
        }
        server.readings.append(List.of(batch.build()));
        server.reading(server.sensor("=evil"), NOW - 1, 1, Flags.POWER_ON);

        HttpResponse<String> response = server.get("/api/v1/export?sensors=fridge,evil");

        assertThat(response.headers().firstValue("content-disposition"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("attachment"));
        List<String> lines = response.body().lines().toList();
        assertThat(lines).hasSize(25_002).doesNotHaveDuplicates();
        assertThat(lines.getFirst()).isEqualTo("time,sensor,name,value,unit,quality,sent,sent_unit");
        assertThat(lines.get(1)).isEqualTo("2026-11-24T05:59:10.000Z,fridge,Name of fridge,4.0,°C,good,4.0,°C");
        assertThat(lines.getLast()).isEqualTo("2026-11-24T05:59:59.999Z,evil,Name of =evil,1.0,°C,power-on,1.0,°C");
        assertThat(server.get("/api/v1/export?format=xml").statusCode()).isEqualTo(400);
    }

    @Test
    void aStoreThatFailsIsNotSilent() {
        server.reading(fridge, NOW - MINUTE, 4, Flags.GOOD);
        server.readings.failWith(new StoreException("disk full at /secret/place"));

        HttpResponse<String> response = server.get(PATH);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("retry-after")).isPresent();
        assertThat(response.body()).doesNotContain("secret");
        assertThat(server.get("/api/v1/readings?sensors=fridge").statusCode()).isEqualTo(503);
        // An answer of a moment ago may still stand.
        await().until(() -> server.get("/health/ready").statusCode() == 503);
    }

    @Test
    void anExportThatBreaksOffDoesNotLookWhole() {
        server.reading(fridge, NOW - MINUTE, 4, Flags.GOOD);
        server.readings.failWith(new StoreException("gone"));
        String answer = Wire.request(server.listener.port(), "GET /api/v1/export HTTP/1.1", "Host: localhost");
        assertThat(answer).contains("time,sensor").doesNotEndWith("\r\n0\r\n\r\n");
    }
}
