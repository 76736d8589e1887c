package io.isotherm.store.series.codec;

import io.isotherm.model.ReadingBatch;

/** Decodes a commit's readings. */
final class RecordDecoder {
    /** Bytes that 128 readings take at least: two mini-blocks, of sensors and of times. */
    private static final int LEAST_BYTES = 6;

    private final Input in;
    private final MiniBlock block = new MiniBlock();
    private final long[] numbers = new long[MiniBlock.ROOM];

    private RecordDecoder(Input in) {
        this.in = in;
    }

    static ReadingBatch readings(Input in) {
        int count = in.count(0, RecordCodec.MOST);
        // Nothing is allocated for readings that so few bytes cannot hold.
        if (count > (in.left() / LEAST_BYTES + 1L) * MiniBlock.LONGEST) {
            throw new CorruptException("more readings than so few bytes can hold");
        }
        return new RecordDecoder(in).all(count);
    }

    private ReadingBatch all(int count) {
        int[] sensors = new int[count];
        long[] times = new long[count];
        double[] values = new double[count];
        int[] flags = new int[count];
        for (int at = 0; at < count; at += RecordEncoder.FRAME) {
            int frame = Math.min(RecordEncoder.FRAME, count - at);
            sensors(frame, sensors, at);
            times(frame, times, at);
            FlagRuns.read(in, frame, 0, frame, flags, at);
            new ValueReader(in, block, numbers).read(frame, 0, frame, values, at);
        }
        return ReadingBatch.of(count, sensors, times, values, flags);
    }

    private void sensors(int count, int[] into, int at) {
        SequenceReader sequence = new SequenceReader(in, count);
        while (sequence.next(block)) {
            sequence.unpack(block, numbers);
            int start = at + sequence.start();
            long wide = 0;
            for (int i = 0; i < block.length; i++) {
                int sensor = (int) numbers[i];
                wide |= numbers[i] ^ sensor;
                into[start + i] = sensor;
            }
            if (wide != 0) {
                throw new CorruptException("a sensor's number is out of range");
            }
        }
    }

    private void times(int count, long[] into, int at) {
        SequenceReader sequence = new SequenceReader(in, count);
        while (sequence.next(block)) {
            sequence.unpack(block, numbers);
            System.arraycopy(numbers, 0, into, at + sequence.start(), block.length);
        }
    }
}
