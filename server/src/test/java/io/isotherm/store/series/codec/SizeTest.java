package io.isotherm.store.series.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.model.ReadingBatch;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** What the usual readings may take. Always the same ones, so that a figure that rises was made to rise. */
class SizeTest {
    private static final int HOUR = 3_600;
    private static final long START = 1_790_000_000_000L;

    @Test
    void anHourOfHundredthsWithJitterTakesLessThanAByteAReading() {
        assertThat(bytes(fridge(v -> v, HOUR))).isLessThan(HOUR * 82 / 100);
    }

    @Test
    void whatWasAFloatTakesNoMore() {
        assertThat(bytes(fridge(v -> (float) v, HOUR))).isEqualTo(bytes(fridge(v -> v, HOUR)));
    }

    @Test
    void fahrenheitFromCelsiusTakesTwoBitsMore() {
        assertThat(bytes(fridge(v -> v * 1.8 + 32, HOUR))).isLessThan(bytes(fridge(v -> v, HOUR)) + HOUR / 4);
    }

    @Test
    void sixteenthsTakeNoMoreThanTheirSteps() {
        assertThat(bytes(fridge(v -> Math.rint(v * 16) / 16, HOUR))).isLessThan(HOUR * 60 / 100);
    }

    @Test
    void aChunkTakesLessThan24BytesBesideItsBits() {
        int packed = 43 * 7 / 8 + 128 * 4 / 8;
        assertThat(bytes(fridge(v -> v, 128))).isLessThan(packed + 24);
    }

    @Test
    void aGapTakesAFewBytes() {
        Columns gap = fridge(v -> v, HOUR);
        for (int i = 1_000; i < HOUR; i++) {
            gap.times[i] += 4_711_000;
        }
        assertThat(bytes(gap)).isLessThan(bytes(fridge(v -> v, HOUR)) + 16);
    }

    @Test
    void aPowerOnValueTakesAFewBytes() {
        Columns spike = fridge(v -> v, HOUR);
        spike.values[1_000] = 85;
        assertThat(bytes(spike)).isLessThan(bytes(fridge(v -> v, HOUR)) + 24);
    }

    @Test
    void notANumberTakesTwelveBytesAtFirstAndTwoThen() {
        Columns odd = fridge(v -> v, HOUR);
        odd.values[1_000] = Double.NaN;
        int one = bytes(odd);
        assertThat(one).isLessThanOrEqualTo(bytes(fridge(v -> v, HOUR)) + 12);
        odd.values[2_000] = Double.NaN;
        assertThat(bytes(odd)).isLessThanOrEqualTo(one + 3);
    }

    @Test
    void equalReadingsTakeNothing() {
        Columns equal = new Columns(HOUR);
        for (int i = 0; i < HOUR; i++) {
            equal.add(START + i * 1_000L, 21.5, 1 << 16);
        }
        assertThat(bytes(equal)).isLessThan(130);
    }

    @Test
    void aReadingOfEachOfManySensorsTakesFourBytes() {
        Random random = new Random(1);
        ReadingBatch.Builder builder = new ReadingBatch.Builder();
        for (int i = 0; i < 10_000; i++) {
            double value = Math.rint(random.nextGaussian() * 1_000) / 100;
            builder.add(i + i / 7, START + random.nextInt(1_000), value, 1 << 16);
        }
        assertThat(RecordCodec.readings(List.of(builder.build()))).hasSizeLessThan(40_000);
    }

    private static int bytes(Columns columns) {
        return BlockCodec.encode(columns, 0, columns.size).length;
    }

    /** A compressor's saw-tooth in hundredths with noise, once a second but for 2 ms. */
    private static Columns fridge(DoubleUnaryOperator sent, int size) {
        Random random = new Random(1);
        Columns columns = new Columns(size);
        for (int i = 0; i < size; i++) {
            double way = Math.abs(i % 1_600 / 800.0 - 1);
            double celsius = 3.5 + 2 * way + 0.015 * random.nextGaussian();
            columns.add(
                    START + i * 1_000L + random.nextInt(5) - 2,
                    sent.applyAsDouble(Math.rint(celsius * 100) / 100),
                    1 << 16);
        }
        return columns;
    }
}
