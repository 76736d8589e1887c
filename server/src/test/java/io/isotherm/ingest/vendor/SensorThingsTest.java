package io.isotherm.ingest.vendor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SensorThingsTest {
    private final SensorThings decoder = new SensorThings();

    @Test
    void everyMessageOfTheCorpusSaysWhatIsExpected() {
        new PayloadFolder("sensorthings")
                .check(3, body -> Objects.requireNonNull(decoder.decode("v1.1/Observations", body, 0)));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "v1.1/Datastreams(1)/Observations,        1",
                "v1.0/Datastreams(22)/Observations,       22",
                "v1.1/Datastreams('abc')/Observations,    abc",
                "frost/v1.1/Datastreams('a/b')/Observations, a_b",
            })
    void theTopicTellsTheDatastream(String topic, String id) {
        assertThat(told(topic, "{\"result\":4}")).containsExactly("sensorthings/" + id + " temperature 4.0");
        assertThat(told(topic, "{\"result\":4,\"Datastream\":{\"@iot.id\":99}}"))
                .containsExactly("sensorthings/" + id + " temperature 4.0");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-09-21T03:00:00.123456Z, 1789959600123",
        "2026-09-21T03:00:00+02:00, 1789952400000",
        "2026-09-21T02:00:00Z/2026-09-21T03:00:00Z, 1789959600000",
    })
    void theTimeIsThatOfThePhenomenonAndOfAnIntervalItsEnd(String time, long expected) {
        assertThat(told(
                        "v1.1/Datastreams(1)/Observations",
                        "{\"result\":4,\"phenomenonTime\":\"" + time + "\",\"resultTime\":\"2001-01-01T00:00:00Z\"}"))
                .containsExactly("sensorthings/1 temperature 4.0 @" + expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"yesterday\"", "\"\"", "5", "\"2026-09-21T03:00:00Z/\"", "{}"})
    void aTimeThatIsNoneRefusesTheObservation(String time) {
        assertThat(told("v1.1/Datastreams(1)/Observations", "{\"result\":4,\"phenomenonTime\":" + time + "}"))
                .singleElement()
                .asString()
                .startsWith("refused 0: \"phenomenonTime\" ");
    }

    @Test
    void rowsOfSeveralDatastreamsAreRead() {
        assertThat(told("v1.1/CreateObservations", """
                [{"Datastream":{"@iot.id":1},"components":["phenomenonTime","result","FeatureOfInterest/id"],
                  "dataArray@iot.count":2,
                  "dataArray":[["2026-09-21T03:00:00Z",20,1],["2026-09-21T03:01:00Z","x",1],["2026-09-21T03:02:00Z"]]},
                 {"Datastream":{"@iot.id":2},"components":["result"],"dataArray":[[65],7]},
                 {"Datastream":{"@iot.id":3},"components":"result"}]
                """))
                .containsExactly(
                        "sensorthings/1 temperature 20.0 @1789959600000",
                        "sensorthings/2 temperature 65.0",
                        "refused 1: \"result\" is \"x\", not a number.",
                        "refused 2: \"result\" is missing: expected a number.",
                        "refused 4: \"result\" is missing: expected a number.",
                        "refused 5: \"components\" and \"dataArray\" must be arrays.");
        assertThat(told("v1.1/CreateObservations", "{}"))
                .singleElement()
                .asString()
                .contains("Expected an array");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v1.1",
                "v1.2/Observations",
                "v1.1/Things",
                "v1.1/Datastreams()/Observations",
                "xv1.1/Observations",
                "v1.1/Observations/",
                "isotherm/x",
            })
    void otherTopicsAreLeftToOthers(String topic) {
        assertThat(decoder.decode(topic, "{}".getBytes(UTF_8), 0)).isNull();
    }

    @Test
    void aHugeTopicIsLeftToOthersAtOnce() {
        String topic = "v1.1/Datastreams(".repeat(3_800);

        assertThat(decoder.decode(topic, "{}".getBytes(UTF_8), 0)).isNull();
    }

    @Test
    void theObservationsOfAMessageAreBounded() {
        assertThat(told("v1.1/Observations", "[" + "0,".repeat(20_000) + "0]"))
                .hasSize(10_001)
                .last()
                .isEqualTo("refused 10000: Only the first 10000 observations of a message are read.");
        assertThat(told("v1.1/CreateObservations", "[" + "0,".repeat(20_000) + "0]"))
                .hasSize(10_001);
        assertThat(told(
                        "v1.1/CreateObservations",
                        "[{\"components\":[],\"dataArray\":[" + "[],".repeat(20_000) + "[]]}]"))
                .hasSize(10_001);
    }

    @Test
    void whatIsNoJsonIsRefusedWithItsPlace() {
        assertThat(told("v1.1/Observations", "result=4"))
                .singleElement()
                .asString()
                .startsWith("refused 0: Line 1, column ");
    }

    private List<String> told(String topic, String message) {
        return PayloadFolder.told(Objects.requireNonNull(decoder.decode(topic, message.getBytes(UTF_8), 0)));
    }
}
