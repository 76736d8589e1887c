package io.isotherm.store.series.codec;

import io.isotherm.model.ReadingBatch;
import java.util.List;

/**
 * A journal's record as bytes, and back: one commit's readings of many sensors, in the order of their arrival, or the
 * removal of one sensor's readings of a range. Lossless to the bit and untrusting like {@link BlockCodec}. The layout is
 * in {@code docs/storage-format.md}, "Journal record".
 */
public final class RecordCodec {
    /** Readings that one record may have. */
    public static final int MOST = 1 << 24;

    static final int VERSION = 1;
    static final int READINGS = 1;
    static final int REMOVAL = 2;

    /** Takes in what a record tells; called once a record. */
    public interface Sink {
        /** A commit's readings, in the order of their arrival; the batches of the commit are one. */
        void readings(ReadingBatch batch);

        /** Readings of the sensor with {@code from <= t < to} were removed. */
        void removal(int sensor, long from, long to);
    }

    private RecordCodec() {}

    /**
     * Encodes the readings of one commit, batch after batch.
     *
     * @throws IllegalArgumentException when there are more than {@link #MOST}
     */
    public static byte[] readings(List<ReadingBatch> batches) {
        long count = 0;
        for (ReadingBatch batch : batches) {
            count += batch.size();
        }
        if (count > MOST) {
            throw new IllegalArgumentException("a record cannot have " + count + " readings");
        }
        return new RecordEncoder((int) count).encode(batches);
    }

    /** Encodes a removal: any sensor number, any times. */
    public static byte[] removal(int sensor, long from, long to) {
        Output out = new Output(32);
        out.octet(VERSION);
        out.octet(REMOVAL);
        out.zigzag(sensor);
        out.zigzag(from);
        out.zigzag(to);
        return out.seal();
    }

    /**
     * Tells the sink what the record says.
     *
     * @throws CorruptException when the bytes are not sound; then the sink was not called
     */
    public static void decode(byte[] record, Sink sink) {
        Input in = Input.checked(record);
        if (in.octet() != VERSION) {
            throw new CorruptException("a record of an unknown version");
        }
        switch (in.octet()) {
            case READINGS -> {
                ReadingBatch batch = RecordDecoder.readings(in);
                in.expectEnd();
                sink.readings(batch);
            }
            case REMOVAL -> {
                long sensor = in.zigzag();
                if (sensor != (int) sensor) {
                    throw new CorruptException("a sensor's number is out of range");
                }
                long from = in.zigzag();
                long to = in.zigzag();
                in.expectEnd();
                sink.removal((int) sensor, from, to);
            }
            default -> throw new CorruptException("a record of an unknown kind");
        }
    }
}
