package io.isotherm.store.series.codec;

/**
 * Writes values as one for all; as decimals, with corrections in units in the last place and with exceptions; or as bit
 * patterns. Can be used again and again; not thread-safe.
 */
final class ValueWriter {
    /** Exceptions that take so many bytes a value, over all values, say that the values are no decimals. */
    private static final int UNEXCEPTIONAL_BYTES = 5;

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
        if (allEqual(values, from, to)) {
            out.octet(ValueKind.EQUAL.octet());
            out.fixed(Double.doubleToRawLongBits(values[from]));
            return;
        }
        int count = to - from;
        ValueKind kind = Decimals.kind(values, from, count);
        if (kind.equals(ValueKind.PATTERNS)) {
            patterns(values, from, count);
        } else {
            decimals(values, from, count, kind);
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
        out.octet(ValueKind.PATTERNS.octet());
        sequences.write(numbers, count);
    }

    /** Bit patterns in the order of the values that they stand for; its own inverse. */
    static long ordered(long bits) {
        return bits ^ ((bits >> 63) >>> 1);
    }

    private void decimals(double[] values, int from, int count, ValueKind kind) {
        double power = Decimals.power(kind.digits());
        boolean floats = kind.floats();
        long differing = 0;
        for (int i = 0; i < count; i++) {
            double value = values[from + i];
            long n = Decimals.n(value, power);
            numbers[i] = n;
            differing |=
                    Double.doubleToRawLongBits(Decimals.value(n, power, floats)) ^ Double.doubleToRawLongBits(value);
        }
        if (differing == 0) {
            out.octet(kind.octet());
            sequences.write(numbers, count);
        } else {
            correctedDecimals(values, from, count, kind, power);
        }
    }

    private void correctedDecimals(double[] values, int from, int count, ValueKind kind, double power) {
        if (corrections.length < count) {
            corrections = new long[count];
        }
        int near = 0;
        for (int i = 0; i < count; i++) {
            corrections[i] = Decimals.correction(values[from + i], power, kind.floats());
            near += corrections[i] != 0 && !Decimals.far(corrections[i]) ? 1 : 0;
        }
        // A few corrections are cheaper as exceptions than as a sequence of their own, nearly all zero.
        boolean corrected = near * Decimals.EXCEPTION_BYTES > 4 + count / 32;
        int exceptions = 0;
        int bytes = 0;
        long last = 0;
        for (int i = 0; i < count; i++) {
            if (exceptional(i, corrected)) {
                long pattern = Double.doubleToRawLongBits(values[from + i]);
                exceptions++;
                bytes += pattern == last ? Decimals.REPEATED_BYTES : Decimals.EXCEPTION_BYTES;
                last = pattern;
            }
        }
        if (bytes > UNEXCEPTIONAL_BYTES * count) {
            patterns(values, from, count);
            return;
        }
        out.octet(kind.with(corrected, exceptions > 0).octet());
        if (exceptions > 0) {
            exceptions(values, from, count, exceptions, corrected);
        }
        sequences.write(numbers, count);
        if (corrected) {
            sequences.write(corrections, count);
        }
    }

    private boolean exceptional(int index, boolean corrected) {
        return corrections[index] != 0 && (!corrected || Decimals.far(corrections[index]));
    }

    /** Writes the exceptions, and puts in their places among numbers and corrections what disturbs those least. */
    private void exceptions(double[] values, int from, int count, int exceptions, boolean corrected) {
        out.varint(exceptions);
        int usual = 0;
        while (usual < count - 1 && exceptional(usual, corrected)) {
            usual++;
        }
        long n = exceptions == count ? 0 : numbers[usual];
        int next = 0;
        long last = 0;
        for (int i = 0; i < count; i++) {
            if (exceptional(i, corrected)) {
                long pattern = Double.doubleToRawLongBits(values[from + i]);
                boolean again = pattern == last;
                out.varint(2L * (i - next) + (again ? 1 : 0));
                if (!again) {
                    out.fixed(pattern);
                }
                last = pattern;
                next = i + 1;
                numbers[i] = n;
                corrections[i] = 0;
            }
            n = numbers[i];
        }
    }
}
