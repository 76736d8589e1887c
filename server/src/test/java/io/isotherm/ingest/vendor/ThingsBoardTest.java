package io.isotherm.ingest.vendor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThingsBoardTest {
    private static final String TELEMETRY = "v1/devices/boiler/telemetry";

    private final ThingsBoard decoder = new ThingsBoard();

    @Test
    void everyMessageOfTheCorpusSaysWhatIsExpected() {
        new PayloadFolder("thingsboard").check(3, body -> Objects.requireNonNull(decoder.decode(TELEMETRY, body, 0)));
    }

    @Test
    void aGatewaySpeaksForManyDevices() {
        assertThat(told("v1/gateway/telemetry", """
                {"Device A":[{"ts":1483228800000,"values":{"temperature":42,"humidity":80}},
                             {"ts":1483228801000,"values":{"temperature":43,"humidity":82}}],
                 "Hall/1":[{"ts":1483228800000,"values":{"temperature":"-7.5","rssi":-80}}],
                 "B":{"temperature":1},
                 " ":[{"temperature":2}],
                 "C":["oops",{"temperature":3}]}
                """))
                .filteredOn(line -> !line.startsWith("hint"))
                .containsExactly(
                        "thingsboard/Device A/temperature temperature 42.0 @1483228800000",
                        "thingsboard/Device A/humidity humidity 80.0 @1483228800000",
                        "thingsboard/Device A/temperature temperature 43.0 @1483228801000",
                        "thingsboard/Device A/humidity humidity 82.0 @1483228801000",
                        "thingsboard/Hall/1/temperature temperature -7.5 @1483228800000",
                        "thingsboard/B/temperature temperature 1.0",
                        "thingsboard/C/temperature temperature 3.0",
                        "refused 4: A device's name must not be empty.",
                        "refused 5: Expected an object like {\"temperature\":22.5} or"
                                + " {\"ts\":1451649600512,\"values\":{\"temperature\":22.5}}, or an array of them.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "-5              | \"ts\" is negative: epoch milliseconds count from 1970-01-01.",
                "1.5             | \"ts\" must be whole epoch milliseconds.",
                "true            | \"ts\" must be whole epoch milliseconds.",
                "\"now\"         | \"ts\" is no time: send epoch milliseconds, or RFC 3339.",
                "1451649600512000| \"ts\" looks like microseconds or nanoseconds: send epoch milliseconds, or RFC 3339.",
            })
    void aTimeThatIsNoneRefusesItsValues(String ts, String reason) {
        assertThat(told(TELEMETRY, "[{\"ts\":" + ts + ",\"values\":{\"temp\":1}},{\"temp\":2}]"))
                .contains("thingsboard/boiler/temp temperature 2.0", "refused 0: " + reason)
                .hasSize(3);
    }

    @Test
    void tsWithoutValuesIsAFieldAsThere() {
        assertThat(told(TELEMETRY, "{\"ts\":1451649600512,\"temp\":1}"))
                .contains("thingsboard/boiler/temp temperature 1.0");
    }

    @Test
    void attributesDescribeTheDevice() {
        assertThat(told("v1/devices/boiler/attributes", """
                {"fw_version":"1.2.3","serialNumber":"S-7","model":"B9","manufacturer":"Heat","batteryLevel":70,
                 "active":true,"room":"cellar","json":{"a":1},"nothing":null,"":1}
                """))
                .containsExactly("note thingsboard/boiler active=true, battery=70 %, firmware=1.2.3, manufacturer=Heat,"
                        + " model=B9, room=cellar, serial=S-7");
        assertThat(told("v1/gateway/attributes", "{\"A\":{\"fw_version\":1},\"B\":7,\"\":{}}"))
                .containsExactly(
                        "refused 1: Expected an object of attributes, like {\"fw_version\":\"1.2\"}.",
                        "refused 2: A device's name must not be empty.",
                        "note thingsboard/A firmware=1");
    }

    @Test
    void aGatewayTellsWhoIsThere() {
        assertThat(told("v1/gateway/connect", "{\"device\":\"Device A\",\"type\":\"Probe\"}"))
                .containsExactly("note thingsboard/Device A online model=Probe");
        assertThat(told("v1/gateway/connect", "{\"device\":\"Device A\",\"type\":\"default\"}"))
                .containsExactly("note thingsboard/Device A online");
        assertThat(told("v1/gateway/disconnect", "{\"device\":\"Device A\"}"))
                .containsExactly("note thingsboard/Device A offline");
        assertThat(told("v1/gateway/disconnect", "{}"))
                .containsExactly("refused 0: Expected an object like {\"device\":\"Device A\"}.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1/devices/me/telemetry", "v1/devices/me/attributes", "v2/t", "v2/t/j", "v2/a"})
    void aDeviceThatOnlyTheConnectionKnowsIsNotGuessed(String topic) {
        assertThat(told(topic, "{\"temperature\":1}"))
                .singleElement()
                .asString()
                .contains("let it publish to this server itself");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v1/devices/boiler/rpc/response/1", "v1/devices/boiler/attributes/request/1", "v1/devices/boiler/claim",
                "v1/gateway/rpc", "v1/gateway/claim", "v1/devices/",
            })
    void otherMessagesHoldNothing(String topic) {
        assertThat(told(topic, "{\"temperature\":1}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v1", "v1/gateway", "v2/fw/request/1", "v1.1/Observations", "isotherm/x"})
    void otherTopicsAreLeftToOthers(String topic) {
        assertThat(decoder.decode(topic, "{}".getBytes(UTF_8), 0)).isNull();
    }

    @Test
    void whatIsNoJsonIsRefusedWithItsPlace() {
        assertThat(told(TELEMETRY, "{\"temperature\":}"))
                .singleElement()
                .asString()
                .startsWith("refused 0: Line 1, column ");
        assertThat(told("v1/gateway/telemetry", "[1]"))
                .singleElement()
                .asString()
                .contains("Device A");
    }

    @Test
    void theItemsOfAMessageAreBounded() {
        List<String> told = told(TELEMETRY, "[" + "0,".repeat(20_000) + "0]");

        assertThat(told)
                .hasSize(10_001)
                .last()
                .isEqualTo("refused 10000: Only the first 10000 items of a message are read.");
        StringBuilder gateway = new StringBuilder("{\"x\":[]");
        for (int i = 0; i < 20_000; i++) {
            gateway.append(",\"").append(i).append("\":0");
        }
        assertThat(told("v1/gateway/telemetry", gateway + "}")).hasSizeLessThanOrEqualTo(10_001);
        assertThat(told("v1/gateway/attributes", gateway + "}")).hasSizeLessThanOrEqualTo(10_001);
    }

    private List<String> told(String topic, String message) {
        return PayloadFolder.told(Objects.requireNonNull(decoder.decode(topic, message.getBytes(UTF_8), 0)));
    }
}
