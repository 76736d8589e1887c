package io.isotherm.live;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers that are read from a frame are those that were put in. */
class ColumnTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "4.31, 4.31",
        "-18.5, -18.5",
        "-0.0625, -0.0625",
        "0.1, 0.1",
        "0.0001, 0.0001",
        "21.0305, 21.0305",
        "999999999.5, 999999999.5",
        "1000000000.25, 1.00000000025E9",
        "0.30000000000000004, 0.30000000000000004",
        "1e15, 1.0E15",
        "-999999999999999, -999999999999999",
        "4.9E-324, 4.9E-324",
        "1.7976931348623157E308, 1.7976931348623157E308",
        "NaN, null",
        "-Infinity, null"
    })
    void aNumberIsWrittenInItsShortestForm(double value, String text) {
        Column column = new Column(1, 1);
        column.add(value);
        assertThat(text(column)).isEqualTo(text);
    }

    @Test
    void everyValueIsReadBackToTheBit() {
        Random random = new Random(7);
        Column column = new Column(10, 1);
        double[] values = new double[100_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (i % 4) {
                case 0 -> Math.round(random.nextGaussian() * 3_000) / 100.0;
                case 1 -> random.nextGaussian() * 20;
                case 2 -> (random.nextInt(20_000_000) - 10_000_000) / 10_000.0;
                default -> Math.scalb(random.nextDouble() - 0.5, random.nextInt(200) - 100);
            };
            column.add(values[i]);
        }
        String[] texts = text(column).split(",", -1);
        assertThat(texts).hasSameSizeAs(values);
        for (int i = 0; i < values.length; i++) {
            assertThat(Double.parseDouble(texts[i])).isEqualTo(values[i]);
        }
    }

    @Test
    void everyLongIsWrittenAsItIs() {
        Column column = new Column(1, 1);
        for (long value : new long[] {0, 9, 10, -1, 1_764_200_000_000L, Long.MAX_VALUE, Long.MIN_VALUE}) {
            column.add(value);
        }
        assertThat(text(column)).isEqualTo("0,9,10,-1,1764200000000,9223372036854775807,-9223372036854775808");
    }

    private static String text(Column column) {
        byte[] bytes = new byte[column.size()];
        column.copyTo(bytes, 0);
        return new String(bytes, US_ASCII);
    }
}
