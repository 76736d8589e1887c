package io.isotherm.ingest.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.ingest.Mutations;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CsvFuzzTest {
    private static List<byte[]> corpus() throws IOException {
        List<byte[]> files = new ArrayList<>();
        for (CsvPreset preset : CsvPreset.values()) {
            try (InputStream in = CsvFuzzTest.class.getResourceAsStream("/csv/" + preset.id() + ".csv")) {
                assertThat(in).isNotNull();
                files.add(in.readAllBytes());
            }
        }
        files.add("time\t°C\r\n31.01.2026 12:00\t4,5\r\n".getBytes(Charset.forName("UTF-16LE")));
        return files;
    }

    private static List<byte[]> pieces() {
        return java.util.stream.Stream.of(
                        "\"",
                        "\"\"",
                        ",",
                        ";",
                        "\t",
                        "\r",
                        "\n",
                        "\u0000",
                        "\uFEFF",
                        "-",
                        "+",
                        "e",
                        "E999",
                        ".",
                        "°F",
                        "UTC+99:99",
                        "GMT-18:00",
                        "24:00",
                        "12:00 PM",
                        "31.02.2026",
                        "29/02/2024",
                        "2026-10-25 02:30:00",
                        "0001-01-01 00:00",
                        "9999-12-31 23:59:59",
                        "99999999999999999999",
                        "1e308",
                        "NaN",
                        "--",
                        "#",
                        "#datatype",
                        "_time",
                        "\"a\nb\"",
                        ",,,,,,,,,,,,,,,,,,,,",
                        "\n\n\n",
                        "1.234.567,8",
                        "(",
                        ")",
                        "[%]",
                        "Time",
                        "sensor")
                .map(text -> text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void damagedFilesAreReadOrRefusedAndNothingIsInvented() throws IOException {
        Map<String, String> answers = new HashMap<>(Map.of("name", "log.csv", "zone", "Europe/Berlin"));
        CsvOptions asked = CsvOptions.of(answers);
        answers.put("dates", "dmy");
        CsvOptions told = CsvOptions.of(answers);
        new Mutations(11, corpus(), pieces()).run(600, message -> {
            for (CsvOptions options : List.of(asked, told)) {
                CsvGuess guess = CsvGuess.of(message, options);
                CsvFormat format = guess.format();
                if (format != null) {
                    check(message, format);
                    CsvPreview.of(message, format, UnaryOperator.identity());
                }
            }
        });
    }

    private static void check(byte[] message, CsvFormat format) throws IOException {
        int cells = 0;
        for (byte b : message) {
            cells += b == format.delimiter() || b == '\n' || b == '\r' ? 1 : 0;
        }
        int most = cells + 1;
        String text = new String(
                format.charset().utf8(new ByteArrayInputStream(message)).readAllBytes(),
                java.nio.charset.StandardCharsets.UTF_8);
        String written = text.replaceAll("[^0-9]", "");
        boolean rounded = Pattern.compile("[0-9][0-9.,' \\u00A0\\u202F]{14,}")
                .matcher(text)
                .find();
        int[] readings = new int[1];
        try (CsvReadings rows = new CsvReadings(new ByteArrayInputStream(message), format, UnaryOperator.identity())) {
            CsvReadings.Sink sink = new CsvReadings.Sink() {
                @Override
                public void reading(SensorKey key, long time, double value, @Nullable Unit unit, long line) {
                    readings[0]++;
                    assertThat(line).isBetween(format.firstLine(), (long) message.length + 1);
                    assertThat(value).isNotInfinite();
                    // The digits of a value stand in the file.
                    if (!Double.isNaN(value)) {
                        String digits = java.math.BigDecimal.valueOf(Math.abs(value))
                                .stripTrailingZeros()
                                .unscaledValue()
                                .toString();
                        // Numbers of more digits than a double has are rounded.
                        if (digits.length() <= 15 && !rounded) {
                            assertThat(written).contains(digits);
                        }
                    }
                }

                @Override
                public void refused(long line, String detail) {
                    assertThat(detail).isNotBlank().hasSizeLessThan(400);
                }
            };
            while (rows.next(sink)) {
                assertThat(rows.rows()).isLessThanOrEqualTo(most);
            }
        }
        assertThat(readings[0]).isLessThanOrEqualTo(most);
    }
}
