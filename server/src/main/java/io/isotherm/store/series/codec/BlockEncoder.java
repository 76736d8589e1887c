package io.isotherm.store.series.codec;

/** Encodes blocks with scratch that is used again and again; not thread-safe. */
final class BlockEncoder {
    /** Bytes a reading to begin with; more than most take, so that the output seldom grows. */
    private static final int BYTES = 3;

    private static final int HEADER = 64;

    private final Output out;
    private final SequenceWriter sequences;
    private final ValueWriter values;
    private final long[] times;

    /** @param most how many readings a block may have */
    BlockEncoder(int most) {
        out = new Output(HEADER + BYTES * most);
        sequences = new SequenceWriter(out);
        values = new ValueWriter(out, sequences, most);
        times = new long[most];
    }

    byte[] encode(Columns readings, int from, int to) {
        int count = to - from;
        for (int i = from + 1; i < to; i++) {
            if (readings.times[i] <= readings.times[i - 1]) {
                throw new IllegalArgumentException("times do not ascend at " + i);
            }
        }
        out.octet(BlockCodec.VERSION);
        out.varint(count);
        System.arraycopy(readings.times, from, times, 0, count);
        sequences.write(times, count);
        FlagRuns.write(readings.flags, from, to, out);
        values.write(readings.values, from, to);
        return out.seal();
    }
}
