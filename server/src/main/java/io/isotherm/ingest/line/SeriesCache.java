package io.isotherm.ingest.line;

import io.isotherm.ingest.line.Series.Field;
import io.isotherm.model.SensorKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The series that senders send, by their bytes: a table with open addressing, read without locks. Bounded in bytes; when
 * it is full nothing more is remembered, and the next body begins an empty one. Numbers of fields belong to one table,
 * so a body keeps to the one that it began with.
 */
final class SeriesCache {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** What a series takes beside its texts, which are there as bytes and as characters: objects, table entry. */
    private static final int SERIES_BYTES = 200;

    private static final int FIELD_BYTES = 250;

    private final long limit;

    // Secret, so that nobody can send series that all meet in one place of the table.
    private final long seed = new SecureRandom().nextLong();

    private volatile Table table = new Table();

    /** @param limit bytes of memory, about */
    SeriesCache(long limit) {
        this.limit = limit;
    }

    /** The table for the next body. */
    Table table() {
        Table now = table;
        if (now.isFull()) {
            synchronized (this) {
                now = table;
                if (now.isFull()) {
                    now = new Table();
                    table = now;
                }
            }
        }
        return now;
    }

    /** A hash of the bytes from {@code from} to {@code to}. */
    long hash(byte[] text, int from, int to) {
        long hash = seed ^ (to - from);
        int at = from;
        for (; at + 8 <= to; at += 8) {
            hash = mix(hash ^ (long) LONGS.get(text, at));
        }
        long rest = 0;
        for (; at < to; at++) {
            rest = rest << 8 | (text[at] & 0xFF);
        }
        return mix(hash ^ rest);
    }

    // Both halves of a product with an odd constant (the golden ratio's fraction): each bit reaches all others.
    private static long mix(long word) {
        long factor = 0x9E3779B97F4A7C15L;
        return word * factor ^ Math.unsignedMultiplyHigh(word, factor);
    }

    /** One filling of the cache. */
    final class Table {
        private volatile AtomicReferenceArray<Series> slots = new AtomicReferenceArray<>(1_024);
        private final Map<SensorKey, Integer> numbers = new HashMap<>();
        private int count;
        private volatile long bytes;

        boolean isFull() {
            return bytes >= limit;
        }

        /** How many sensors have a number; grows. */
        synchronized int numbers() {
            return numbers.size();
        }

        @Nullable
        Series find(long hash, byte[] text, int from, int to) {
            AtomicReferenceArray<Series> now = slots;
            int mask = now.length() - 1;
            for (int at = (int) hash & mask; ; at = at + 1 & mask) {
                Series series = now.getAcquire(at);
                if (series == null || series.is(hash, text, from, to)) {
                    return series;
                }
            }
        }

        /** Remembers a series unless the table is full; gives the one that is there where another was quicker. */
        synchronized Series add(Series series) {
            Series there = find(series.hash, series.written, 0, series.written.length);
            if (there != null || isFull()) {
                return there == null ? series : there;
            }
            if (++count > slots.length() / 2) {
                grow();
            }
            put(slots, series);
            bytes += SERIES_BYTES + 3L * series.written.length;
            return series;
        }

        private void grow() {
            AtomicReferenceArray<Series> old = slots;
            AtomicReferenceArray<Series> larger = new AtomicReferenceArray<>(old.length() * 2);
            for (int i = 0; i < old.length(); i++) {
                Series series = old.getPlain(i);
                if (series != null) {
                    put(larger, series);
                }
            }
            slots = larger;
        }

        private static void put(AtomicReferenceArray<Series> slots, Series series) {
            int mask = slots.length() - 1;
            int at = (int) series.hash & mask;
            while (slots.getPlain(at) != null) {
                at = at + 1 & mask;
            }
            slots.setRelease(at, series);
        }

        /** Names a field and remembers it, unless the table is full or the series has enough of them. */
        synchronized Field add(Series series, byte[] written, Naming naming) {
            for (Field there : series.fields()) {
                if (Arrays.equals(there.written(), written)) {
                    return there;
                }
            }
            Field field = naming.field(written);
            // Of a series that is not in the table, nothing is remembered beyond its body.
            if (isFull() || series.fields().length >= Series.MOST_FIELDS) {
                return field;
            }
            int number = -1;
            SensorKey key = field.key();
            if (key != null) {
                Integer known = numbers.putIfAbsent(key, numbers.size());
                number = known == null ? numbers.size() - 1 : known;
                bytes += 2L * key.key().length();
            }
            Field numbered = new Field(written, number, key, field.unit(), field.fault());
            series.add(numbered);
            bytes += FIELD_BYTES + written.length;
            return numbered;
        }
    }

    /** Makes a field without a number. */
    @FunctionalInterface
    interface Naming {
        Field field(byte[] written);
    }
}
