package io.isotherm.ingest.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvNumberTest {
    private static String read(char decimal, char grouping, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        CsvNumber number = new CsvNumber(decimal, grouping);
        if (!number.parse(bytes, 0, bytes.length)) {
            return "no";
        }
        return number.value() + new String(bytes, number.end(), bytes.length - number.end(), UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ". | 0 | 4.31 | 4.31",
                ". | 0 | -18 | -18.0",
                ". | 0 | +.5 | 0.5",
                ". | 0 | 21. | 21.0",
                ". | 0 | 2.1e1 | 21.0",
                ". | 0 | 2e-3 | 0.002",
                ". | 0 | −7.5 | -7.5",
                ". | 0 | 69.88083514 | 69.88083514",
                ". | 0 | 74.93588199999998 | 74.93588199999998",
                ". | 0 | 4.5°C | 4.5°C",
                ". | 0 | 4,5 | 4.0,5",
                ", | 0 | 4,5 | 4.5",
                ", | 0 | -0,25 % | -0.25 %",
                ", | . | 1.234,5 | 1234.5",
                ", | . | 1.234.567 | 1234567.0",
                ", | . | 12.34,5 | no",
                ". | , | 1,234.5 | 1234.5",
                ". | , | 1,23 | no",
                ". | ' | 1'013.25 | 1013.25",
                ". | 0 | . | no",
                ". | 0 | - | no",
                ". | 0 | warm | no",
                ". | 0 | 1e999 | no",
                ". | 0 | 0x1p3 | 0.0x1p3",
                ". | 0 | 1e5x | 100000.0x",
                ". | 0 | 5e | 5.0e",
                ". | 0 | 123456789012345678 | 1.2345678901234568E17",
            })
    void numbersAreReadAsTheyAreWritten(char decimal, char grouping, String text, String expected) {
        assertThat(read(decimal, grouping == '0' ? 0 : grouping, text)).isEqualTo(expected);
    }

    @Test
    void spacesThatDoNotBreakGroupDigitsToo() {
        assertThat(read(',', ' ', "1 013,25")).isEqualTo("1013.25");
        assertThat(read(',', ' ', "1\u00A0013,25")).isEqualTo("1013.25");
        assertThat(read(',', ' ', "1\u202F013,25")).isEqualTo("1013.25");
    }

    @Test
    void everyDoubleComesBackToTheBit() {
        Random random = new Random(3);
        for (int i = 0; i < 100_000; i++) {
            double value = switch (i % 4) {
                case 0 -> Double.longBitsToDouble(random.nextLong());
                case 1 -> random.nextGaussian() * 40;
                case 2 -> random.nextInt(100_000) / 100.0;
                default -> random.nextInt() / 1e7;
            };
            if (Double.isFinite(value)) {
                assertThat(read('.', (char) 0, Double.toString(value))).isEqualTo(Double.toString(value));
            }
        }
    }
}
