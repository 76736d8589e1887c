package io.isotherm.store.series;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.ReadingStore.AppendResult;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.codec.RecordCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes appends durable in groups: one caller writes the journal's next record with all that waits, the others wait.
 * While it waits for the disk further ones queue up, so groups grow with the load by themselves, and a lone caller is
 * served at once, on its own thread.
 *
 * <p>Who gets the lock leads. Whoever does not, parks; a leader that ends wakes those that it served, and the first one
 * that it did not, which then tries to lead.
 */
final class Commits {
    /** Readings of one record at most, but for a single larger append. */
    private static final int MOST_READINGS = 100_000;

    private final Journal journal;
    private final Heads heads;
    private final ReentrantLock leading = new ReentrantLock();
    private final ConcurrentLinkedQueue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private long sequence;
    /** The last sequence whose readings are in the heads. */
    private volatile long applied;

    /** @param last the sequence of the last record that is in the journal and the heads already */
    Commits(Journal journal, Heads heads, long last) {
        this.journal = journal;
        this.heads = heads;
        sequence = last;
        applied = last;
    }

    private static final class Waiting {
        final List<ReadingBatch> batches;
        final int readings;
        final Thread thread = Thread.currentThread();
        volatile @Nullable AppendResult result;
        volatile @Nullable RuntimeException failure;

        Waiting(List<ReadingBatch> batches, int readings) {
            this.batches = batches;
            this.readings = readings;
        }

        boolean isDone() {
            return result != null || failure != null;
        }

        AppendResult result() {
            RuntimeException failed = failure;
            if (failed != null) {
                // One of its own for each caller: the stack is the caller's, the cause the leader's.
                throw failed instanceof StoreException known
                        ? new StoreException(String.valueOf(known.getMessage()), known)
                        : new StoreException("The readings could not be committed: " + failed.getMessage(), failed);
            }
            AppendResult made = result;
            if (made == null) {
                throw new IllegalStateException("not done");
            }
            return made;
        }
    }

    /** Returns when the batches are durable and in the heads. */
    AppendResult append(List<ReadingBatch> batches, int readings) {
        Waiting mine = new Waiting(batches, readings);
        queue.add(mine);
        boolean interrupted = false;
        while (!mine.isDone()) {
            if (leading.tryLock()) {
                try {
                    if (!mine.isDone()) {
                        commit();
                    }
                } finally {
                    leading.unlock();
                    wakeNext();
                }
            } else {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return mine.result();
    }

    private void wakeNext() {
        Waiting next = queue.peek();
        if (next != null) {
            LockSupport.unpark(next.thread);
        }
    }

    private void commit() {
        List<Waiting> group = new ArrayList<>();
        int readings = 0;
        for (Waiting next = queue.peek(); next != null; next = queue.peek()) {
            if (!group.isEmpty() && readings + next.readings > MOST_READINGS) {
                break;
            }
            queue.poll();
            group.add(next);
            readings += next.readings;
        }
        try {
            List<ReadingBatch> batches = new ArrayList<>();
            group.forEach(waiting -> batches.addAll(waiting.batches));
            long mine = write(RecordCodec.readings(batches));
            for (Waiting waiting : group) {
                long added = 0;
                long repeated = 0;
                long conflicts = 0;
                for (ReadingBatch batch : waiting.batches) {
                    AppendResult one = heads.add(batch, mine);
                    added += one.added();
                    repeated += one.repeated();
                    conflicts += one.conflicts();
                }
                waiting.result = new AppendResult(added, repeated, conflicts);
            }
            applied = mine;
        } catch (RuntimeException e) {
            group.forEach(waiting -> waiting.failure = waiting.isDone() ? null : e);
        }
        Thread self = Thread.currentThread();
        for (Waiting waiting : group) {
            if (waiting.thread != self) {
                LockSupport.unpark(waiting.thread);
            }
        }
    }

    // The sequence is used up even when the journal fails: the record may be there all the same.
    private long write(byte[] record) {
        long mine = ++sequence;
        journal.append(mine, record);
        return mine;
    }

    /** Removes a sensor's readings of a range, {@code through} inclusive, from journal and head. */
    void remove(int sensor, long from, long through) {
        leading.lock();
        try {
            long mine = write(RecordCodec.removal(sensor, from, Spans.after(through)));
            Head head = heads.get(sensor);
            if (head != null) {
                head.remove(from, through);
            }
            applied = mine;
        } finally {
            leading.unlock();
            wakeNext();
        }
    }

    /**
     * The sequence below which no record is needed any more: what came with it is neither in a head nor on its way
     * there.
     */
    long needless() {
        // In this order: what is applied after the first look is in a head or above.
        long seen = applied;
        return Math.min(seen + 1, heads.lowest());
    }

    /** How many callers are not yet in a commit. */
    int waiting() {
        return queue.size();
    }

    /** The sequence of the last commit. */
    long last() {
        return applied;
    }
}
