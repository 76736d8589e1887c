package io.isotherm.store.series;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.series.Head.Leaving;
import io.isotherm.store.series.codec.Columns;
import io.isotherm.store.series.codec.CorruptException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts what a dead process left in its journal into blocks. */
final class Adoption {
    private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);

    private final Journal.Orphan orphan;
    private final Heads own;
    private final BlockWriter writer;
    private final Heads heads;
    private final BitSet removed = new BitSet();
    private final List<Long> damaged = new ArrayList<>();
    private long readings;

    Adoption(Journal.Orphan orphan, Heads own, int chunkReadings, BlockWriter writer) {
        heads = new Heads(chunkReadings);
        this.orphan = orphan;
        this.own = own;
        this.writer = writer;
    }

    /** How many records were damaged. */
    int damaged() {
        return damaged.size();
    }

    /** @throws io.isotherm.store.StoreException when a home failed; somebody will try again */
    void run() {
        boolean done = false;
        try {
            orphan.replay(this::record);
            damaged.forEach(orphan::setAside);
            ReadingBatch.Builder newest = new ReadingBatch.Builder();
            heads.forEach((sensor, head) -> write(sensor, head, newest));
            writer.finish();
            orphan.done(newest.build());
            done = true;
            LOG.info("journal of a dead process put into blocks readings={}", readings);
        } finally {
            if (!done) {
                orphan.release();
            }
        }
    }

    private void write(int sensor, Head head, ReadingBatch.Builder newest) {
        Leaving leaving = head.leaving(Long.MAX_VALUE);
        writer.write(sensor, HeadWriter.merged(leaving), leaving.losers(), Level.UNKNOWN, new BlockWriter.Ending() {
            @Override
            public void done() {}

            @Override
            public void failed() {}
        });
        Columns one = new Columns(1);
        // Where readings were removed, what is remembered as the newest may be one of those.
        if (removed.get(sensor)) {
            Columns left = HeadWriter.merged(leaving);
            one.addAll(left, Math.max(0, left.size - 1), left.size);
        } else {
            head.newest(one);
        }
        if (one.size > 0) {
            newest.add(sensor, one.times[0], one.values[0], one.flags[0]);
            own.of(sensor).noteNewest(one.times[0], one.values[0], one.flags[0]);
        }
    }

    private void record(long sequence, byte[] record) {
        try {
            readings += heads.take(sequence, record, (sensor, from, through) -> removed.set(sensor));
        } catch (CorruptException e) {
            LOG.error(
                    "journal record of a dead process damaged and set aside sequence={} reason=\"{}\"",
                    sequence,
                    e.getMessage());
            damaged.add(sequence);
        }
    }
}
