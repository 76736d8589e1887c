package io.isotherm.ingest.vendor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.ingest.Readings;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.SensorHint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/**
 * The messages of one make, and what each of them says, from {@code payloads/MAKE.txt}. A case begins with
 * {@code ## SENTENCE}; then come messages for the same decoder, each with {@code > TOPIC}, its payload in the lines
 * below, and a line {@code = } for each thing that it says: a reading, a {@code note}, a {@code hint}, a
 * {@code refused} item; or {@code nothing}; or {@code unknown} where the message is not of this make.
 */
final class Corpus {
    static final long RECEIVED = 1_795_760_000_000L;

    private Corpus() {}

    record Message(String topic, byte[] payload, List<String> says) {}

    private record Case(String sentence, List<Message> messages) {}

    /** Every case as a test, each with a decoder of its own. */
    static Stream<DynamicTest> tests(String make, Supplier<? extends TopicDecoder> decoder) {
        return cases(make)
                .map(one -> DynamicTest.dynamicTest(one.sentence, () -> {
                    TopicDecoder reader = decoder.get();
                    for (Message message : one.messages) {
                        assertThat(said(reader.decode(message.topic, message.payload, RECEIVED)))
                                .as(message.topic)
                                .containsExactlyElementsOf(message.says);
                    }
                }));
    }

    static List<Message> messages(String make) {
        return cases(make).flatMap(one -> one.messages.stream()).toList();
    }

    static List<String> said(@Nullable IncomingBatch batch) {
        if (batch == null) {
            return List.of("unknown");
        }
        List<String> lines = new ArrayList<>(Readings.of(batch));
        batch.notes().forEach(note -> lines.add(said(note)));
        batch.hints().forEach(hint -> lines.add(said(hint)));
        Readings.refusals(batch).forEach(refusal -> lines.add("refused " + refusal));
        return lines.isEmpty() ? List.of("nothing") : lines;
    }

    private static String said(DeviceNote note) {
        Boolean online = note.online();
        return "note " + note.device() + (online == null ? "" : online ? " online" : " offline")
                + (note.attributes().isEmpty() ? "" : " " + new TreeMap<>(note.attributes()));
    }

    private static String said(SensorHint hint) {
        return "hint " + hint.key().key() + " " + hint.key().quantity().id() + " "
                + Stream.of(
                                hint.sensorName(),
                                hint.deviceName(),
                                hint.unit() == null ? null : hint.unit().name())
                        .map(part -> part == null ? "-" : part)
                        .collect(Collectors.joining(" | "));
    }

    private static Stream<Case> cases(String make) {
        List<Case> cases = new ArrayList<>();
        List<String> says = new ArrayList<>();
        StringBuilder payload = new StringBuilder();
        String topic = null;
        for (String line : (text(make) + "\n## end").split("\n", -1)) {
            if (topic != null && (line.startsWith("## ") || line.startsWith("> "))) {
                assertThat(says).as("what is expected of " + topic).isNotEmpty();
                cases.getLast().messages.add(new Message(topic, bytes(payload.toString()), List.copyOf(says)));
                says.clear();
                payload.setLength(0);
                topic = null;
            }
            if (line.startsWith("## ")) {
                cases.add(new Case(line.substring(3), new ArrayList<>()));
            } else if (line.startsWith("> ")) {
                topic = line.substring(2);
            } else if (line.startsWith("= ")) {
                says.add(line.substring(2));
            } else if (topic != null && says.isEmpty()) {
                payload.append(line).append('\n');
            }
        }
        cases.removeLast();
        return cases.stream();
    }

    private static byte[] bytes(String payload) {
        return payload.strip().getBytes(UTF_8);
    }

    private static String text(String make) {
        try (InputStream in = Objects.requireNonNull(Corpus.class.getResourceAsStream("/payloads/" + make + ".txt"))) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
