package io.isotherm.store.series;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.isotherm.trace.Span;
import java.util.Optional;

/** A journal, and telling of what is appended to it, within the commit that its caller's thread makes. */
public final class TracedJournal implements Journal {
    private final Journal journal;

    public TracedJournal(Journal journal) {
        this.journal = journal;
    }

    @Override
    public void append(long sequence, byte[] record) {
        Span span = Span.current().begin("journal").tell("isotherm.bytes", record.length);
        var _ = Span.during(span, () -> {
            journal.append(sequence, record);
            return true;
        });
    }

    @Override
    public void replay(Records sink) {
        journal.replay(sink);
    }

    @Override
    public void trim(long before, ReadingBatch newest) {
        journal.trim(before, newest);
    }

    @Override
    public ReadingBatch newest() {
        return journal.newest();
    }

    @Override
    public void replaceNewest(int sensor, long from, long to, ReadingBatch newest) {
        journal.replaceNewest(sensor, from, to, newest);
    }

    @Override
    public void setAside(long sequence) {
        journal.setAside(sequence);
    }

    @Override
    public long bytes() {
        return journal.bytes();
    }

    @Override
    public BlockStore.Subscription follow(Follower follower) {
        return journal.follow(follower);
    }

    @Override
    public Optional<Orphan> claim() {
        return journal.claim();
    }

    @Override
    public void announceRemoval(int sensor, long from, long to) {
        journal.announceRemoval(sensor, from, to);
    }

    @Override
    public String name() {
        return journal.name();
    }

    @Override
    public Health check() {
        return journal.check();
    }

    @Override
    public void close() {
        journal.close();
    }
}
