package io.isotherm.ingest.vendor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.model.IncomingBatch;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TheThingsStackTest {
    private static final String TOPIC = "v3/app1@ttn/devices/dev1/up";

    private final TheThingsStack decoder = new TheThingsStack();

    @Test
    void everyMessageOfTheCorpusSaysWhatIsExpected() {
        new PayloadFolder("ttn").check(6, body -> TheThingsStack.read(tree(body)));
    }

    @Test
    void byMqttTheSameIsSaid() {
        byte[] message = new PayloadFolder("ttn").message("documentation");

        assertThat(told(TOPIC, message)).isEqualTo(PayloadFolder.told(TheThingsStack.read(tree(message))));
        assertThat(told("bridge/v3/app1@ttn/devices/dev1/up", message))
                .contains("ttn/app1/dev1/temperature temperature 1.0 @1581520545789");
    }

    @Test
    void theTopicTellsTheDeviceThatTheMessageLacks() {
        assertThat(told(TOPIC, "{\"uplink_message\":{\"decoded_payload\":{\"temperature\":3}}}"))
                .contains("ttn/app1/dev1/temperature temperature 3.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"join", "down/queued", "down/ack", "service/data", "location/solved", "up/more"})
    void otherEventsHoldNothing(String event) {
        assertThat(told("v3/app1@ttn/devices/dev1/" + event, "{\"uplink_message\":{}}"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v3", "v3/a/devices/d", "v2/a/devices/d/up", "v3/a/device/d/up", "isotherm/x"})
    void otherTopicsAreLeftToOthers(String topic) {
        assertThat(decoder.decode(topic, "{}".getBytes(UTF_8), 0)).isNull();
    }

    @Test
    void whatIsNoJsonIsRefusedWithItsPlace() {
        assertThat(told(TOPIC, "{\"a\":\n !}")).singleElement().asString().startsWith("refused 0: Line 2, column ");
        assertThat(told(TOPIC, "")).containsExactly("refused 0: The message is empty.");
    }

    @Test
    void whatIsNotOfThisMakeIsRefused() {
        assertThat(PayloadFolder.told(TheThingsStack.read(tree("{\"temperature\":1}"))))
                .singleElement()
                .asString()
                .contains("\"end_device_ids\"");
    }

    @Test
    void anAbsentTemperatureIsNotZero() {
        assertThat(uplink("\"frm_payload\":\"AA==\",\"decoded_payload\":{}")).isEmpty();
        assertThat(uplink("\"decoded_payload\":{\"temperature\":null}")).isEmpty();
        assertThat(uplink("\"normalized_payload\":[{\"air\":{}},{}]")).isEmpty();
        assertThat(uplink("\"decoded_payload\":{\"temperature\":0}")).contains("ttn/a/d/temperature temperature 0.0");
    }

    @Test
    void theTimeIsTheNetworkServersAndElseTheApplicationServers() {
        String decoded = "\"decoded_payload\":{\"temperature\":1}";
        String gateway = "\"settings\":{\"time\":\"2001-01-01T00:00:00Z\"},";

        assertThat(uplink(gateway + decoded + ",\"received_at\":\"2020-01-01T00:00:00.999999999Z\""))
                .contains("ttn/a/d/temperature temperature 1.0 @1577836800999");
        assertThat(told(
                        TOPIC,
                        "{" + ids("a", "d") + ",\"received_at\":\"2020-01-01T00:00:01Z\",\"uplink_message\":{" + gateway
                                + decoded + "}}"))
                .contains("ttn/a/d/temperature temperature 1.0 @1577836801000");
        assertThat(uplink(gateway + decoded + ",\"received_at\":\"today\""))
                .contains("ttn/a/d/temperature temperature 1.0");
    }

    @Test
    void normalizedMeasurementsHaveTheirOwnTimesAndPlaces() {
        assertThat(uplink("""
                "normalized_payload":[
                {"time":"2020-01-01T00:00:00Z","air":{"temperature":10,"lightIntensity":5},"wind":{"speed":3}},
                {"time":"2020-01-01T01:00:00Z","air":{"temperature":11}},
                {"soil":{"depth":5,"temperature":8,"moisture":30}},
                {"soil":{"depth":15,"temperature":9}},
                {"water":{"temperature":{"min":1,"max":3}}},
                {"air":{"temperature":12}},{"air":{"temperature":13}}],
                "received_at":"2020-01-01T02:00:00Z"
                """))
                .contains(
                        "ttn/a/d/air.temperature temperature 10.0 °C @1577836800000",
                        "ttn/a/d/air.temperature temperature 11.0 °C @1577840400000",
                        "ttn/a/d/soil.temperature.5cm temperature 8.0 °C @1577844000000",
                        "ttn/a/d/soil.temperature.15cm temperature 9.0 °C @1577844000000",
                        "ttn/a/d/water.temperature.min temperature 1.0 °C @1577844000000",
                        "ttn/a/d/water.temperature.max temperature 3.0 °C @1577844000000",
                        "ttn/a/d/air.temperature temperature 12.0 °C @1577844000000",
                        "ttn/a/d/air.temperature_2 temperature 13.0 °C @1577844000000")
                .filteredOn(line -> !line.startsWith("hint"))
                .hasSize(8);
    }

    @Test
    void aRepeatOfAFrameIsTheSameReading() {
        String frame = "\"f_cnt\":7,\"decoded_payload\":{\"temperature\":5},\"received_at\":\"2020-01-01T00:00:00Z\"";

        assertThat(uplink(frame)).isEqualTo(uplink(frame));
    }

    @Test
    void nestedValuesAreReadAndOlderOnesAreNot() {
        assertThat(uplink("""
                "decoded_payload":{
                "sensor":{"temperature":{"lower":0,"middle":null,"outer":1.2,"id":9},"version":0},
                "probes":{"1":{"temp":4},"2":{"temp":5}},
                "temperature":[1,2,3],
                "log":[{"temperature":6}],
                "last":{"time":"2019-01-01T00:00:00Z","temperature":7},
                "alarm":{"temperature":8},
                "other":{"value":9,"unit":"°F"}}
                """))
                .filteredOn(line -> !line.startsWith("hint"))
                .containsExactly(
                        "ttn/a/d/sensor.temperature.lower temperature 0.0",
                        "ttn/a/d/sensor.temperature.outer temperature 1.2",
                        "ttn/a/d/probes.1.temp temperature 4.0",
                        "ttn/a/d/probes.2.temp temperature 5.0",
                        "ttn/a/d/other temperature 9.0 °F");
    }

    @Test
    void aValueThatIsNoneIsSaid() {
        assertThat(uplink(
                        "\"decoded_payload\":{\"temperature\":\"cold\",\"temp1\":\"nan\",\"temp2\":true,\"temp3\":1e999,"
                                + "\"temp4\":\"7 %\",\"hum\":40}"))
                .filteredOn(line -> !line.startsWith("hint"))
                .containsExactly(
                        "ttn/a/d/temp1 temperature NaN",
                        "ttn/a/d/hum humidity 40.0",
                        "refused 0: \"temperature\" is \"cold\", not a number.",
                        "refused 0: \"temp2\" is \"true\", not a number.",
                        "refused 0: \"temp3\" is \"Infinity\", not a number.",
                        "refused 0: \"temp4\": The unit % is not one of temperature, which comes in °C when no unit is"
                                + " given.");
    }

    @Test
    void depthAndCountAreBounded() {
        String deep = "{\"a\":".repeat(20) + "{\"temperature\":1}" + "}".repeat(20);
        StringBuilder many = new StringBuilder("{\"x\":0");
        for (int i = 0; i < 3_000; i++) {
            many.append(",\"temp").append(i).append("\":1");
        }

        assertThat(uplink("\"decoded_payload\":" + deep)).isEmpty();
        List<String> told = uplink("\"decoded_payload\":" + many.append('}'));
        assertThat(told).filteredOn(line -> line.startsWith("ttn/")).hasSize(999);
        assertThat(told).contains("refused 0: Only the first 1000 fields of a device are read.");
    }

    @Test
    void namesThatCannotBeKeptAreRefused() {
        String decoded = "\"uplink_message\":{\"decoded_payload\":{\"temperature\":1}}";

        assertThat(told(TOPIC, "{" + ids("a", "d".repeat(300)) + "," + decoded + "}"))
                .singleElement()
                .asString()
                .contains("at most 200 characters");
        assertThat(told(TOPIC, "{" + ids("a", "\\u0007") + "," + decoded + "}"))
                .singleElement()
                .asString()
                .contains("control characters");
        assertThat(told(TOPIC, "{" + ids("a", "\\ud83d") + "," + decoded + "}"))
                .singleElement()
                .asString()
                .contains("surrogate");
        assertThat(uplink("\"decoded_payload\":{\"a/temperature\":1}"))
                .contains("ttn/a/d/a_temperature temperature 1.0");
    }

    private List<String> uplink(String members) {
        return told(TOPIC, "{" + ids("a", "d") + ",\"uplink_message\":{" + members + "}}");
    }

    private static String ids(String application, String device) {
        return "\"end_device_ids\":{\"device_id\":\"" + device + "\",\"application_ids\":{\"application_id\":\""
                + application + "\"}}";
    }

    private List<String> told(String topic, String message) {
        return told(topic, message.getBytes(UTF_8));
    }

    private List<String> told(String topic, byte[] message) {
        IncomingBatch batch = decoder.decode(topic, message, 0);
        return PayloadFolder.told(Objects.requireNonNull(batch));
    }

    private static JsonNode tree(String message) {
        return tree(message.getBytes(UTF_8));
    }

    private static JsonNode tree(byte[] message) {
        return Objects.requireNonNull(JsonPayload.parse(message));
    }
}
