package io.isotherm.ingest.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.ingest.Readings;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.SensorHint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The messages of one make in {@code payloads/MAKE}: each {@code NAME.json} says what its {@code NAME.expected} has. */
final class PayloadFolder {
    private final Path folder;

    PayloadFolder(String make) {
        folder = Path.of("src/test/resources/payloads", make);
    }

    /** The names, sorted. */
    List<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - ".json".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] message(String name) {
        try {
            return Files.readAllBytes(folder.resolve(name + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails unless each message is decoded as expected; there are at least {@code least}. */
    void check(int least, Function<byte[], IncomingBatch> decoder) {
        List<String> names = names();
        assertThat(names).hasSizeGreaterThanOrEqualTo(least);
        for (String name : names) {
            assertThat(told(decoder.apply(message(name)))).as(name).isEqualTo(expected(name));
        }
    }

    private List<String> expected(String name) {
        try {
            return Files.readAllLines(folder.resolve(name + ".expected"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that a batch says, a fact a line: readings, refusals, notes, hints. */
    static List<String> told(IncomingBatch batch) {
        List<String> lines = new ArrayList<>(Readings.of(batch));
        Readings.refusals(batch).forEach(refusal -> lines.add("refused " + refusal));
        for (DeviceNote note : batch.notes()) {
            String online = note.online() == null ? "" : note.online() ? " online" : " offline";
            Map<String, String> sorted = new TreeMap<>(note.attributes());
            String attributes = sorted.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .collect(Collectors.joining(", "));
            lines.add("note " + note.device() + online + (attributes.isEmpty() ? "" : " " + attributes));
        }
        for (SensorHint hint : batch.hints()) {
            lines.add("hint " + hint.key().key()
                    + (hint.sensorName() == null ? "" : " \"" + hint.sensorName() + "\"")
                    + (hint.deviceName() == null ? "" : " of " + hint.deviceName())
                    + (hint.unit() == null ? "" : " in " + hint.unit().symbol()));
        }
        return lines;
    }
}
