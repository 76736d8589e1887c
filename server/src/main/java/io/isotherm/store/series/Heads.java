package io.isotherm.store.series;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.ReadingStore.AppendResult;
import io.isotherm.store.series.codec.CorruptException;
import io.isotherm.store.series.codec.RecordCodec;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The heads of all sensors of one writer, by number. Any thread may read; one at a time adds. */
final class Heads {
    /** Numbers are given one after the other, so more sensors than this are a number gone wrong. */
    private static final int MOST = 1 << 24;

    private final int chunkReadings;
    private volatile AtomicReferenceArray<Head> heads = new AtomicReferenceArray<>(64);

    /** @param chunkReadings readings of a chunk */
    Heads(int chunkReadings) {
        this.chunkReadings = chunkReadings;
    }

    /** @throws IllegalArgumentException when a sensor's number is negative or absurd */
    static void check(ReadingBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            if (batch.sensor(i) < 0 || batch.sensor(i) >= MOST) {
                throw new IllegalArgumentException("no sensor has the number " + batch.sensor(i));
            }
        }
    }

    /** @throws CorruptException likewise, for readings of a record */
    static void checkRecord(ReadingBatch batch) {
        try {
            check(batch);
        } catch (IllegalArgumentException e) {
            throw new CorruptException(String.valueOf(e.getMessage()));
        }
    }

    @Nullable
    Head get(int sensor) {
        AtomicReferenceArray<Head> all = heads;
        return sensor >= 0 && sensor < all.length() ? all.get(sensor) : null;
    }

    /** The sensor's head, made where there is none. */
    Head of(int sensor) {
        Head head = get(sensor);
        return head == null ? make(sensor) : head;
    }

    private synchronized Head make(int sensor) {
        AtomicReferenceArray<Head> all = heads;
        if (sensor >= all.length()) {
            AtomicReferenceArray<Head> larger = new AtomicReferenceArray<>(Math.max(sensor + 1, all.length() * 2));
            for (int i = 0; i < all.length(); i++) {
                larger.set(i, all.get(i));
            }
            all = larger;
            heads = larger;
        }
        Head head = all.get(sensor);
        if (head == null) {
            head = new Head(chunkReadings);
            all.set(sensor, head);
        }
        return head;
    }

    /** Takes in what came with the journal record of this sequence. */
    AppendResult add(ReadingBatch batch, long sequence) {
        return add(batch, sequence, 0, 0);
    }

    /**
     * Takes in the readings of some sensors: those whose number has these bits under the mask. Several threads may take
     * in different ones at once.
     */
    AppendResult add(ReadingBatch batch, long sequence, int mask, int bits) {
        long repeated = 0;
        long conflicts = 0;
        int size = batch.size();
        int i = 0;
        while (i < size) {
            int sensor = batch.sensor(i);
            if ((sensor & mask) != bits) {
                i++;
                continue;
            }
            Head head = of(sensor);
            // Neighbours of one sensor are seen together or not at all.
            synchronized (head) {
                do {
                    switch (head.add(batch.time(i), batch.value(i), batch.flags(i), sequence)) {
                        case ADDED -> {}
                        case REPEATED -> repeated++;
                        case CONFLICT -> conflicts++;
                    }
                    i++;
                } while (i < size && batch.sensor(i) == sensor);
            }
        }
        return new AppendResult(size - repeated - conflicts, repeated, conflicts);
    }

    /**
     * Takes in a journal record.
     *
     * @param also hears of it too
     * @return how many readings there were
     * @throws CorruptException when it is damaged; then nothing of it was taken in, or the record holds what no record
     *     can
     */
    int take(long sequence, byte[] record, Also also) {
        int[] readings = {0};
        RecordCodec.decode(record, new RecordCodec.Sink() {
            @Override
            public void readings(ReadingBatch batch) {
                checkRecord(batch);
                add(batch, sequence);
                also.readings(batch);
                readings[0] += batch.size();
            }

            @Override
            public void removal(int sensor, long from, long to) {
                long through = Spans.through(to);
                Head head = get(sensor);
                if (head != null) {
                    head.remove(from, through);
                }
                also.removed(sensor, from, through);
            }
        });
        return readings[0];
    }

    /** Calls with every head and its sensor's number, ascending. */
    void forEach(Visitor visitor) {
        AtomicReferenceArray<Head> all = heads;
        for (int sensor = 0; sensor < all.length(); sensor++) {
            Head head = all.get(sensor);
            if (head != null) {
                visitor.visit(sensor, head);
            }
        }
    }

    /** The least sequence of a record with readings that are still in a head; {@link Long#MAX_VALUE} for none. */
    long lowest() {
        long[] lowest = {Long.MAX_VALUE};
        forEach((sensor, head) -> lowest[0] = Math.min(lowest[0], head.lowest()));
        return lowest[0];
    }

    /** Hears what a record did. */
    interface Also {
        default void readings(ReadingBatch batch) {}

        /** A sensor's readings of a range, {@code through} inclusive, were taken out; its newest one may be among them. */
        void removed(int sensor, long from, long through);
    }

    interface Visitor {
        void visit(int sensor, Head head);
    }
}
