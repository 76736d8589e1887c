package io.isotherm.ingest.vendor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChirpStackTest {
    private static final String EUI = "0101010101010101";
    private static final String TOPIC = "application/17c82e96-be03-4f38-aef3-f83d48582d97/device/" + EUI + "/event/";
    private static final String INFO = "\"deviceInfo\":{\"devEui\":\"" + EUI + "\",\"deviceName\":\"Fridge\"}";

    private final ChirpStack decoder = new ChirpStack();

    @Test
    void everyUplinkOfTheCorpusSaysWhatIsExpected() {
        new PayloadFolder("chirpstack").check(3, body -> Objects.requireNonNull(decoder.decode(TOPIC + "up", body, 0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "eu868/", "customer/a/"})
    void aPrefixBeforeTheTopicChangesNothing(String prefix) {
        assertThat(told(prefix + TOPIC + "up", "{" + INFO + ",\"object\":{\"temperature\":4}}"))
                .contains("chirpstack/" + EUI + "/temperature temperature 4.0");
    }

    @Test
    void withoutATimeItIsTheReceipt() {
        assertThat(told("up", "{" + INFO + ",\"object\":{\"TempC1\":4.5}}"))
                .containsExactly(
                        "chirpstack/" + EUI + "/TempC1 temperature 4.5 °C",
                        "note chirpstack/" + EUI + " serial=" + EUI,
                        "hint chirpstack/" + EUI + "/TempC1 of Fridge");
    }

    @Test
    void anUplinkWithoutBytesHoldsNothing() {
        assertThat(told("up", "{" + INFO + ",\"fCnt\":5}"))
                .containsExactly("note chirpstack/" + EUI + " serial=" + EUI);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "\"margin\":10,\"batteryLevel\":88.3                          | battery=88.3 %, margin=10 dB",
                "\"margin\":-3,\"batteryLevelUnavailable\":true               | margin=-3 dB",
                "\"batteryLevel\":0,\"batteryLevelUnavailable\":true          | -",
                "\"externalPowerSource\":true                                 | battery=external power",
                "\"margin\":10                                                | margin=10 dB",
            })
    void aStatusTellsTheBatteryWhereThereIsOne(String members, String attributes) {
        List<String> told = told("status", "{" + INFO + "," + members + "}");

        if (attributes == null) {
            assertThat(told).isEmpty();
        } else {
            assertThat(told).containsExactly("note chirpstack/" + EUI + " " + attributes);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"join", "ack", "txack", "location", "integration", "log", "new"})
    void otherEventsHoldNothing(String event) {
        assertThat(told(event, "{" + INFO + ",\"object\":{\"temperature\":4},\"code\":\"OTAA\"}"))
                .isEmpty();
    }

    @Test
    void aFailedCodecIsSeen() {
        assertThat(told("log", "{" + INFO + ",\"code\":\"UPLINK_CODEC\",\"description\":\"x is not defined\"}"))
                .containsExactly("refused 0: The codec of \"" + EUI + "\" failed in ChirpStack: \"x is not defined\".");
    }

    @Test
    void commandsAndGatewaysArePassedOver() {
        assertThat(told("application/a/device/" + EUI + "/command/down", "{}")).isEmpty();
        assertThat(told("eu868/gateway/0016c001f153a14c/event/up", "\u0001\u0002"))
                .isEmpty();
        assertThat(told("eu868/gateway/0016c001f153a14c/state/conn", "{}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "application/a/device/b/event/up", "application/1/device/0101010101010101/state/up",
                "a/gateway/kitchen/event/up", "a/gateway/0016c001f153a14c/other/up", "isotherm/x",
            })
    void otherTopicsAreLeftToOthers(String topic) {
        assertThat(decoder.decode(topic, "{}".getBytes(UTF_8), 0)).isNull();
    }

    @Test
    void protobufIsRefusedWithWhatToDo() {
        assertThat(told("up", "\n$abc"))
                .containsExactly("refused 0: This is not JSON: set json=true in the MQTT integration of ChirpStack.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "{\"devEUI\":\"AQEBAQEBAQE=\"}", "{\"deviceInfo\":{\"devEui\":\"../1\"}}", "3"})
    void whatIsNotOfVersion4IsRefused(String event) {
        assertThat(told("up", event)).singleElement().asString().contains("ChirpStack v4");
    }

    private List<String> told(String topicOrEvent, String message) {
        String topic = topicOrEvent.contains("/") ? topicOrEvent : TOPIC + topicOrEvent;
        return PayloadFolder.told(Objects.requireNonNull(decoder.decode(topic, message.getBytes(UTF_8), 0)));
    }
}
