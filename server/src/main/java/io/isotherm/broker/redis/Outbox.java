package io.isotherm.broker.redis;

import io.isotherm.broker.Broker.CatalogChange;
import io.isotherm.broker.message.MessageCodec;
import io.isotherm.model.ReadingBatch;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be published, bounded in bytes. While there is no connection nothing waits: after the next one everybody
 * reads the store. Batches that wait are put together, so that under load a message has many readings.
 */
final class Outbox {
    /** What a reading takes while it waits. */
    private static final int READING_BYTES = Integer.BYTES + Long.BYTES + Double.BYTES + Integer.BYTES;

    private static final int ENTRY_BYTES = 100;

    private final long capacity;
    // All below are guarded by this.
    private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
    private long bytes;
    private int taken;
    private boolean open;
    private boolean skipped;

    /** @param capacity bytes that may wait */
    Outbox(long capacity) {
        this.capacity = capacity;
    }

    sealed interface Entry {
        /** Readings and changes in it. */
        int size();

        default long bytes() {
            return ENTRY_BYTES;
        }

        record Readings(ReadingBatch batch) implements Entry {
            @Override
            public int size() {
                return batch.size();
            }

            @Override
            public long bytes() {
                return ENTRY_BYTES + (long) READING_BYTES * batch.size();
            }
        }

        record Changed(CatalogChange change) implements Entry {
            @Override
            public int size() {
                return 1;
            }
        }

        record Alive() implements Entry {
            @Override
            public int size() {
                return 0;
            }
        }
    }

    /** Adds something; false where it is shed. */
    synchronized boolean offer(Entry entry) {
        // A batch larger than the capacity passes when nothing else waits, so that it is never stuck for ever.
        if (!open || (bytes > 0 && bytes + entry.bytes() > capacity)) {
            skipped |= entry.size() > 0;
            return false;
        }
        waiting.add(entry);
        bytes += entry.bytes();
        return true;
    }

    /** The next message's content, or null. Readings that follow each other come together, up to a message's most. */
    synchronized @Nullable Entry next() {
        Entry first = waiting.peek();
        if (!(first instanceof Entry.Readings readings)) {
            if (first != null) {
                remove();
            }
            return first;
        }
        Entry second = waiting.size() > 1 ? second() : null;
        if (taken == 0 && first.size() <= MessageCodec.MOST_READINGS && !(second instanceof Entry.Readings)) {
            remove();
            return readings;
        }
        ReadingBatch.Builder together = new ReadingBatch.Builder();
        while (waiting.peek() instanceof Entry.Readings(ReadingBatch batch)
                && together.size() < MessageCodec.MOST_READINGS) {
            while (taken < batch.size() && together.size() < MessageCodec.MOST_READINGS) {
                together.add(batch.sensor(taken), batch.time(taken), batch.value(taken), batch.flags(taken));
                taken++;
            }
            if (taken == batch.size()) {
                remove();
            }
        }
        return new Entry.Readings(together.build());
    }

    private Entry second() {
        var entries = waiting.iterator();
        entries.next();
        return entries.next();
    }

    private void remove() {
        bytes -= waiting.remove().bytes();
        taken = 0;
    }

    /** Whether something was shed since the last question: the next message must show it. */
    synchronized boolean wasSkipped() {
        boolean was = skipped;
        skipped = false;
        return was;
    }

    /** From now on what is offered waits. */
    synchronized void open() {
        open = true;
    }

    /** From now on everything is shed, what waits too; returns how many readings and changes that was. */
    synchronized long shut() {
        open = false;
        long lost = waiting.stream().mapToLong(Entry::size).sum() - taken;
        skipped |= lost > 0;
        waiting.clear();
        bytes = 0;
        taken = 0;
        return lost;
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    synchronized long bytes() {
        return bytes;
    }
}
