package io.isotherm.store.series.codec;

import io.isotherm.model.ReadingBatch;
import java.util.List;

/**
 * Encodes a commit's readings in frames of {@link #FRAME}: the columns of one frame are together, so that it is packed
 * and unpacked within the processor's cache, and a stretch of odd values costs no other frame anything.
 */
final class RecordEncoder {
    static final int FRAME = 4_096;

    private static final int HEADER = 64;
    private static final int BYTES = 6;

    private final int count;
    private final Output out;
    private final SequenceWriter sequences;
    private final ValueWriter valueWriter;
    private final long[] sensors;
    private final long[] times;
    private final double[] values;
    private final int[] flags;
    private int filled;

    RecordEncoder(int count) {
        this.count = count;
        int frame = Math.min(count, FRAME);
        out = new Output(HEADER + BYTES * count);
        sequences = new SequenceWriter(out);
        valueWriter = new ValueWriter(out, sequences, frame);
        sensors = new long[frame];
        times = new long[frame];
        values = new double[frame];
        flags = new int[frame];
    }

    byte[] encode(List<ReadingBatch> batches) {
        out.octet(RecordCodec.VERSION);
        out.octet(RecordCodec.READINGS);
        out.varint(count);
        for (ReadingBatch batch : batches) {
            for (int from = 0; from < batch.size(); ) {
                int to = Math.min(batch.size(), from + FRAME - filled);
                gather(batch, from, to);
                if (filled == FRAME) {
                    frame();
                }
                from = to;
            }
        }
        if (filled > 0) {
            frame();
        }
        return out.seal();
    }

    private void gather(ReadingBatch batch, int from, int to) {
        int shift = filled - from;
        for (int i = from; i < to; i++) {
            sensors[shift + i] = batch.sensor(i);
            times[shift + i] = batch.time(i);
            values[shift + i] = batch.value(i);
            flags[shift + i] = batch.flags(i);
        }
        filled += to - from;
    }

    private void frame() {
        sequences.write(sensors, filled);
        sequences.write(times, filled);
        FlagRuns.write(flags, 0, filled, out);
        valueWriter.write(values, 0, filled);
        filled = 0;
    }
}
