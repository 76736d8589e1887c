package io.isotherm.live;

import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread for what is due later, and for what must not run on an event loop. Drops all that comes after its end. */
final class LiveTimer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveTimer.class);

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("live").daemon().factory());
    private static final long BEAT_MS = 1_000;

    /** Frames are due within a quarter of a second; the refresh after a loss has a thread of its own. */
    private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private volatile long beat = System.nanoTime();

    LiveTimer() {
        repeat(() -> beat = System.nanoTime(), BEAT_MS);
    }

    /** Whether the thread has not got on for long. */
    boolean isLate() {
        return System.nanoTime() - beat > LATE_NANOS;
    }

    void execute(Runnable task) {
        schedule(task, 0);
    }

    void schedule(Runnable task, long nanos) {
        try {
            var _ = executor.schedule(guarded(task), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("live is closed");
        }
    }

    void repeat(Runnable task, long milliseconds) {
        var _ = executor.scheduleWithFixedDelay(guarded(task), milliseconds, milliseconds, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    // A task that throws must not end a repetition in silence.
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("live failed", e);
            }
        };
    }
}
