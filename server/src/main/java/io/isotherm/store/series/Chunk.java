package io.isotherm.store.series;

import io.isotherm.store.series.codec.BlockCodec;
import io.isotherm.store.series.codec.Columns;

/**
 * A run of a head's readings, packed, with strictly ascending times. Not changed after it was made; known by its
 * identity as an object.
 *
 * @param first time of its first reading, epoch milliseconds
 * @param last time of its last reading
 * @param lowest no reading came with a journal record below this sequence
 * @param highest none came with one above this
 */
record Chunk(byte[] data, int count, long first, long last, long lowest, long highest) {
    /** What a chunk costs beside its bytes: this object, the array's header, the place in the head's list. */
    private static final int OVERHEAD = 88;

    static Chunk of(Columns readings, int from, int to, long lowest, long highest) {
        return new Chunk(
                BlockCodec.encode(readings, from, to),
                to - from,
                readings.times[from],
                readings.times[to - 1],
                lowest,
                highest);
    }

    void decode(Columns into) {
        BlockCodec.decode(data, into);
    }

    Columns decoded() {
        Columns readings = new Columns(count);
        decode(readings);
        return readings;
    }

    int bytes() {
        return data.length + OVERHEAD;
    }

    /** Whether the time may be among its readings. */
    boolean spans(long time) {
        return first <= time && time <= last;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
