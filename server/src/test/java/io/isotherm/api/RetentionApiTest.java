package io.isotherm.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.model.Sensor;
import io.isotherm.model.Site;
import io.isotherm.retention.Keep;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetentionApiTest {
    private static final String SENSOR = "/api/v1/retention/sensors/fridge-air";
    private static final String SITE = "/api/v1/retention/sites/pharmacy";

    private ApiServer server;
    private Sensor sensor;

    @BeforeEach
    void start() {
        server = new ApiServer();
        sensor = server.sensor("fridge/air");
        server.catalog.create(new Site("pharmacy", "Pharmacy", ZoneId.of("UTC"), 0));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> put(String path, String body) {
        return server.send("PUT", path, body, "Content-Type", "application/json");
    }

    private JsonArray items() {
        return server.json("/api/v1/retention").getJsonArray("items");
    }

    private static JsonObject rule(String scope, String id, @Nullable Integer readings, @Nullable Integer summaries) {
        return new JsonObject()
                .put("scope", scope)
                .put("id", id)
                .put("readingsDays", readings)
                .put("summariesDays", summaries);
    }

    @Test
    void withoutRulesTheDefaultCounts() {
        assertThat(server.json("/api/v1/retention"))
                .isEqualTo(new JsonObject()
                        .put(
                                "default",
                                new JsonObject().put("readingsDays", 365).put("summariesDays", null))
                        .put("items", new JsonArray()));
    }

    @Test
    void rulesAreSetReplacedAndTakenAway() {
        assertThat(put(SITE, "{\"readingsDays\":90,\"summariesDays\":3650}").statusCode())
                .isEqualTo(200);
        HttpResponse<String> set = put(SENSOR, "{\"readingsDays\":1,\"summariesDays\":1}");
        assertThat(new JsonObject(set.body())).isEqualTo(rule("sensor", "fridge-air", 1, 1));
        assertThat(put(SENSOR, "{\"readingsDays\":null,\"summariesDays\":null}").statusCode())
                .isEqualTo(200);
        assertThat(items())
                .containsExactly(rule("site", "pharmacy", 90, 3650), rule("sensor", "fridge-air", null, null));
        assertThat(server.retention.rules().sensors()).containsEntry(sensor.number(), Keep.FOREVER);

        assertThat(server.send("DELETE", SENSOR, null).statusCode()).isEqualTo(204);
        assertThat(server.send("DELETE", SENSOR, null).statusCode()).isEqualTo(204);
        assertThat(items()).containsExactly(rule("site", "pharmacy", 90, 3650));
    }

    @Test
    void changesAreAudited() {
        put(SITE, "{\"readingsDays\":90,\"summariesDays\":null}");
        server.send("DELETE", SITE, null);
        server.send("DELETE", SITE, null);
        assertThat(server.json("/api/v1/audit").getJsonArray("items").stream()
                        .map(JsonObject.class::cast)
                        .map(entry -> entry.getString("actor") + " " + entry.getString("action") + " "
                                + entry.getString("outcome") + " " + entry.getString("subject") + ": "
                                + entry.getString("detail")))
                .containsExactly(
                        "local remove-retention done site pharmacy: readings 90 days, summaries for ever",
                        "local remove-retention requested site pharmacy: readings 90 days, summaries for ever",
                        "local set-retention done site pharmacy: readings 90 days, summaries for ever",
                        "local set-retention requested site pharmacy: readings 90 days, summaries for ever");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"readingsDays\":0,\"summariesDays\":null}; readingsDays",
                "{\"readingsDays\":36501,\"summariesDays\":null}; readingsDays",
                "{\"readingsDays\":1.5,\"summariesDays\":null}; readingsDays",
                "{\"readingsDays\":\"1\",\"summariesDays\":null}; readingsDays",
                "{\"readingsDays\":1,\"summariesDays\":0}; summariesDays",
                "{\"readingsDays\":2,\"summariesDays\":1}; summariesDays",
                "{\"readingsDays\":null,\"summariesDays\":1}; summariesDays",
                "{\"readingsDays\":1}; summariesDays",
                "{\"summariesDays\":1}; readingsDays",
                "{}; readingsDays",
                "{\"readingsDays\":1,\"summariesDays\":1,\"days\":1}; days",
            })
    void whatCannotBeARuleIsNamed(String body, String member) {
        HttpResponse<String> response = put(SENSOR, body);
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(new JsonObject(response.body()).getString("member")).isEqualTo(member);
        assertThat(items()).isEmpty();
    }

    @Test
    void whatIsNotThereHasNoRule() {
        String body = "{\"readingsDays\":1,\"summariesDays\":1}";
        assertThat(put("/api/v1/retention/sensors/none", body).statusCode()).isEqualTo(404);
        assertThat(put("/api/v1/retention/sites/none", body).statusCode()).isEqualTo(404);
        assertThat(server.send("DELETE", "/api/v1/retention/sensors/none", null).statusCode())
                .isEqualTo(404);
        assertThat(server.send("DELETE", "/api/v1/retention/sites/none", null).statusCode())
                .isEqualTo(404);
        assertThat(put(SENSOR + "?force=true", body).statusCode()).isEqualTo(400);
        assertThat(server.send("PUT", SENSOR, body, "Content-Type", "text/plain")
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void aRuleGoesWithItsSensorOrSite() {
        put(SITE, "{\"readingsDays\":1,\"summariesDays\":1}");
        put(SENSOR, "{\"readingsDays\":1,\"summariesDays\":1}");
        server.send("DELETE", "/api/v1/sensors/fridge-air?confirm=fridge-air", null, "If-Match", "*");
        server.send("DELETE", "/api/v1/sites/pharmacy", null, "If-Match", "*");
        assertThat(items()).isEmpty();
        server.sensor("fridge/air");
        assertThat(items()).as("the same id is another sensor").isEmpty();
        assertThat(server.retention.rules().sensors()).isEmpty();
        assertThat(server.retention.rules().sites()).isEmpty();
    }

    @Test
    void aNewSiteTakesNoRuleOver() {
        server.retention.change(rules -> rules.withSite("depot", new Keep(1, 1)));
        server.send(
                "POST",
                "/api/v1/sites",
                "{\"id\":\"depot\",\"name\":\"Depot\",\"zone\":\"UTC\"}",
                "Content-Type",
                "application/json");
        assertThat(server.retention.rules().sites()).isEmpty();
    }

    @Test
    void rulesThatCannotBeReadAreAProblemOfTheServer() {
        server.catalogStore.setting("retention", "rubbish");
        assertThat(server.get("/api/v1/retention").statusCode()).isEqualTo(503);
        assertThat(put(SENSOR, "{\"readingsDays\":1,\"summariesDays\":1}").statusCode())
                .isEqualTo(503);
    }
}
