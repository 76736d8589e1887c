package io.isotherm.store.series.codec;

/**
 * Writes values as whichever is the smallest of: one for all; decimals, with corrections in units in the last place and
 * with exceptions; bit patterns. Can be used again and again; not thread-safe.
 */
final class ValueWriter {
    static final int CONSTANT = 0;
    static final int PATTERNS = 1;
    static final int DECIMALS = 2;
    static final int KIND = 3;
    static final int CORRECTED = 4;
    static final int EXCEPTED = 8;
    static final int DIGITS_SHIFT = 4;

    /** Bytes of an exception, about. */
    private static final int EXCEPTION_BYTES = 10;

    private final Output out;
    private final SequenceWriter sequences;
    private final long[] numbers;
    private long[] corrections = {};

    /** @param most how many values a {@link #write} may have */
    ValueWriter(Output out, SequenceWriter sequences, int most) {
        this.out = out;
        this.sequences = sequences;
        numbers = new long[most];
    }

    /** Writes the values of [from, to), at least one. */
    void write(double[] values, int from, int to) {
        int count = to - from;
        if (allEqual(values, from, to)) {
            out.octet(CONSTANT);
            out.fixed(Double.doubleToRawLongBits(values[from]));
            return;
        }
        int digits = Decimals.digits(values, from, count);
        if (digits == Decimals.NONE) {
            patterns(values, from, count);
        } else {
            decimals(values, from, count, digits);
        }
    }

    private static boolean allEqual(double[] values, int from, int to) {
        long first = Double.doubleToRawLongBits(values[from]);
        for (int i = from + 1; i < to; i++) {
            if (Double.doubleToRawLongBits(values[i]) != first) {
                return false;
            }
        }
        return true;
    }

    private void patterns(double[] values, int from, int count) {
        for (int i = 0; i < count; i++) {
            numbers[i] = ordered(Double.doubleToRawLongBits(values[from + i]));
        }
        out.octet(PATTERNS);
        sequences.write(numbers, count);
    }

    /** Bit patterns in the order of the values that they stand for; its own inverse. */
    static long ordered(long bits) {
        return bits ^ ((bits >> 63) >>> 1);
    }

    private void decimals(double[] values, int from, int count, int digits) {
        double power = Decimals.power(digits);
        long differing = 0;
        for (int i = 0; i < count; i++) {
            double value = values[from + i];
            long number = (long) Math.rint(value * power);
            numbers[i] = number;
            differing |= Double.doubleToRawLongBits((double) number / power) ^ Double.doubleToRawLongBits(value);
        }
        int kind = DECIMALS | (digits << DIGITS_SHIFT);
        if (differing == 0) {
            out.octet(kind);
            sequences.write(numbers, count);
        } else {
            correctedDecimals(values, from, count, kind, power);
        }
    }

    private void correctedDecimals(double[] values, int from, int count, int kind, double power) {
        if (corrections.length < count) {
            corrections = new long[count];
        }
        int corrected = 0;
        for (int i = 0; i < count; i++) {
            corrections[i] = Decimals.correction(values[from + i], power);
            if (corrections[i] != 0 && !far(corrections[i])) {
                corrected++;
            }
        }
        // A few corrections are cheaper as exceptions than as a sequence of their own, nearly all zero.
        boolean sequence = corrected * EXCEPTION_BYTES > 4 + count / 32;
        int exceptions = 0;
        for (int i = 0; i < count; i++) {
            if (corrections[i] != 0 && (!sequence || far(corrections[i]))) {
                exceptions++;
                // Whatever disturbs the model least.
                numbers[i] = i == 0 ? 0 : numbers[i - 1];
            }
        }
        out.octet(kind | (sequence ? CORRECTED : 0) | (exceptions > 0 ? EXCEPTED : 0));
        if (exceptions > 0) {
            exceptions(values, from, count, exceptions, sequence);
        }
        sequences.write(numbers, count);
        if (sequence) {
            for (int i = 0; i < count; i++) {
                if (far(corrections[i])) {
                    corrections[i] = 0;
                }
            }
            sequences.write(corrections, count);
        }
    }

    private void exceptions(double[] values, int from, int count, int exceptions, boolean sequence) {
        out.varint(exceptions);
        int next = 0;
        long last = 0;
        for (int i = 0; i < count; i++) {
            if (corrections[i] != 0 && (!sequence || far(corrections[i]))) {
                long bits = Double.doubleToRawLongBits(values[from + i]);
                boolean again = bits == last;
                out.varint(2L * (i - next) + (again ? 1 : 0));
                if (!again) {
                    out.fixed(bits);
                }
                last = bits;
                next = i + 1;
            }
        }
    }

    private static boolean far(long correction) {
        return correction > Decimals.FARTHEST || correction < -Decimals.FARTHEST;
    }
}
