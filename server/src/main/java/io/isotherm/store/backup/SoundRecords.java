package io.isotherm.store.backup;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.backup.Contents.JournalSink;
import io.isotherm.store.series.codec.CorruptException;
import io.isotherm.store.series.codec.RecordCodec;
import java.util.List;

/**
 * Hands on the records that can be read, and notes the others.
 *
 * @param place of the journal, for people
 * @param damage gets a sentence for each that cannot be read
 */
public record SoundRecords(String place, List<String> damage, JournalSink sink) implements JournalSink {
    @Override
    public void record(String writer, long sequence, byte[] record) {
        try {
            RecordCodec.decode(record, Ignoring.SINK);
        } catch (CorruptException e) {
            damage.add("Record " + sequence + " of the journal of " + place + " is damaged and left out: "
                    + e.getMessage() + ". Its readings are newer than the blocks.");
            return;
        }
        sink.record(writer, sequence, record);
    }

    /** Takes in what a record tells, and forgets it. */
    enum Ignoring implements RecordCodec.Sink {
        SINK;

        @Override
        public void readings(ReadingBatch batch) {}

        @Override
        public void removal(int sensor, long from, long to) {}
    }
}
