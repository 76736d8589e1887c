package io.isotherm.store.series;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.series.Head.Extent;
import io.isotherm.store.series.Head.Leaving;
import io.isotherm.store.series.codec.Columns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes heads into blocks when their spans are over, or when they are old or large, and then trims the journal. At no
 * moment is a reading in neither: it leaves its head after its block is durable, and the journal after that. One thread
 * at a time.
 */
final class HeadWriter {
    /** Readings of a head that are worth writing before they are old. */
    private static final int WORTH_WRITING = 512;

    /** A head with more is written as far as it goes: its level was wrong, or it takes in history. */
    private static final int MANY = 16_384;

    private final Heads heads;
    private final Journal journal;
    private final BlockWriter blocks;
    private final SeriesOptions options;
    private final Commits commits;
    private final Map<Integer, Integer> levels = new ConcurrentHashMap<>();
    /** Newest readings of sensors whose readings left their heads since the last trim. */
    private final Map<Integer, Head> newestOf = new HashMap<>();

    private final SequenceClock clock;
    private boolean untrimmed;
    private volatile long bytes;

    HeadWriter(Heads heads, Journal journal, Commits commits, BlockWriter blocks, SeriesOptions options) {
        this.heads = heads;
        this.journal = journal;
        this.commits = commits;
        this.blocks = blocks;
        this.options = options;
        clock = new SequenceClock(options.age());
    }

    private record Due(int sensor, Head head, long through) {}

    /** Memory of the heads as of the last look, in bytes. */
    long bytes() {
        return bytes;
    }

    /**
     * Writes what is due.
     *
     * @param all whether everything is
     * @return how many heads were written
     * @throws io.isotherm.store.StoreException when a home failed; what was not written stays in heads and journal
     */
    int write(boolean all) {
        long old = clock.oldest(commits.last());
        List<Due> due = due(all, old);
        for (Due one : due) {
            write(one);
        }
        untrimmed |= !due.isEmpty();
        blocks.finish();
        if (untrimmed) {
            trim();
            untrimmed = false;
        }
        return due.size();
    }

    private List<Due> due(boolean all, long old) {
        List<Due> due = new ArrayList<>();
        long[] sum = {0};
        heads.forEach((sensor, head) -> {
            Extent extent = head.extent();
            sum[0] += extent.bytes();
            if (extent.count() > 0) {
                long through = all || extent.lowest() <= old ? Long.MAX_VALUE : over(sensor, extent);
                if (through >= extent.first()) {
                    due.add(new Due(sensor, head, through));
                }
            }
        });
        bytes = sum[0];
        if (!all && (sum[0] > options.headBytes() || journal.bytes() > options.journalBytes())) {
            return everything();
        }
        return due;
    }

    private List<Due> everything() {
        List<Due> due = new ArrayList<>();
        heads.forEach((sensor, head) -> {
            if (head.lowest() < Long.MAX_VALUE) {
                due.add(new Due(sensor, head, Long.MAX_VALUE));
            }
        });
        return due;
    }

    /** The last millisecond of the sensor's spans that are over; the least long where nothing is to be written. */
    private long over(int sensor, Extent extent) {
        if (extent.count() < WORTH_WRITING) {
            return Long.MIN_VALUE;
        }
        int level = Level.of(extent, levels.getOrDefault(sensor, Level.UNKNOWN));
        long grace = Math.min(options.grace().toMillis(), Spans.length(level) / 8);
        long seen = extent.last() - grace;
        long start = Spans.start(level, seen > extent.last() ? Long.MIN_VALUE : seen);
        if (start > extent.first()) {
            return start - 1;
        }
        return extent.count() > MANY ? Long.MAX_VALUE : Long.MIN_VALUE;
    }

    private void write(Due due) {
        Leaving leaving = due.head.leaving(due.through);
        int level = levels.getOrDefault(due.sensor, Level.UNKNOWN);
        int last = blocks.write(due.sensor, merged(leaving), leaving.losers(), level, new BlockWriter.Ending() {
            @Override
            public void done() {
                due.head.left(leaving);
                newestOf.put(due.sensor, due.head);
            }

            @Override
            public void failed() {
                due.head.stayed(leaving);
            }
        });
        levels.put(due.sensor, last);
    }

    // The head lets in each identity once, so nothing gets lost here.
    static Columns merged(Leaving leaving) {
        Chunks.Taken taken = new Chunks.Taken(
                leaving.chunks().toArray(Chunk[]::new), leaving.chunks().size());
        return new Merge().of(taken.decode(Long.MIN_VALUE, Long.MAX_VALUE));
    }

    /** Trims the journal as far as its readings lie in blocks. */
    private void trim() {
        ReadingBatch.Builder newest = new ReadingBatch.Builder(newestOf.size());
        newestOf.forEach((sensor, head) -> {
            Columns one = new Columns(1);
            if (head.newest(one)) {
                newest.add(sensor, one.times[0], one.values[0], one.flags[0]);
            }
        });
        journal.trim(commits.needless(), newest.build());
        newestOf.clear();
    }
}
