package io.isotherm.store.series;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that looks at the heads from time to time. After a failure it looks less often, until it works again. */
final class Settling implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Settling.class);
    private static final long LONGEST_MILLIS = 15_000;

    private final long look;
    private final Runnable work;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("blocks").daemon().unstarted(this::run);
    private volatile @Nullable String problem;

    Settling(Duration look, Runnable work) {
        this.look = look.toMillis();
        this.work = work;
    }

    void start() {
        thread.start();
    }

    /** What went wrong the last time; empty when it worked. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private void run() {
        long pause = look;
        try {
            while (!closing.await(pause, TimeUnit.MILLISECONDS)) {
                pause = worked() ? look : Math.min(LONGEST_MILLIS, pause * 2);
            }
        } catch (InterruptedException e) {
            LOG.error("thread interrupted: heads are not written into blocks any more");
            problem = "Readings are not put into blocks any more: restart the program.";
        }
    }

    private boolean worked() {
        try {
            work.run();
            if (problem != null) {
                LOG.info("heads are written into blocks again");
                problem = null;
            }
            return true;
        } catch (RuntimeException e) {
            if (problem == null) {
                LOG.error("heads not written into blocks, tried again later", e);
            }
            problem = "Readings wait in the journal, since blocks cannot be written: " + e.getMessage();
            return false;
        }
    }

    /** Waits for the work under way. */
    @Override
    public void close() {
        closing.countDown();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
