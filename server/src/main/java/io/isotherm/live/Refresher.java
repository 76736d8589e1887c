package io.isotherm.live;

import io.isotherm.store.StoreException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the store anew when something was missed, on a thread of its own: one reading runs at most, and one waits,
 * however often it was asked for. What cannot be read is tried again.
 */
final class Refresher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Refresher.class);

    /** Between two readings: a storm of losses is one reading in this time. */
    static final long PAUSE_MILLIS = 100;

    private static final long RETRY_MILLIS = 1_000;

    private final Runnable reading;
    private final Semaphore asked = new Semaphore(0);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("live-refresh").daemon().unstarted(this::run);

    /** @param reading reads the store; may throw {@link StoreException} */
    Refresher(Runnable reading) {
        this.reading = reading;
        thread.start();
    }

    /** Asks for a reading that begins after this. Does not block. */
    void ask() {
        asked.release();
    }

    private void run() {
        boolean told = false;
        try {
            while (true) {
                asked.acquire();
                asked.drainPermits();
                if (closing.getCount() == 0) {
                    return;
                }
                long pause = PAUSE_MILLIS;
                try {
                    reading.run();
                    told = false;
                } catch (RuntimeException e) {
                    asked.release();
                    pause = RETRY_MILLIS;
                    if (!told) {
                        LOG.warn("pages not refreshed from the store, tried again reason=\"{}\"", e.getMessage());
                        told = true;
                    }
                }
                if (closing.await(pause, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            LOG.error("thread interrupted: pages are not refreshed from the store any more");
        }
    }

    /** Waits for the reading under way. */
    @Override
    public void close() {
        closing.countDown();
        asked.release();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
