package io.isotherm.ingest.vendor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.ingest.Mutations;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.SensorHint;
import io.isotherm.model.SensorKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever arrives on whatever topic: no exception, nothing without bounds, and no reading that was not sent. */
class HomeDecodersFuzzTest {
    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\n",
        "/",
        "#",
        "null",
        "true",
        "NaN",
        "Infinity",
        "-INF",
        "1e999",
        "-0",
        "99999999999999999999",
        "\"nan\"",
        "\"None\"",
        "\"temperature\":1,",
        "\"Temperature\":2.5,",
        "\"Id\":\"A\",",
        "\"TempUnit\":\"K\"",
        "\"tC\":3",
        "\"ts\":",
        "\"value_template\":\"{{ value_json",
        "\"~\":\"x\",",
        "\"cmps\":{",
        "\\ud800",
        "\u0000",
        "\uFEFF",
        "tele/",
        "/state",
        "/config",
        "/availability",
        "/online",
        "temperature:0",
        "homeassistant/sensor/",
        "zigbee2mqtt/",
        "shellies/",
        "FF9904",
        "[".repeat(40),
        "{\"a\":".repeat(40),
    };
    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?");

    @Test
    void noMutationDoesHarm() {
        List<String> seeds = new ArrayList<>();
        for (String make : HomeDecodersTest.MAKES) {
            Corpus.messages(make)
                    .forEach(message -> seeds.add(message.topic() + "\n" + new String(message.payload(), UTF_8)));
        }
        int[] known = {0};
        int[] readings = {0};
        List<TopicDecoder> decoders = HomeDecoders.all();
        TopicDecoders inOrder = new TopicDecoders(HomeDecoders.all());
        Mutations.ofText(20_261_127, seeds, PIECES).run(4_000, message -> {
            String[] parts = new String(message, UTF_8).split("\n", 2);
            byte[] payload = parts.length < 2 ? new byte[0] : parts[1].getBytes(UTF_8);
            Set<Double> sent = numbers(parts.length < 2 ? "" : parts[1]);
            TopicDecoders.Decoded decoded = inOrder.decode(parts[0], payload, Corpus.RECEIVED);
            if (decoded != null) {
                known[0]++;
                readings[0] += decoded.batch().size();
                check(decoded.batch(), decoded.protocol(), sent);
            }
            for (TopicDecoder decoder : decoders) {
                IncomingBatch batch = decoder.decode(parts[0], payload, Corpus.RECEIVED);
                if (batch != null) {
                    check(batch, decoder.protocol(), sent);
                }
            }
        });
        assertThat(known[0]).isGreaterThan(1_500);
        assertThat(readings[0]).isGreaterThan(500);
    }

    private static Set<Double> numbers(String payload) {
        Set<Double> numbers = new HashSet<>();
        Matcher matcher = NUMBER.matcher(payload);
        while (matcher.find()) {
            numbers.add(Double.parseDouble(matcher.group()));
        }
        return numbers;
    }

    private static void check(IncomingBatch batch, String protocol, Set<Double> sent) {
        assertThat(batch.size()).isLessThanOrEqualTo(DeviceMessage.MAX_READINGS);
        for (int i = 0; i < batch.size(); i++) {
            // The raw form of a Ruuvi broadcast has no numbers in plain text; its vectors are tried elsewhere.
            if (Double.isFinite(batch.value(i)) && !protocol.equals("ruuvi")) {
                assertThat(sent).contains(batch.value(i));
            }
            assertThat(Double.isInfinite(batch.value(i))).isFalse();
            assertThat(batch.keys().get(batch.key(i)).key()).satisfies(HomeDecodersFuzzTest::whole);
            long time = batch.time(i);
            assertThat(time == IncomingBatch.NO_TIME || time > 0).isTrue();
        }
        for (IncomingBatch.Refusal refusal : batch.refusals()) {
            assertThat(refusal.detail()).endsWith(".").hasSizeLessThan(400).satisfies(HomeDecodersFuzzTest::whole);
        }
        for (DeviceNote note : batch.notes()) {
            assertThat(note.device()).hasSizeLessThanOrEqualTo(SensorKey.MAX_LENGTH);
            assertThat(note.attributes()).hasSizeLessThanOrEqualTo(DeviceNote.MAX_ATTRIBUTES);
            note.attributes().forEach((name, value) -> shown(name, value));
        }
        for (SensorHint hint : batch.hints()) {
            shown(hint.sensorName(), hint.deviceName());
            assertThat(hint.key().key()).satisfies(HomeDecodersFuzzTest::whole);
        }
    }

    private static void shown(@Nullable String... texts) {
        for (String text : texts) {
            if (text != null) {
                assertThat(text).isNotBlank().hasSizeLessThanOrEqualTo(200).satisfies(HomeDecodersFuzzTest::whole);
            }
        }
    }

    private static void whole(String text) {
        assertThat(text.chars().noneMatch(Character::isISOControl)).isTrue();
        assertThat(UTF_8.newEncoder().canEncode(text)).isTrue();
    }
}
