package io.isotherm.catalog;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.CatalogStore.Change;
import io.isotherm.store.ReadingStore;
import io.isotherm.store.StoreException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the readings of two sensors into one series. The readings are copied, then the catalogue changes, then what came
 * in between is copied too; only when nobody can know the old number any more, a minute later, its readings are removed.
 * Which merges are under way is kept in the catalogue, so that a process that ends in between leaves them to the next one.
 * Copying again is harmless, as a reading's identity is its sensor and time.
 */
public final class Merges implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Merges.class);
    private static final String SETTING = "merges";

    private final Catalog catalog;
    private final ReadingStore readings;
    private final Duration settle;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("merges").daemon().unstarted(this::run);

    private Merges(Catalog catalog, ReadingStore readings, Duration settle) {
        this.catalog = catalog;
        this.readings = readings;
        this.settle = settle;
    }

    /** Goes on with what was left under way. */
    public static Merges open(Catalog catalog, ReadingStore readings) {
        return open(catalog, readings, Duration.ofMinutes(1));
    }

    /** @param settle how long somebody may still write readings to a sensor that was merged */
    static Merges open(Catalog catalog, ReadingStore readings, Duration settle) {
        Merges opened = new Merges(catalog, readings, settle);
        opened.thread.start();
        return opened;
    }

    /**
     * Copies the readings of sensors to others, and changes the catalogue. Blocks for as long as there are readings.
     *
     * @param into the numbers of the sensors that get the readings, by the numbers of those whose readings they are
     * @param changes those that remove the latter
     * @return how many readings were copied
     * @throws StoreException when it failed; the catalogue is as it was, or all is done but the removal, which is done later
     */
    public long merge(Map<Integer, Integer> into, List<Change> changes) {
        long copied = 0;
        for (Map.Entry<Integer, Integer> each : into.entrySet()) {
            copied += copy(each.getKey(), each.getValue());
        }
        remember(into);
        try {
            catalog.change(changes);
        } catch (RuntimeException e) {
            forget(into);
            throw e;
        }
        into.forEach(this::copy);
        return copied;
    }

    private long copy(int from, int into) {
        long[] copied = {0};
        readings.read(from, Long.MIN_VALUE, Long.MAX_VALUE, piece -> {
            ReadingBatch.Builder batch = new ReadingBatch.Builder(piece.size());
            for (int i = 0; i < piece.size(); i++) {
                batch.add(into, piece.time(i), piece.value(i), piece.flags(i));
            }
            if (!piece.isEmpty()) {
                readings.append(List.of(batch.build()));
            }
            copied[0] += piece.size();
        });
        return copied[0];
    }

    /** Copies what came late, and removes what was copied, of merges that nobody writes to any more. Blocks. */
    private void finish(Map<Integer, Integer> due) {
        due.forEach((from, into) -> {
            // A sensor that is there was not merged: the process ended before the catalogue changed.
            if (catalog.byNumber(from) == null) {
                long copied = copy(from, into);
                readings.remove(from, Long.MIN_VALUE, Long.MAX_VALUE);
                LOG.info("merge done sensor={} into={} readings={}", from, into, copied);
            }
        });
        forget(due);
    }

    private void run() {
        Map<Integer, Integer> before = Map.of();
        try {
            while (!closing.await(settle.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    Map<Integer, Integer> now = underWay();
                    Map<Integer, Integer> due = new TreeMap<>(now);
                    // The others have not been under way for as long as it takes.
                    due.keySet().retainAll(before.keySet());
                    before = now;
                    finish(due);
                } catch (StoreException e) {
                    LOG.warn("merge not finished, tried again reason=\"{}\"", e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            LOG.error("thread interrupted: merges are finished at the next start");
        }
    }

    private synchronized Map<Integer, Integer> underWay() {
        Map<Integer, Integer> all = new TreeMap<>();
        catalog.setting(SETTING)
                .map(JsonObject::new)
                .ifPresent(json -> json.forEach(
                        each -> all.put(Integer.valueOf(each.getKey()), ((Number) each.getValue()).intValue())));
        return all;
    }

    private synchronized void remember(Map<Integer, Integer> more) {
        Map<Integer, Integer> all = underWay();
        all.putAll(more);
        write(all);
    }

    private synchronized void forget(Map<Integer, Integer> done) {
        if (!done.isEmpty()) {
            Map<Integer, Integer> all = underWay();
            all.keySet().removeAll(done.keySet());
            write(all);
        }
    }

    private void write(Map<Integer, Integer> all) {
        JsonObject json = new JsonObject();
        all.forEach((from, into) -> json.put(String.valueOf(from), into));
        catalog.setting(SETTING, json.encode());
    }

    /** What is under way is finished at the next start. */
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
