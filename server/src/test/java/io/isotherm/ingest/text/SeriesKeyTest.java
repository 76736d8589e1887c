package io.isotherm.ingest.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SeriesKeyTest {
    @Test
    void theKeyIsReadable() {
        assertThat(SeriesKey.of(
                        "prometheus/node/h:9100", "temp_celsius", new TreeMap<>(Map.of("sensor", "t1", "chip", "x"))))
                .isEqualTo("prometheus/node/h:9100/temp_celsius{chip=x,sensor=t1}");
        assertThat(SeriesKey.of("otlp/h", "hw/temp", new TreeMap<>())).isEqualTo("otlp/h/hw_temp");
    }

    @Test
    void whatHadToBeChangedOrCutHasAChecksum() {
        String slash = SeriesKey.of("d", "t", new TreeMap<>(Map.of("disk", "/dev/sda")));
        assertThat(slash).matches("d/t\\{disk=_dev_sda}~[0-9a-f]{12}");
        assertThat(slash).isNotEqualTo(SeriesKey.of("d", "t", new TreeMap<>(Map.of("disk", "_dev_sda"))));

        String cut = SeriesKey.of("d", "t", new TreeMap<>(Map.of("a", "🌡".repeat(500))));
        assertThat(cut).hasSizeBetween(190, 200).matches(".*~[0-9a-f]{12}");
        assertThat(SeriesKey.of("x".repeat(1_000), "t", new TreeMap<>())).hasSizeLessThan(110);
        assertThat(SeriesKey.of("a\nb", "t", new TreeMap<>())).matches("a_b~[0-9a-f]{12}/t");
    }

    @Test
    void noTwoSetsOfLabelsShareAKey() {
        Random random = new Random(11);
        Map<String, String> seen = new HashMap<>();
        String letters = "ab=,{}/~: \u0007";
        for (int round = 0; round < 20_000; round++) {
            TreeMap<String, String> labels = new TreeMap<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                labels.put(text(random, letters), text(random, letters));
            }
            String name = text(random, letters.replace("/", ""));
            StringBuilder exact = new StringBuilder(name).append('\u0001');
            labels.forEach((label, value) ->
                    exact.append(label).append('\u0002').append(value).append('\u0003'));
            String key = SeriesKey.of("d", name, labels);
            assertThat(new SensorKey(key, Quantity.OTHER).device()).isEqualTo("d");
            // Only a control character in a name is lost, as no metric has one.
            String before = seen.putIfAbsent(key, exact.toString());
            assertThat(before == null
                            || before.replace('\u0007', '_')
                                    .equals(exact.toString().replace('\u0007', '_')))
                    .as(key + " of " + before + " and " + exact)
                    .isTrue();
        }
    }

    private static String text(Random random, String letters) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i >= 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }
}
