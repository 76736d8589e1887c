package io.isotherm.ingest.line;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.model.IncomingBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Points of any names, tags and values, written as a client writes them, are read back as they were. */
class LineRoundTripTest {
    private static final String[] CHARACTERS = {
        "a", "B", "7", " ", ",", "=", "\"", "\\x", "/", "°", "水", "😀", "#", "'", ".", "-", "_", "%", "i", "e"
    };

    private final Random random = new Random(63);

    @Test
    void whatIsWrittenIsRead() throws LineLimitException {
        LineParser parser = new LineParser(LineRules.NONE, 1 << 20);
        for (int round = 0; round < 2_000; round++) {
            List<String> expected = new ArrayList<>();
            StringBuilder body = new StringBuilder();
            for (int points = random.nextInt(8); points >= 0; points--) {
                point(body, expected);
            }
            byte[] bytes = body.toString().getBytes(UTF_8);
            IncomingBatch batch = parser.parse(bytes, bytes.length, Precision.MILLISECONDS);
            assertThat(batch.refusals()).as(body.toString()).isEmpty();
            List<String> read = new ArrayList<>();
            for (int i = 0; i < batch.size(); i++) {
                read.add(batch.keys().get(batch.key(i)).key() + " " + batch.value(i) + " " + batch.time(i));
            }
            assertThat(read).as(body.toString()).isEqualTo(expected);
        }
    }

    private void point(StringBuilder body, List<String> expected) {
        String measurement = "m" + name();
        Map<String, String> tags = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            tags.put(name() + i, name());
        }
        body.append(measurement.replace(",", "\\,").replace(" ", "\\ "));
        List<String> order = new ArrayList<>(tags.keySet());
        java.util.Collections.shuffle(order, random);
        order.forEach(
                tag -> body.append(',').append(escaped(tag)).append('=').append(escaped(tags.getOrDefault(tag, ""))));
        StringBuilder device = new StringBuilder(measurement.replace(",", "\\,").replace("=", "\\="));
        tags.forEach((tag, value) -> device.append(',')
                .append(tag.replace(",", "\\,").replace("=", "\\="))
                .append('=')
                .append(value.replace(",", "\\,").replace("=", "\\=")));
        long time = 1_700_000_000_000L + random.nextInt();
        char before = ' ';
        for (int i = random.nextInt(3); i >= 0; i--) {
            String field = name() + i;
            body.append(before).append(escaped(field)).append('=');
            before = ',';
            switch (random.nextInt(5)) {
                case 0 ->
                    body.append('"')
                            .append((name() + "\n" + name())
                                    .replace("\\", "\\\\")
                                    .replace("\"", "\\\""))
                            .append('"');
                case 1 -> body.append(random.nextBoolean());
                case 2 -> {
                    long value = random.nextLong() >> random.nextInt(64);
                    body.append(value).append('i');
                    expected.add(device + "/" + field.replace("/", "%2F") + " " + (double) value + " " + time);
                }
                default -> {
                    double value = random.nextGaussian() * Math.pow(10, random.nextInt(20) - 10);
                    body.append(value);
                    expected.add(device + "/" + field.replace("/", "%2F") + " " + value + " " + time);
                }
            }
        }
        body.append(' ').append(time).append(random.nextBoolean() ? "\n" : "\r\n");
    }

    private static String escaped(String text) {
        return text.replace(",", "\\,").replace("=", "\\=").replace(" ", "\\ ");
    }

    private String name() {
        StringBuilder name = new StringBuilder();
        for (int i = random.nextInt(5); i >= 0; i--) {
            name.append(CHARACTERS[random.nextInt(CHARACTERS.length)]);
        }
        return name.toString();
    }
}
