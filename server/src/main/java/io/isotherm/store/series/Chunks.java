package io.isotherm.store.series;

import io.isotherm.store.series.codec.BlockCodec;
import io.isotherm.store.series.codec.Columns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * A head's packed readings, in the order of packing; chunks may overlap in time where readings came late. Guarded by the
 * head's monitor, but for {@link Taken}.
 */
final class Chunks {
    private static final Chunk[] NONE = {};

    // What lies below the count is never overwritten in place, so whoever took the array may read on.
    private Chunk[] chunks = NONE;
    private int count;
    private long last = Long.MIN_VALUE;

    /** The chunks of one moment, for use without the monitor. */
    record Taken(Chunk[] chunks, int count) {
        /** Their readings of a range, as columns each ascending; chunks that follow each other share theirs. */
        List<Columns> decode(long from, long to) {
            List<Columns> runs = new ArrayList<>();
            Columns run = null;
            for (int c = 0; c < count; c++) {
                Chunk chunk = chunks[c];
                if (chunk.last() < from || chunk.first() > to) {
                    continue;
                }
                if (run == null || (run.size > 0 && run.times[run.size - 1] >= chunk.first())) {
                    run = new Columns(chunk.count());
                    runs.add(run);
                }
                if (from <= chunk.first() && chunk.last() <= to) {
                    chunk.decode(run);
                } else {
                    BlockCodec.decode(chunk.data(), from, to == Long.MAX_VALUE ? to : to + 1, run);
                }
            }
            runs.removeIf(columns -> columns.size == 0);
            return runs;
        }
    }

    Taken taken() {
        return new Taken(chunks, count);
    }

    int count() {
        return count;
    }

    Chunk get(int c) {
        return chunks[c];
    }

    /** The last time of any; the least long where there is none. */
    long last() {
        return last;
    }

    void add(Chunk chunk) {
        if (count == chunks.length) {
            chunks = Arrays.copyOf(chunks, Math.max(4, count * 2));
        }
        chunks[count++] = chunk;
        last = Math.max(last, chunk.last());
    }

    void replace(int c, Chunk chunk) {
        chunks = chunks.clone();
        chunks[c] = chunk;
    }

    /** Cuts chunks in two that have readings before a time and others not before it. */
    void cut(long time) {
        int whole = count;
        for (int c = 0; c < whole; c++) {
            Chunk old = chunks[c];
            if (old.first() < time && old.last() >= time) {
                Columns readings = old.decoded();
                int at = readings.lowerBound(time);
                replace(c, Chunk.of(readings, 0, at, old.lowest(), old.highest()));
                add(Chunk.of(readings, at, readings.size, old.lowest(), old.highest()));
            }
        }
    }

    List<Chunk> all(Predicate<Chunk> wanted) {
        List<Chunk> found = new ArrayList<>();
        for (int c = 0; c < count; c++) {
            if (wanted.test(chunks[c])) {
                found.add(chunks[c]);
            }
        }
        return found;
    }

    void keep(Predicate<Chunk> staying) {
        List<Chunk> kept = all(staying);
        if (kept.size() < count) {
            chunks = kept.isEmpty() ? NONE : kept.toArray(Chunk[]::new);
            count = kept.size();
            last = Long.MIN_VALUE;
            kept.forEach(chunk -> last = Math.max(last, chunk.last()));
        }
    }

    /** Removes the readings from a time to another one, inclusive. */
    void remove(long from, long through) {
        cut(from);
        if (through < Long.MAX_VALUE) {
            cut(through + 1);
        }
        keep(chunk -> chunk.last() < from || chunk.first() > through);
    }
}
