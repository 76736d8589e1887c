package io.isotherm.store.spool;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.Journal;
import io.isotherm.store.series.codec.CorruptException;
import io.isotherm.store.series.codec.RecordCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves records from the spool to the database. Small ones are put together, so that a spool of many lone readings is
 * not as slow to drain as it was to fill. What the database may have got before it left is sent again as it was.
 */
final class Drain {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
    private static final int READINGS = 50_000;

    private final Journal database;
    private final Journal spool;
    private final List<ReadingBatch> group = new ArrayList<>();
    private int readings;
    private long last;
    private @Nullable Sent sent;

    private record Sent(long sequence, byte[] record) {}

    Drain(Journal database, Journal spool) {
        this.database = database;
        this.spool = spool;
    }

    /** The record, which lies in the spool, was sent to the database and may have arrived. */
    void sent(long sequence, byte[] record) {
        sent = new Sent(sequence, record);
    }

    /** @throws StoreException when the database is away; what was not moved stays in the spool */
    void run(BooleanSupplier closing) {
        group.clear();
        readings = 0;
        Sent before = sent;
        if (before != null) {
            move(before.sequence, before.record);
        }
        spool.replay((sequence, record) -> {
            if (closing.getAsBoolean()) {
                throw new StoreException("closed while the spool was drained");
            }
            take(sequence, record);
        });
        finish();
    }

    private void take(long sequence, byte[] record) {
        try {
            RecordCodec.decode(record, new RecordCodec.Sink() {
                @Override
                public void readings(ReadingBatch batch) {
                    group.add(batch);
                    readings += batch.size();
                    last = sequence;
                }

                @Override
                public void removal(int sensor, long from, long to) {
                    finish();
                    move(sequence, record);
                }
            });
        } catch (CorruptException e) {
            LOG.error("spooled record damaged and set aside sequence={} reason=\"{}\"", sequence, e.getMessage());
            finish();
            spool.setAside(sequence);
        }
        if (readings >= READINGS) {
            finish();
        }
    }

    /** Moves what was put together so far. */
    private void finish() {
        if (!group.isEmpty()) {
            byte[] record = RecordCodec.readings(group);
            group.clear();
            readings = 0;
            move(last, record);
        }
    }

    private void move(long sequence, byte[] record) {
        sent = new Sent(sequence, record);
        database.append(sequence, record);
        spool.trim(sequence + 1, ReadingBatch.EMPTY);
        sent = null;
    }
}
