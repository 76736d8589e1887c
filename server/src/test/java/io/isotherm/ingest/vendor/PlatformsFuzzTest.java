package io.isotherm.ingest.vendor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.ingest.Mutations;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.SensorKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever arrives: no exception, every value is one of the message's, nothing without bounds. */
class PlatformsFuzzTest {
    /** Which topics the messages of a make come with. */
    private static final Map<String, List<String>> TOPICS = Map.of(
            "ttn", List.of("v3/app1@ttn/devices/dev1/up"),
            "chirpstack",
                    List.of(
                            "application/1/device/0101010101010101/event/up",
                            "application/1/device/0101010101010101/event/status",
                            "application/1/device/0101010101010101/event/log"),
            "thingsboard",
                    List.of(
                            "v1/devices/boiler/telemetry",
                            "v1/devices/boiler/attributes",
                            "v1/gateway/telemetry",
                            "v1/gateway/attributes",
                            "v1/gateway/connect"),
            "sensorthings",
                    List.of("v1.1/Observations", "v1.1/Datastreams(1)/Observations", "v1.1/CreateObservations"));

    private static final List<TopicDecoder> DECODERS =
            List.of(new TheThingsStack(), new ChirpStack(), new ThingsBoard(), new SensorThings());

    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "null",
        "true",
        "NaN",
        "-Infinity",
        "1e999",
        "-0",
        "\"unavailable\"",
        "\"7 °F\"",
        "\"temperature\":",
        "\"TempC1\":1,",
        "\"ts\":",
        "\"values\":",
        "\"time\":\"2020-01-01T00:00:00Z\",",
        "\"value\":1,\"unit\":\"K\"",
        "\"dataArray\":[[1]],\"components\":[\"result\"],",
        "\"@iot.id\":",
        "\\ud800",
        "/",
        "\u0000",
        "\uFEFF",
        "[".repeat(40),
        "{\"a\":".repeat(40),
    };

    /** What is loaded at the first use may take seconds on a busy machine, and is no hang. */
    @BeforeAll
    static void useOnce() {
        byte[] message = "{\"temperature\":\"7 °F\"} 1".getBytes(UTF_8);
        TOPICS.values().stream().flatMap(List::stream).forEach(topic -> decode(topic, message));
        check(Objects.requireNonNull(decode("v1/gateway/telemetry", message)), message);
    }

    @Test
    void noMutationDoesHarm() {
        List<byte[]> seeds = new ArrayList<>();
        for (String make : TOPICS.keySet().stream().sorted().toList()) {
            PayloadFolder corpus = new PayloadFolder(make);
            corpus.names().forEach(name -> seeds.add(corpus.message(name)));
        }
        seeds.add("{\"Device A\":[{\"ts\":1483228800000,\"values\":{\"temperature\":42,\"humidity\":80}}]}"
                .getBytes(UTF_8));
        seeds.add("[{\"Datastream\":{\"@iot.id\":1},\"components\":[\"result\"],\"dataArray\":[[20],[30]]}]"
                .getBytes(UTF_8));
        List<byte[]> pieces = new ArrayList<>();
        for (String piece : PIECES) {
            pieces.add(piece.getBytes(UTF_8));
        }
        int[] round = {0};
        int[] readings = {0};
        int[] refusals = {0};
        new Mutations(20_260_921, seeds, pieces).run(3_000, body -> {
            IncomingBatch batch = Objects.requireNonNull(decode(topic(round[0]++, body), body));
            check(batch, body);
            readings[0] += batch.size();
            refusals[0] += batch.refusals().size();
        });
        assertThat(readings[0]).isGreaterThan(500);
        assertThat(refusals[0]).isGreaterThan(500);
    }

    /** Mostly one that fits; each third any, as shapes of one make come by topics of another. */
    private static String topic(int round, byte[] body) {
        String text = new String(body, UTF_8);
        String make = text.contains("uplink_message")
                ? "ttn"
                : text.contains("deviceInfo") ? "chirpstack" : text.contains("result") ? "sensorthings" : "thingsboard";
        List<String> topics = round % 3 == 0
                ? TOPICS.values().stream().flatMap(List::stream).sorted().toList()
                : TOPICS.getOrDefault(make, List.of());
        return topics.get(round / 3 % topics.size());
    }

    @Test
    void noTopicDoesHarm() {
        byte[] message = "{\"temperature\":1}".getBytes(UTF_8);
        List<String> topics =
                TOPICS.values().stream().flatMap(List::stream).sorted().toList();
        Mutations.ofText(20_260_922, topics, "/", "//", "(", ")", "'", "me", "@", "v1", "\u0000", "+", "#")
                .run(5_000, topic -> {
                    IncomingBatch batch = decode(new String(topic, UTF_8), message);
                    if (batch != null) {
                        check(batch, message);
                    }
                });
    }

    private static @Nullable IncomingBatch decode(String topic, byte[] body) {
        for (TopicDecoder decoder : DECODERS) {
            IncomingBatch batch = decoder.decode(topic, body, 0);
            if (batch != null) {
                return batch;
            }
        }
        return null;
    }

    private static void check(IncomingBatch batch, byte[] body) {
        Set<Double> values = new HashSet<>();
        JsonNode tree = JsonPayload.parse(body);
        if (tree != null) {
            collect(tree, values);
        }
        assertThat(batch.size()).isLessThanOrEqualTo(body.length / 2);
        assertThat(batch.refusals().size()).isLessThanOrEqualTo(body.length + 1);
        for (int i = 0; i < batch.size(); i++) {
            assertThat(values).contains(batch.value(i));
            long time = batch.time(i);
            assertThat(time == IncomingBatch.NO_TIME || Math.abs(time) < 1_000_000_000_000_000L)
                    .isTrue();
        }
        batch.refusals()
                .forEach(refusal -> assertThat(refusal.detail()).endsWith(".").hasSizeLessThan(500));
        for (DeviceNote note : batch.notes()) {
            assertThat(note.attributes()).hasSizeLessThanOrEqualTo(DeviceNote.MAX_ATTRIBUTES);
            assertThat(note.attributes().values())
                    .allSatisfy(
                            value -> assertThat(value).isNotBlank().hasSizeLessThanOrEqualTo(DeviceNote.MAX_LENGTH));
        }
        batch.hints().forEach(hint -> {
            assertThat(hint.deviceName() == null ? "" : hint.deviceName())
                    .hasSizeLessThanOrEqualTo(SensorKey.MAX_LENGTH);
            assertThat(hint.sensorName() == null ? "" : hint.sensorName())
                    .hasSizeLessThanOrEqualTo(SensorKey.MAX_LENGTH);
        });
    }

    private static void collect(JsonNode node, Set<Double> values) {
        if (node.isTextual()) {
            // "30.11 °C" has its number before the space.
            JsonPayload.number(node).ifPresent(values::add);
            OptionalDouble leading = JsonPayload.number(node.textValue().strip().split(" ", 2)[0]);
            leading.ifPresent(values::add);
        } else {
            JsonPayload.number(node).ifPresent(values::add);
        }
        node.forEach(child -> collect(child, values));
    }
}
