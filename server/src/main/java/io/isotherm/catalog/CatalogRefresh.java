package io.isotherm.catalog;

import io.isotherm.broker.Broker;
import io.isotherm.broker.Broker.CatalogChange;
import io.isotherm.model.ReadingBatch;
import io.isotherm.store.StoreException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the catalogue in step with what other processes change: reads it anew soon after it was told of a change, however
 * many there were. What cannot be read is tried again.
 */
public final class CatalogRefresh implements Broker.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogRefresh.class);
    private static final long PAUSE_MILLIS = 250;

    private final Catalog catalog;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("catalogue-refresh").daemon().unstarted(this::run);
    private volatile boolean due;

    public CatalogRefresh(Catalog catalog) {
        this.catalog = catalog;
        thread.start();
    }

    /** Something changed, or may have. Does not block. */
    public void changed() {
        due = true;
    }

    @Override
    public void catalogElsewhere(CatalogChange change) {
        changed();
    }

    @Override
    public void lost() {
        changed();
    }

    @Override
    public void readings(ReadingBatch batch) {}

    @Override
    public void catalog(CatalogChange change) {}

    private void run() {
        boolean told = false;
        try {
            while (!closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                if (due) {
                    due = false;
                    try {
                        catalog.refresh();
                        told = false;
                    } catch (StoreException e) {
                        due = true;
                        if (!told) {
                            LOG.warn("catalogue not refreshed, tried again reason=\"{}\"", e.getMessage());
                            told = true;
                        }
                    }
                }
            }
        } catch (InterruptedException e) {
            LOG.error("thread interrupted: the catalogue does not follow other processes any more");
        }
    }

    /** Waits for the reading under way. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
