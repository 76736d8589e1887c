package io.isotherm.pipeline;

import io.isotherm.catalog.Catalog;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorHint;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import io.isotherm.ops.Threads;
import io.isotherm.store.CatalogStore;
import io.isotherm.store.CatalogStore.Naming;
import io.isotherm.store.CatalogStore.Wanted;
import io.isotherm.store.StoreException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread that makes sensors for keys that nobody sent before, and learns what is told of them, in the order in which
 * it was asked. As the catalogue waits for the disk, messages with new keys gather; all of them get their sensors with
 * one more wait.
 */
final class Creation implements AutoCloseable {
    /** Keys of one go, but for those of a single message: bounds how long the first one waits. */
    private static final int KEYS_AT_ONCE = CatalogStore.MOST_WANTED;

    private final Catalog catalog;
    private final Hints hints;
    private final Consumer<Pending> ready;
    private final LinkedBlockingQueue<Work> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    // Guarded by this: after the end nothing is put into the queue.
    private boolean closed;

    /** @param ready takes each message all of whose keys have a sensor, or a reason why not */
    Creation(Catalog catalog, Hints hints, Consumer<Pending> ready) {
        this.catalog = catalog;
        this.hints = hints;
        this.ready = ready;
        thread = Thread.ofPlatform().name("catalogue").daemon().start(this::work);
    }

    private sealed interface Work {
        record Message(Pending pending) implements Work {}

        record Task(Runnable action, CompletableFuture<Void> done) implements Work {}

        record End() implements Work {}
    }

    /** Makes the sensors that a message needs, then hands it on; or fails it. */
    void create(Pending pending) {
        if (!add(new Work.Message(pending))) {
            pending.done.completeExceptionally(stopping());
        }
    }

    /** Does something between creations. */
    CompletableFuture<Void> run(Runnable action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (!add(new Work.Task(action, done))) {
            done.completeExceptionally(stopping());
        }
        return done;
    }

    private synchronized boolean add(Work work) {
        return !closed && queue.add(work);
    }

    private static OverloadedException stopping() {
        return new OverloadedException("The server is stopping.", 1);
    }

    /** Does what it was asked for already, then ends. Blocks. */
    @Override
    public void close() {
        synchronized (this) {
            if (!closed) {
                closed = true;
                queue.add(new Work.End());
            }
        }
        Threads.join(thread);
    }

    private void work() {
        List<Pending> messages = new ArrayList<>();
        boolean ended = false;
        while (!ended) {
            @Nullable Work next = take();
            int keys = 0;
            while (next instanceof Work.Message(Pending pending)) {
                messages.add(pending);
                keys += pending.keys();
                next = keys < KEYS_AT_ONCE ? queue.poll() : null;
            }
            if (!messages.isEmpty()) {
                create(messages);
                messages.clear();
            }
            if (next instanceof Work.Task(Runnable action, CompletableFuture<Void> done)) {
                try {
                    action.run();
                    done.complete(null);
                } catch (RuntimeException | Error e) {
                    done.completeExceptionally(e);
                }
            }
            ended = next instanceof Work.End;
        }
    }

    // Nobody interrupts this thread.
    private Work take() {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void create(List<Pending> messages) {
        try {
            resolve(messages);
        } catch (StoreException e) {
            messages.forEach(pending -> pending.done.completeExceptionally(e));
            return;
        } catch (RuntimeException | Error e) {
            if (messages.size() == 1) {
                messages.getFirst().done.completeExceptionally(e);
            } else {
                // One of them is at fault, as when its site was removed meanwhile: each for itself.
                messages.forEach(pending -> create(List.of(pending)));
            }
            return;
        }
        messages.forEach(ready);
    }

    private void resolve(List<Pending> messages) {
        Map<String, Wanted> wanted = new LinkedHashMap<>();
        Newcomers.Planned planned = new Newcomers.Planned();
        for (Pending pending : messages) {
            @Nullable Unit[] sent = pending.units();
            for (int k = 0; k < pending.keys(); k++) {
                SensorKey key = pending.key(k);
                if (catalog.byKey(key.key()) == null && !wanted.containsKey(key.key())) {
                    String reason = pending.newcomers.refusal(key, catalog, planned);
                    pending.refuse(k, reason);
                    if (reason == null) {
                        wanted.put(key.key(), new Wanted(key, naming(key, sent[k], pending.newcomers)));
                        planned.add(key, pending.newcomers.standing(catalog.deviceByKey(key.device())));
                    }
                }
            }
        }
        Map<String, Sensor> made = make(List.copyOf(wanted.values()));
        for (Pending pending : messages) {
            for (int k = 0; k < pending.keys(); k++) {
                String key = pending.key(k).key();
                Sensor sensor = made.getOrDefault(key, catalog.byKey(key));
                if (sensor != null) {
                    pending.resolve(k, sensor);
                }
            }
        }
        wanted.values().forEach(one -> hints.forget(one.key()));
    }

    private Map<String, Sensor> make(List<Wanted> wanted) {
        Map<String, Sensor> made = new LinkedHashMap<>();
        for (int from = 0; from < wanted.size(); from += KEYS_AT_ONCE) {
            List<Wanted> some = wanted.subList(from, Math.min(from + KEYS_AT_ONCE, wanted.size()));
            List<Sensor> sensors = catalog.create(some);
            for (int i = 0; i < some.size(); i++) {
                made.put(some.get(i).key().key(), sensors.get(i));
            }
        }
        return made;
    }

    private Naming naming(SensorKey key, @Nullable Unit sent, Newcomers newcomers) {
        SensorHint hint = hints.of(key);
        String sensorName = hint == null ? null : Hints.name(hint.sensorName());
        String deviceName = hint == null ? null : Hints.name(hint.deviceName());
        Unit told = hint == null ? null : hint.unit();
        Unit usual = key.quantity().unit();
        return new Naming(
                sensorName == null ? key.key() : sensorName,
                deviceName == null ? key.device() : deviceName,
                sent != null ? sent : told != null ? told : usual,
                Optional.ofNullable(newcomers.site()),
                newcomers.standing());
    }
}
