package io.isotherm.store.series.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

class BlockCodecTest {
    /** New each run, so that the runs together see more; a failure names it. */
    private static final long SEED = Long.getLong("seed", System.nanoTime());

    static final int[] SIZES = Shapes.SIZES;

    @ParameterizedTest
    @FieldSource("SIZES")
    void everyShapeOfValuesComesBackToTheBit(int size) {
        for (Shapes.Values values : Shapes.Values.values()) {
            comesBack(size, Shapes.Times.JITTER, values, Shapes.Words.EQUAL);
        }
    }

    @ParameterizedTest
    @FieldSource("SIZES")
    void everyShapeOfTimesComesBack(int size) {
        for (Shapes.Times times : Shapes.Times.values()) {
            comesBack(size, times, Shapes.Values.DECIMALS, Shapes.Words.EQUAL);
        }
    }

    @ParameterizedTest
    @FieldSource("SIZES")
    void everyShapeOfFlagsComesBack(int size) {
        for (Shapes.Words words : Shapes.Words.values()) {
            comesBack(size, Shapes.Times.REGULAR, Shapes.Values.CONSTANT, words);
        }
    }

    @Test
    void anyMixtureComesBack() {
        for (int i = 0; i < 2_000; i++) {
            Random random = new Random(SEED + i);
            comesBack(
                    1 + random.nextInt(400),
                    any(Shapes.Times.values(), random),
                    any(Shapes.Values.values(), random),
                    any(Shapes.Words.values(), random),
                    SEED + i);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRangeOfTimesIsTheSliceOfTheWhole(Shapes.Times shape) {
        for (int i = 0; i < 40; i++) {
            Random random = new Random(SEED + i);
            int size = 1 + random.nextInt(1_000);
            Columns whole = Shapes.readings(
                    size, shape, any(Shapes.Values.values(), random), any(Shapes.Words.values(), random), random);
            byte[] data = BlockCodec.encode(whole, 0, size);
            for (int j = 0; j < 40; j++) {
                long from = near(whole.times[random.nextInt(size)], random);
                long to = random.nextInt(10) == 0 ? from : near(whole.times[random.nextInt(size)], random);
                Columns some = new Columns(0);
                some.add(-1, -1, -1);
                int found = BlockCodec.decode(data, from, to, some);
                Columns slice = new Columns(1);
                slice.add(-1, -1, -1);
                for (int k = 0; k < size; k++) {
                    if (whole.times[k] >= from && whole.times[k] < to) {
                        slice.add(whole.times[k], whole.values[k], whole.flags[k]);
                    }
                }
                assertThat(found).as("seed %d", SEED + i).isEqualTo(slice.size - 1);
                same(some, slice, 0, slice.size, "seed " + (SEED + i));
            }
        }
    }

    @Test
    void aPartOfTheColumnsIsEncodedAsIfItWereTheWhole() {
        Columns all =
                Shapes.readings(1_000, Shapes.Times.GAPS, Shapes.Values.DECIMALS, Shapes.Words.RUNS, new Random(SEED));
        Columns part = new Columns(1);
        for (int i = 300; i < 700; i++) {
            part.add(all.times[i], all.values[i], all.flags[i]);
        }
        assertThat(BlockCodec.encode(all, 300, 700)).isEqualTo(BlockCodec.encode(part, 0, 400));
    }

    @Test
    void theGreatestTimeIsDecodedWithTheWholeAndNotBefore() {
        Columns columns = new Columns(1);
        columns.add(Long.MAX_VALUE, 1, 2);
        byte[] data = BlockCodec.encode(columns, 0, 1);
        assertThat(BlockCodec.decode(data, new Columns(0))).isEqualTo(1);
        assertThat(BlockCodec.decode(data, Long.MIN_VALUE, Long.MAX_VALUE, new Columns(0)))
                .isZero();
    }

    @Test
    void whatCannotBeABlockIsRefused() {
        Columns columns = new Columns(BlockCodec.MOST + 1);
        for (int i = 0; i <= BlockCodec.MOST; i++) {
            columns.add(i, i, 0);
        }
        assertThatThrownBy(() -> BlockCodec.encode(columns, 0, columns.size))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BlockCodec.encode(columns, 5, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BlockCodec.encode(columns, -1, 5)).isInstanceOf(IllegalArgumentException.class);
        columns.times[7] = 6;
        assertThatThrownBy(() -> BlockCodec.encode(columns, 0, 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("7");
    }

    private static long near(long time, Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> time - 1;
            case 1 -> time + 1;
            case 2 -> random.nextLong();
            case 3 -> Long.MIN_VALUE;
            case 4 -> Long.MAX_VALUE;
            default -> time;
        };
    }

    private static <T> T any(T[] all, Random random) {
        return all[random.nextInt(all.length)];
    }

    private static void comesBack(int size, Shapes.Times times, Shapes.Values values, Shapes.Words words) {
        comesBack(size, times, values, words, SEED);
    }

    private static void comesBack(int size, Shapes.Times times, Shapes.Values values, Shapes.Words words, long seed) {
        String what = times + " " + values + " " + words + " " + size + " seed " + seed;
        Columns readings = Shapes.readings(size, times, values, words, new Random(seed));
        byte[] data = BlockCodec.encode(readings, 0, size);
        assertThat(BlockCodec.count(data)).as(what).isEqualTo(size);
        Columns decoded = new Columns(0);
        assertThat(BlockCodec.decode(data, decoded)).as(what).isEqualTo(size);
        assertThat(decoded.size).as(what).isEqualTo(size);
        same(decoded, readings, 0, size, what);
    }

    static void same(Columns actual, Columns expected, int from, int to, String what) {
        assertThat(actual.size).as(what).isEqualTo(to - from);
        for (int i = from; i < to; i++) {
            boolean same = actual.times[i - from] == expected.times[i]
                    && Double.doubleToRawLongBits(actual.values[i - from])
                            == Double.doubleToRawLongBits(expected.values[i])
                    && actual.flags[i - from] == expected.flags[i];
            if (!same) {
                assertThat(actual.times[i - from] + " " + actual.values[i - from] + " " + actual.flags[i - from])
                        .as("%s: reading %d", what, i)
                        .isEqualTo(expected.times[i] + " " + expected.values[i] + " " + expected.flags[i]);
                throw new AssertionError(what + ": reading " + i + " differs in its bits");
            }
        }
    }
}
