package io.isotherm.store.backup;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.series.Journal;
import java.util.function.Consumer;

/** The journal of one writer among the contents, as that of a process that died. */
final class CopiedJournal implements Journal.Orphan {
    private final Contents contents;
    private final String writer;
    private final Consumer<ReadingBatch> newest;

    /** @param newest takes in the newest readings of sensors that have some in it */
    CopiedJournal(Contents contents, String writer, Consumer<ReadingBatch> newest) {
        this.contents = contents;
        this.writer = writer;
        this.newest = newest;
    }

    @Override
    public void replay(Journal.Records sink) {
        contents.journals((of, sequence, record) -> {
            if (of.equals(writer)) {
                sink.record(sequence, record);
            }
        });
    }

    /** The one that it is a copy of has it still. */
    @Override
    public void setAside(long sequence) {}

    @Override
    public void done(ReadingBatch readings) {
        newest.accept(readings);
    }

    @Override
    public void release() {}
}
