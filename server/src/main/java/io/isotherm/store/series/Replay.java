package io.isotherm.store.series;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.series.codec.CorruptException;
import io.isotherm.store.series.codec.RecordCodec;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts into heads what an earlier run left in the journal. */
final class Replay {
    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

    private final Journal journal;
    private final Heads heads;
    private final List<Long> damaged = new ArrayList<>();
    private final BitSet removed = new BitSet();
    private long last;
    private long readings;

    Replay(Journal journal, Heads heads) {
        this.journal = journal;
        this.heads = heads;
    }

    /** Returns the greatest sequence there is, at least 0. */
    long run() {
        long start = System.nanoTime();
        ReadingBatch newest = journal.newest();
        for (int i = 0; i < newest.size(); i++) {
            heads.of(newest.sensor(i)).setNewest(newest.time(i), newest.value(i), newest.flags(i));
        }
        try (Filling filling = new Filling(heads)) {
            journal.replay((sequence, record) -> record(filling, sequence, record));
            filling.finish();
        }
        damaged.forEach(journal::setAside);
        if (readings > 0) {
            LOG.info("journal replayed readings={} millis={}", readings, (System.nanoTime() - start) / 1_000_000);
        }
        return last;
    }

    /** How many records were damaged. */
    int damaged() {
        return damaged.size();
    }

    /** Sensors of which readings were removed, so that what their heads remember as the newest may be gone. */
    BitSet removed() {
        return removed;
    }

    private void record(Filling filling, long sequence, byte[] record) {
        last = Math.max(last, sequence);
        try {
            RecordCodec.decode(record, new RecordCodec.Sink() {
                @Override
                public void readings(ReadingBatch batch) {
                    Heads.checkRecord(batch);
                    filling.add(sequence, batch);
                    readings += batch.size();
                }

                @Override
                public void removal(int sensor, long from, long to) {
                    filling.remove(sensor, from, Spans.through(to));
                    removed.set(sensor);
                }
            });
        } catch (CorruptException e) {
            LOG.error("journal record damaged and set aside sequence={} reason=\"{}\"", sequence, e.getMessage());
            damaged.add(sequence);
        }
    }
}
