package io.isotherm.store.series.codec;

/**
 * Values as whole numbers n over a power of ten. The value that stands for n is the double nearest to n / 10^k, which one
 * division gives, as 10^k is exact; so 21.37 is 2137 with k = 2, to the last bit. For values that a device computed as
 * floats it is rounded to the nearest float after that.
 */
final class Decimals {
    static final int MOST_DIGITS = 15;

    /** A value may be so many units in the last place from n / 10^k; one that is farther off is an exception. */
    static final int FARTHEST = 1 << 10;

    /** About what an exception takes, and one whose bits are those of the one before. */
    static final int EXCEPTION_BYTES = 10;

    static final int REPEATED_BYTES = 1;

    private static final double[] POWERS = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };
    /** With more digits, nearly any double near 20 looks like a decimal. */
    private static final int CLEAR_DIGITS = 10;
    /** Likewise for floats. */
    private static final int CLEAR_FLOAT_DIGITS = 5;
    /** Bits at the end of a double that are zero in one that was a float. */
    private static final int NO_FLOAT_BITS = 29;

    private static final int LEAST_SAMPLES = 16;
    private static final int MOST_SAMPLES = 64;
    private static final int MANTISSA_BITS = 53;
    /** log2(10) */
    private static final double BITS_A_DIGIT = 3.33;

    private Decimals() {}

    static double power(int digits) {
        return POWERS[digits];
    }

    /** The value that n stands for. */
    static double value(long n, double power, boolean floats) {
        double nearest = n / power;
        return floats ? (float) nearest : nearest;
    }

    static long n(double value, double power) {
        return (long) Math.rint(value * power);
    }

    /** How many units in the last place a value is from that of the nearest n; huge where the signs differ. */
    static long correction(double value, double power, boolean floats) {
        return Double.doubleToRawLongBits(value) - Double.doubleToRawLongBits(value(n(value, power), power, floats));
    }

    static boolean far(long correction) {
        return correction > FARTHEST || correction < -FARTHEST;
    }

    /**
     * The {@link ValueKind} with which the values take the fewest bits, by some of them. The bits that are counted are
     * those of n and of the correction, against those of a pattern's mantissa.
     */
    static ValueKind kind(double[] values, int from, int count) {
        double[] samples = new double[Math.min(count, Math.clamp(count / 8, LEAST_SAMPLES, MOST_SAMPLES))];
        int most = 0;
        int atMost = 0;
        for (int i = 0; i < samples.length; i++) {
            double value = values[from + (int) ((long) i * count / samples.length)];
            samples[i] = value;
            int digits = most > CLEAR_DIGITS ? most : exact(value, most);
            if (digits > most) {
                most = digits;
                atMost = 0;
            }
            if (digits == most) {
                atMost++;
            }
        }
        // Of readings with k decimals, nine of ten need them all. Another picture asks for a closer look.
        return most <= CLEAR_DIGITS && atMost * 4 >= samples.length ? ValueKind.decimals(most) : cheapest(samples);
    }

    /** Whether so many digits give the value exactly, or else how many do; above {@link #CLEAR_DIGITS} where none do. */
    private static int exact(double value, int least) {
        int digits = least;
        while (digits <= CLEAR_DIGITS && correction(value, POWERS[digits], false) != 0) {
            digits++;
        }
        // As many as asked for may be more than it needs.
        boolean fewer = digits == least && least > 0 && correction(value, POWERS[least - 1], false) == 0;
        return fewer ? least - 1 : digits;
    }

    private static ValueKind cheapest(double[] samples) {
        long first = Double.doubleToRawLongBits(samples[0]);
        long differing = 0;
        double greatest = 1;
        for (double value : samples) {
            differing |= Double.doubleToRawLongBits(value) ^ first;
            double magnitude = Math.abs(value);
            greatest = magnitude < Double.POSITIVE_INFINITY ? Math.max(greatest, magnitude) : greatest;
        }
        ValueKind best = ValueKind.PATTERNS;
        // Low bits that are all the same cost nothing.
        int same = Long.numberOfTrailingZeros(differing);
        double bestBits = MANTISSA_BITS - Math.min(MANTISSA_BITS, same);
        if (Long.numberOfTrailingZeros(first | differing) >= NO_FLOAT_BITS) {
            for (int digits = 0; digits <= CLEAR_FLOAT_DIGITS; digits++) {
                double bits = bits(samples, greatest, digits, true, bestBits);
                if (bits < bestBits) {
                    best = ValueKind.floatDecimals(digits);
                    bestBits = bits;
                }
            }
        }
        for (int digits = 0; digits <= MOST_DIGITS; digits++) {
            double bits = bits(samples, greatest, digits, false, bestBits);
            if (bits < bestBits) {
                best = ValueKind.decimals(digits);
                bestBits = bits;
            }
        }
        return best;
    }

    /** About the bits that decimals take; only whether they are fewer than the limit is right. */
    private static double bits(double[] samples, double greatest, int digits, boolean floats, double limit) {
        double bits = Math.getExponent(greatest) + 1 + BITS_A_DIGIT * digits;
        long farthest = 0;
        long last = 0;
        for (int i = 0; i < samples.length && bits + width(farthest) < limit; i++) {
            long correction = correction(samples[i], POWERS[digits], floats);
            if (far(correction)) {
                long pattern = Double.doubleToRawLongBits(samples[i]);
                bits += 8.0 * (pattern == last ? REPEATED_BYTES : EXCEPTION_BYTES) / samples.length;
                last = pattern;
            } else {
                farthest = Math.max(farthest, Math.abs(correction));
            }
        }
        return bits + width(farthest);
    }

    /** Bits of a number from -farthest to farthest. */
    private static int width(long farthest) {
        return farthest == 0 ? 0 : 65 - Long.numberOfLeadingZeros(farthest);
    }
}
