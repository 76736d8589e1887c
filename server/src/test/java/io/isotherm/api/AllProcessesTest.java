package io.isotherm.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What other processes tell of themselves is taken as it should be, or not at all. */
class AllProcessesTest {
    private static JsonObject told() {
        return new JsonObject("""
                {"process": "in-1:8080", "state": "degraded", "roles": ["ingest"], "items": [
                  {"part": "disk", "state": "ok", "since": 1},
                  {"part": "spool", "state": "degraded", "since": 2, "condition": "spooling", "detail": "12 MB.",
                   "advice": "Bring MongoDB back."}]}""");
    }

    private static JsonObject read(JsonObject told) {
        return AllProcesses.read(told.toBuffer().getBytes());
    }

    @Test
    void whatAProcessTellsIsTakenWithoutWhatIsNotKnown() {
        JsonObject more = told().put("new", "field");
        more.getJsonArray("items").getJsonObject(0).put("new", "field");
        assertThat(read(more)).isEqualTo(told());
    }

    @ParameterizedTest
    @CsvSource({"process,", "process, 7", "state, odd", "state,", "roles, ingest", "items, none"})
    void whatBreaksABoundIsNotTaken(String field, String value) {
        JsonObject told = told().put(field, "7".equals(value) ? Integer.valueOf(7) : value);
        assertThatThrownBy(() -> read(told)).isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @CsvSource({"part,", "state, odd", "since, today", "detail, 7", "advice, long"})
    void aPartThatBreaksABoundIsNotTaken(String field, String value) {
        JsonObject told = told();
        Object broken = "7".equals(value) ? Integer.valueOf(7) : "long".equals(value) ? "x".repeat(2_001) : value;
        told.getJsonArray("items").getJsonObject(1).put(field, broken);
        assertThatThrownBy(() -> read(told)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void tooMuchOrNoJsonIsNotTaken() {
        JsonArray many = new JsonArray();
        for (int i = 0; i < 101; i++) {
            many.add(new JsonObject().put("part", "p" + i).put("state", "ok").put("since", 1));
        }
        assertThatThrownBy(() -> read(told().put("items", many))).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> read(told().put("roles", new JsonArray().add("admin"))))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> AllProcesses.read("[]".getBytes(UTF_8))).isInstanceOf(RuntimeException.class);
    }
}
