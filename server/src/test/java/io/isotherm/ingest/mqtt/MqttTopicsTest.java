package io.isotherm.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.ingest.Readings;
import io.isotherm.ingest.vendor.TopicDecoders;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MqttTopicsTest {
    private final PlainDecoder decoder = new PlainDecoder();
    private final MqttTopics topics = new MqttTopics(new TopicDecoders(List.of(decoder)), 100);

    @Test
    void ourTopicsAreReadAndNotOfferedToDecoders() {
        assertThat(decode("isotherm/tele/a", null, "21.5")).isEqualTo("mqtt: [tele/a temperature 21.5]");
        assertThat(decoder.topics).isEmpty();
    }

    @Test
    void theTopicsOfAMakeAreReadByItsDecoderUnderItsName() {
        assertThat(decode("plain/fridge", null, "4.5")).isEqualTo("plain: [plain/fridge/value temperature 4.5]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"other/a", "isotherm/", "isotherm", "", "/", "$SYS/broker/uptime"})
    void aTopicThatNobodyKnowsIsUnknown(String topic) {
        assertThat(topics.decode(topic, "c", new byte[] {'1'}, 0)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "v1/devices/me/telemetry, fridge-1, v1/devices/fridge-1/telemetry",
        "v1/devices/me/telemetry, a/b+c#d, v1/devices/a_b_c_d/telemetry",
        "v1/devices/me/attributes, x, v1/devices/x/attributes",
        "v1/devices/me/telemetry, , v1/devices/me/telemetry",
        "v1/devices/other/telemetry, fridge-1, v1/devices/other/telemetry",
        "v1/devices/mexico/telemetry, fridge-1, v1/devices/mexico/telemetry",
        "v2/devices/me/telemetry, fridge-1, v2/devices/me/telemetry",
    })
    void ofAThingsBoardDeviceTheConnectionTellsWhichItIs(String topic, String client, String offered) {
        var _ = topics.decode(topic, client, new byte[] {'1'}, 0);
        assertThat(decoder.topics).containsExactly(offered);
    }

    @Test
    void aPayloadThatIsTooLongIsRefusedAndNotRead() {
        for (String topic : List.of("isotherm/a", "plain/a")) {
            assertThat(Readings.refusals(Objects.requireNonNull(topics.decode(topic, null, new byte[101], 0))
                            .batch()))
                    .containsExactly("0: The payload has 101 bytes; at most 100 are read.");
        }
    }

    @Test
    void aDecoderThatFailsRefusesTheMessageAndNothingElse() {
        assertThat(Readings.refusals(Objects.requireNonNull(topics.decode("plain/broken", null, new byte[0], 0))
                        .batch()))
                .containsExactly("0: The payload could not be read.");
    }

    private String decode(String topic, @org.jspecify.annotations.Nullable String client, String payload) {
        TopicDecoders.Decoded decoded =
                Objects.requireNonNull(topics.decode(topic, client, payload.getBytes(UTF_8), 0));
        return decoded.protocol() + ": " + Readings.of(decoded.batch());
    }
}
