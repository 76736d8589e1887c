package io.isotherm.store.series.codec;

/**
 * Values as whole numbers n over a power of ten. The value that stands for n is the double nearest to n / 10^k, which one
 * division gives, as 10^k is exact; so 21.37 is 2137 with k = 2, to the last bit.
 */
final class Decimals {
    static final int MOST_DIGITS = 15;
    static final int NONE = -1;

    /** A value may be so many units in the last place from n / 10^k; one that is farther off is an exception. */
    static final int FARTHEST = 1 << 10;

    private static final double[] POWERS = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };
    /** With more digits, nearly any double near 20 looks like a decimal. */
    private static final int CLEAR_DIGITS = 10;

    private static final int LEAST_SAMPLES = 16;
    private static final int MOST_SAMPLES = 64;
    private static final int MANTISSA_BITS = 53;
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

    /**
     * The k for which the values take the fewest bits, by some of them; {@link #NONE} where bit patterns take fewer. The
     * bits that are counted are those of n and of the correction, against those of a pattern's mantissa.
     */
    static int digits(double[] values, int from, int count) {
        int samples = Math.min(count, Math.clamp(count / 8, LEAST_SAMPLES, MOST_SAMPLES));
        int most = 0;
        int atMost = 0;
        for (int i = 0; i < samples; i++) {
            int digits = exact(values[from + sample(i, samples, count)], most);
            if (digits > CLEAR_DIGITS) {
                return cheapest(values, from, count, samples);
            }
            if (digits > most) {
                most = digits;
                atMost = 0;
            }
            if (digits == most) {
                atMost++;
            }
        }
        // Of readings with k decimals, nine of ten need them all. Another picture asks for a closer look.
        return atMost * 4 >= samples ? most : cheapest(values, from, count, samples);
    }

    private static int sample(int i, int samples, int count) {
        return (int) ((long) i * count / samples);
    }

    /** Whether so many digits give the value exactly, or else how many do; above {@link #CLEAR_DIGITS} where no fewer do. */
    private static int exact(double value, int least) {
        int digits = least;
        while (digits <= CLEAR_DIGITS && correction(value, POWERS[digits]) != 0) {
            digits++;
        }
        // As many as asked for may be more than it needs.
        return digits == least && least > 0 && correction(value, POWERS[least - 1]) == 0 ? least - 1 : digits;
    }

    private static int cheapest(double[] values, int from, int count, int samples) {
        int best = NONE;
        long first = Double.doubleToRawLongBits(values[from]);
        long differing = 0;
        double greatest = 1;
        for (int i = 0; i < samples; i++) {
            double value = values[from + sample(i, samples, count)];
            differing |= Double.doubleToRawLongBits(value) ^ first;
            double magnitude = Math.abs(value);
            greatest = magnitude < Double.POSITIVE_INFINITY ? Math.max(greatest, magnitude) : greatest;
        }
        // Low bits that are all the same cost nothing: those of a float, say.
        double bestBits = MANTISSA_BITS - Math.min(MANTISSA_BITS, Long.numberOfTrailingZeros(differing));
        for (int digits = 0; digits <= MOST_DIGITS; digits++) {
            double bits = Math.getExponent(greatest) + 1 + BITS_A_DIGIT * digits;
            int farthest = 0;
            for (int i = 0; i < samples && bits + width(farthest) < bestBits; i++) {
                long correction = correction(values[from + sample(i, samples, count)], POWERS[digits]);
                if (correction > FARTHEST || correction < -FARTHEST) {
                    bits += EXCEPTION_BITS / samples;
                } else {
                    farthest = Math.max(farthest, (int) Math.abs(correction));
                }
            }
            if (bits + width(farthest) < bestBits) {
                best = digits;
                bestBits = bits + width(farthest);
            }
        }
        return best;
    }

    /** Bits of a number from -farthest to farthest. */
    private static int width(int farthest) {
        return farthest == 0 ? 0 : 33 - Integer.numberOfLeadingZeros(farthest);
    }
}
