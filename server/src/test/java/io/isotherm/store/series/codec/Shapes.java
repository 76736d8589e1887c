package io.isotherm.store.series.codec;

import java.util.Random;

/** Readings of every shape that a codec may meet, made from a seed. */
final class Shapes {
    static final int[] SIZES = {1, 2, 3, 7, 8, 9, 127, 128, 129, 1_000, 3_600, 65_536};

    private static final double[] ODD = {
        Double.NaN,
        Double.longBitsToDouble(0x7FF0_0000_0000_0001L),
        Double.longBitsToDouble(0xFFF8_1234_5678_9ABCL),
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        -0.0,
        0.0,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        Double.MIN_NORMAL,
        9_007_199_254_740_994.0,
        1e15,
        -1e300,
        0.1 + 0.2,
        85.0,
        -127.0
    };

    private Shapes() {}

    enum Times {
        REGULAR,
        JITTER,
        WHOLE_SECONDS_WITH_HOLES,
        GAPS,
        IRREGULAR,
        HUGE_STEPS,
        ACROSS_ALL_LONGS,
        LAST_LONGS
    }

    enum Values {
        CONSTANT,
        DECIMALS,
        DECIMALS_WITH_ODD_ONES,
        ONE_MORE_DIGIT_ONCE,
        SIXTEENTHS,
        FAHRENHEIT_FROM_CELSIUS,
        FLOATS,
        WALK,
        SPIKES,
        ARBITRARY_BITS,
        ODD_ONES,
        HUGE_WHOLE_NUMBERS
    }

    enum Words {
        EQUAL,
        RUNS,
        ALTERNATING,
        ARBITRARY
    }

    static Columns readings(int size, Times times, Values values, Words words, Random random) {
        Columns columns = new Columns(size);
        long[] time = times(size, times, random);
        double[] value = values(size, values, random);
        int[] word = words(size, words, random);
        for (int i = 0; i < size; i++) {
            columns.add(time[i], value[i], word[i]);
        }
        return columns;
    }

    /** Ascending strictly. */
    static long[] times(int size, Times shape, Random random) {
        long[] times = new long[size];
        long start = 1_790_000_000_000L + random.nextInt(1_000_000);
        long step = 1_000L * (1 + random.nextInt(600));
        long spread = -1L >>> 1;
        long time = shape == Times.HUGE_STEPS || shape == Times.ACROSS_ALL_LONGS ? Long.MIN_VALUE : start;
        for (int i = 0; i < size; i++) {
            times[i] = switch (shape) {
                case REGULAR -> start + i * step;
                case JITTER -> start + i * step + random.nextInt(5) - 2;
                case WHOLE_SECONDS_WITH_HOLES ->
                    time += random.nextInt(8) == 0 ? 1_000L * (2 + random.nextInt(5)) : 1_000L;
                case GAPS -> time += random.nextInt(60) == 0 ? random.nextInt(100_000_000) + 1L : step;
                case IRREGULAR -> time += 1 + random.nextInt(1 << random.nextInt(31));
                case HUGE_STEPS -> i == 0 ? time : (time += 1 + random.nextLong(2 * (spread / size)));
                case ACROSS_ALL_LONGS -> i == size - 1 && i > 0 ? Long.MAX_VALUE : Long.MIN_VALUE + i;
                case LAST_LONGS -> Long.MAX_VALUE - (size - 1 - i);
            };
        }
        return times;
    }

    static double[] values(int size, Values shape, Random random) {
        double[] values = new double[size];
        double power = Math.pow(10, random.nextInt(10));
        double constant = random.nextInt(3) == 0 ? ODD[random.nextInt(ODD.length)] : random.nextInt(5_000) / 100.0;
        double walk = 20;
        for (int i = 0; i < size; i++) {
            walk += random.nextGaussian() * 0.05;
            values[i] = switch (shape) {
                case CONSTANT -> constant;
                case DECIMALS -> Math.rint(walk * power) / power;
                case DECIMALS_WITH_ODD_ONES ->
                    random.nextInt(40) == 0 ? ODD[random.nextInt(ODD.length)] : Math.rint(walk * 100) / 100;
                case ONE_MORE_DIGIT_ONCE -> i == size / 2 ? 21.123456789 : Math.rint(walk * 100) / 100;
                case SIXTEENTHS -> Math.rint(walk * 16) / 16;
                case FAHRENHEIT_FROM_CELSIUS -> Math.rint(walk * 100) / 100 * 1.8 + 32;
                case FLOATS -> (float) (Math.rint(walk * 100) / 100);
                case WALK -> walk;
                case SPIKES -> random.nextInt(50) == 0 ? 85.0 : Math.rint(walk * 100) / 100;
                case ARBITRARY_BITS -> Double.longBitsToDouble(random.nextLong());
                case ODD_ONES -> ODD[random.nextInt(ODD.length)];
                case HUGE_WHOLE_NUMBERS -> (double) (random.nextLong() >> random.nextInt(20));
            };
        }
        return values;
    }

    static int[] words(int size, Words shape, Random random) {
        int[] words = new int[size];
        int word = random.nextInt();
        for (int i = 0; i < size; i++) {
            if (shape == Words.RUNS && random.nextInt(30) == 0) {
                word = random.nextInt(4) << 16;
            }
            words[i] = switch (shape) {
                case EQUAL, RUNS -> word;
                case ALTERNATING -> i % 2 == 0 ? word : ~word;
                case ARBITRARY -> random.nextInt();
            };
        }
        return words;
    }
}
