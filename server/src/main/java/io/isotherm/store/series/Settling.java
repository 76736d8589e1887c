package io.isotherm.store.series;

import io.isotherm.ops.Threads;
import io.isotherm.store.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that does something from time to time, such as looking at the heads. After a failure it looks less often, until it works again. */
final class Settling implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Settling.class);
    private static final long LONGEST_MILLIS = 15_000;

    private final long first;
    private final long look;
    private final Runnable work;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable String problem;
    private volatile long workedAt = System.nanoTime();

    /**
     * @param name of the thread
     * @param first time until the first look
     * @param look time between two looks
     */
    Settling(String name, Duration first, Duration look, Runnable work) {
        this.first = first.toMillis();
        this.look = look.toMillis();
        this.work = work;
        thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** What went wrong the last time; empty when it worked. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Time since the work was last done in full, in nanoseconds; that under way counts as not done. */
    long lag() {
        return System.nanoTime() - workedAt;
    }

    private void run() {
        long pause = first;
        try {
            while (!closing.await(pause, TimeUnit.MILLISECONDS)) {
                pause = worked() ? look : Math.clamp(pause * 2, look, Math.max(look, LONGEST_MILLIS));
            }
        } catch (InterruptedException e) {
            LOG.error("thread interrupted, works no more thread={}", thread.getName());
            problem = "Readings are not put into blocks any more: restart the program.";
        }
    }

    private boolean worked() {
        try {
            work.run();
            workedAt = System.nanoTime();
            if (problem != null) {
                LOG.info("works again thread={}", thread.getName());
                problem = null;
            }
            return true;
        } catch (RuntimeException | Error e) {
            // An Error too, such as of memory that was short for a moment: without this thread the journal grows for
            // ever.
            if (closing.getCount() == 0) {
                return true;
            }
            if (problem == null && e instanceof StoreException) {
                LOG.warn("failed, tried again later thread={} reason=\"{}\"", thread.getName(), e.getMessage());
            } else if (problem == null) {
                LOG.error("failed, tried again later thread={}", thread.getName(), e);
            }
            problem = "Readings wait in the journal, since blocks cannot be written: " + e.getMessage();
            return false;
        }
    }

    /** There is no further look; the work under way may go on, and fail. */
    void end() {
        closing.countDown();
    }

    /** Waits for the work under way. */
    @Override
    public void close() {
        end();
        Threads.join(thread);
    }
}
