package io.isotherm.store.backup;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.series.codec.CorruptException;
import io.isotherm.store.series.codec.RecordCodec;
import java.util.List;

/** Readings in a section, as the record of a journal has them. */
final class ReadingBytes {
    private ReadingBytes() {}

    static byte[] write(ReadingBatch readings) {
        return RecordCodec.readings(List.of(readings));
    }

    /** @throws CorruptException when the bytes are not those of readings */
    static ReadingBatch read(byte[] bytes) {
        ReadingBatch[] read = {ReadingBatch.EMPTY};
        RecordCodec.decode(bytes, new RecordCodec.Sink() {
            @Override
            public void readings(ReadingBatch batch) {
                read[0] = batch;
            }

            @Override
            public void removal(int sensor, long from, long to) {
                throw new CorruptException("a removal among readings");
            }
        });
        return read[0];
    }
}
