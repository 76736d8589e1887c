package io.isotherm.ingest.line;

import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A measurement with its tags as a sender writes them, and what its fields are. */
final class Series {
    /** Fields remembered of one series; what a sender sends beyond is resolved each time. */
    static final int MOST_FIELDS = 256;

    final long hash;
    /** As written, with escapes. */
    final byte[] written;

    final SeriesName name;
    private volatile Field[] fields = {};

    // Set without order by whoever reads: a guess, for which any series of the same table will do.
    private @Nullable Series next;

    Series(long hash, byte[] written, SeriesName name) {
        this.hash = hash;
        this.written = written;
        this.name = name;
    }

    /**
     * A field of a series.
     *
     * @param written its name, with escapes
     * @param number the same for the same sensor, from 0; negative where it is not remembered
     * @param key the sensor; null for a field that is passed over or refused
     * @param unit of its values; null for the sensor's own
     * @param fault why it is refused
     */
    record Field(
            byte[] written,
            int number,
            @Nullable SensorKey key,
            @Nullable Unit unit,
            @Nullable String fault) {
        /** Whether the text at {@code from} is this field's name and the equals sign after it. */
        boolean isAt(byte[] text, int from, int to) {
            int end = from + written.length;
            return end < to && text[end] == '=' && Arrays.equals(text, from, end, written, 0, written.length);
        }
    }

    boolean is(long otherHash, byte[] text, int from, int to) {
        return hash == otherHash && Arrays.equals(text, from, to, written, 0, written.length);
    }

    /** The series that came after this one the last time: senders keep to an order. */
    @Nullable
    Series next() {
        return next;
    }

    void follow(Series series) {
        if (next != series) {
            next = series;
        }
    }

    /** Whether the text at {@code from} is this series and the space after it. */
    boolean isAt(byte[] text, int from, int to) {
        int end = from + written.length;
        return end < to && text[end] == ' ' && Arrays.equals(text, from, end, written, 0, written.length);
    }

    /** What is remembered, in the order in which it came first. Not to be changed. */
    Field[] fields() {
        return fields;
    }

    /** Remembers one more; callers take turns. */
    void add(Field field) {
        Field[] longer = Arrays.copyOf(fields, fields.length + 1);
        longer[fields.length] = field;
        fields = longer;
    }
}
