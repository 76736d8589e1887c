package io.isotherm.store.series;

import io.isotherm.model.ReadingBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Fills heads by several threads, each with the sensors of its own, while the caller reads on: a start waits for it.
 * What concerns one sensor happens in the order of the calls.
 */
final class Filling implements AutoCloseable {
    /** A power of two. */
    private static final int THREADS =
            Math.clamp(Integer.highestOneBit(Runtime.getRuntime().availableProcessors()), 1, 8);

    private static final int QUEUED = 8;

    private final Heads heads;
    private final List<BlockingQueue<Work>> queues = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile @Nullable RuntimeException failure;

    /** What one thread does with its share of the sensors. */
    private interface Work {
        void run(int share);
    }

    private static final Work END = share -> {};

    Filling(Heads heads) {
        this.heads = heads;
        for (int i = 0; i < THREADS; i++) {
            int share = i;
            BlockingQueue<Work> queue = new ArrayBlockingQueue<>(QUEUED);
            queues.add(queue);
            threads.add(Thread.ofPlatform().name("replay-" + i).daemon().start(() -> work(queue, share)));
        }
    }

    private void work(BlockingQueue<Work> queue, int share) {
        try {
            for (Work next = queue.take(); next != END; next = queue.take()) {
                if (failure == null) {
                    next.run(share);
                }
            }
        } catch (InterruptedException e) {
            failure = new IllegalStateException("interrupted", e);
        } catch (RuntimeException e) {
            failure = e;
            drain(queue);
        }
    }

    // Nobody may wait for room in a queue that is not worked on any more.
    private static void drain(BlockingQueue<Work> queue) {
        try {
            while (queue.take() != END) {}
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void add(long sequence, ReadingBatch batch) {
        all(share -> heads.add(batch, sequence, THREADS - 1, share));
    }

    /** @param through the last millisecond of the range */
    void remove(int sensor, long from, long through) {
        all(share -> {
            Head head = heads.get(sensor);
            if ((sensor & (THREADS - 1)) == share && head != null) {
                head.remove(from, through);
            }
        });
    }

    private void all(Work work) {
        try {
            for (BlockingQueue<Work> queue : queues) {
                queue.put(work);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Waits until all is done. */
    void finish() {
        close();
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    /** Lets the threads end. A second call does nothing. */
    @Override
    public void close() {
        if (threads.isEmpty()) {
            return;
        }
        all(END);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.clear();
    }
}
