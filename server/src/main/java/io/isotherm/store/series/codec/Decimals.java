package io.isotherm.store.series.codec;

/**
 * Values as whole numbers n over a power of ten. The value that stands for n is the double nearest to n / 10^k, which one
 * division gives, as 10^k is exact; so 21.37 is 2137 with k = 2, to the last bit.
 */
final class Decimals {
    static final int MOST_DIGITS = 15;

    /** A value may be so many units in the last place from n / 10^k; one that is farther off is an exception. */
    static final int FARTHEST = 1 << 10;

    private static final double[] POWERS = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };
    private static final int SAMPLES = 32;
    /** Bits that an exception takes, about. */
    private static final double EXCEPTION_BITS = 80;
    /** log2(10) */
    private static final double BITS_A_DIGIT = 3.33;

    private Decimals() {}

    static double power(int digits) {
        return POWERS[digits];
    }

    /** How many units in the last place a value is from the nearest n / power; huge where the signs differ. */
    static long correction(double value, double power) {
        double nearest = (double) (long) Math.rint(value * power) / power;
        return Double.doubleToRawLongBits(value) - Double.doubleToRawLongBits(nearest);
    }

    /** The k for which the values take the fewest bits, by some of them. */
    static int digits(double[] values, int from, int count) {
        int samples = Math.min(count, SAMPLES);
        int most = 0;
        int atMost = 0;
        for (int i = 0; i < samples; i++) {
            int digits = exact(values[from + sample(i, samples, count)]);
            if (digits > most) {
                most = digits;
                atMost = 0;
            }
            if (digits == most) {
                atMost++;
            }
        }
        // Of readings with k decimals, nine of ten need them all. Another picture asks for a closer look.
        return most <= MOST_DIGITS && atMost * 4 >= samples ? most : cheapest(values, from, count, samples);
    }

    private static int sample(int i, int samples, int count) {
        return (int) ((long) i * count / samples);
    }

    /** The fewest digits that give the value exactly; more than {@link #MOST_DIGITS} where none do. */
    private static int exact(double value) {
        int digits = 0;
        while (digits <= MOST_DIGITS && correction(value, POWERS[digits]) != 0) {
            digits++;
        }
        return digits;
    }

    private static int cheapest(double[] values, int from, int count, int samples) {
        int best = 0;
        double bestBits = Double.MAX_VALUE;
        for (int digits = 0; digits <= MOST_DIGITS; digits++) {
            long farthest = 0;
            int exceptions = 0;
            for (int i = 0; i < samples; i++) {
                long correction = correction(values[from + sample(i, samples, count)], POWERS[digits]);
                if (correction > FARTHEST || correction < -FARTHEST) {
                    exceptions++;
                } else {
                    farthest = Math.max(farthest, Math.abs(correction));
                }
            }
            double bits = BITS_A_DIGIT * digits
                    + EXCEPTION_BITS * exceptions / samples
                    + (farthest == 0 ? 0 : 65 - Long.numberOfLeadingZeros(farthest));
            if (bits < bestBits) {
                best = digits;
                bestBits = bits;
            }
        }
        return best;
    }
}
