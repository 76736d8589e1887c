package io.isotherm.pipeline;

import io.isotherm.broker.Broker;
import io.isotherm.catalog.Catalog;
import io.isotherm.model.Device;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.IncomingBatch.Refusal;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorHint;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Standing;
import io.isotherm.ops.Component;
import io.isotherm.ops.Health;
import io.isotherm.ops.Threads;
import io.isotherm.store.CatalogStore.Naming;
import io.isotherm.store.CatalogStore.VersionConflict;
import io.isotherm.store.ReadingStore;
import io.isotherm.store.ReadingStore.AppendResult;
import io.isotherm.store.StoreException;
import io.isotherm.trace.Span;
import io.isotherm.trace.Tracer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a sender's names to durable readings: resolve the sensors, flag quality, commit in groups, tell.
 *
 * <p>One thread commits. While it waits for the disk, further messages queue up; it then takes all of them, up to
 * {@link #COMMIT_READINGS}, into the next commit. A message is answered only after its commit. The queue is bounded in
 * readings: beyond it messages are turned away at once.
 */
public final class Pipeline implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    /** Readings of one commit at most, but for a single larger message: bounds how long the first one waits. */
    static final int COMMIT_READINGS = 50_000;

    /** How long the first commit waits for the newest readings of all sensors. */
    private static final long NEWEST_MILLIS = 2_000;

    private final Catalog catalog;
    private final KnownSensors known;
    private final ReadingStore store;
    private final Broker broker;
    private final Tracer tracer;
    private final int queueLimit;
    private final Quality quality = new Quality();
    // Used on the thread that creates alone.
    private final Hints hints;
    private final LinkedBlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Creation creation;
    private final Thread committing;
    private final Timer commitTime;
    private final DistributionSummary commitSize;
    private final Counter repeats;
    private final Counter conflicts;
    // Of the committing thread: what is to be gone on from; null when that is done.
    private @Nullable CompletableFuture<ReadingBatch> newest;
    private final Counter commitFailures;
    private final CommitHealth health;
    private volatile boolean closed;

    /** A pipeline that tells nobody of single commits. */
    public Pipeline(Catalog catalog, ReadingStore store, Broker broker, int queueLimit, MeterRegistry meters) {
        this(catalog, store, broker, queueLimit, meters, Tracer.NONE);
    }

    /**
     * Starts the committing thread.
     *
     * @param queueLimit how many readings may wait for their commit
     * @param tracer is told of the commits of messages that are traced
     */
    public Pipeline(
            Catalog catalog, ReadingStore store, Broker broker, int queueLimit, MeterRegistry meters, Tracer tracer) {
        this.catalog = catalog;
        this.tracer = tracer;
        known = new KnownSensors(catalog);
        this.store = store;
        this.broker = broker;
        this.queueLimit = queueLimit;
        hints = new Hints(catalog);
        commitTime = Timer.builder("isotherm.commit")
                .description("Time of a commit to the store")
                .publishPercentileHistogram()
                .register(meters);
        commitSize = DistributionSummary.builder("isotherm.commit.readings")
                .description("Readings of a commit")
                .serviceLevelObjectives(1, 10, 100, 1_000, 10_000, COMMIT_READINGS)
                .register(meters);
        repeats = Counter.builder("isotherm.readings.repeated")
                .description("Readings that were stored already")
                .register(meters);
        conflicts = Counter.builder("isotherm.readings.conflicts")
                .description("Readings whose sensor and time were stored already with another value")
                .register(meters);
        Gauge.builder("isotherm.readings.waiting", waiting, AtomicInteger::get)
                .description("Readings that wait for their commit")
                .register(meters);
        creation = new Creation(catalog, hints, queue::add);
        Gauge.builder("isotherm.readings.waiting.limit", () -> queueLimit)
                .description("Readings that may wait; senders beyond are told to come again")
                .register(meters);
        commitFailures = Counter.builder("isotherm.commit.failures")
                .description("Commits that failed: their senders were told so")
                .register(meters);
        health = new CommitHealth(queueLimit);
        committing = Thread.ofPlatform().name("commit").start(this::commitAll);
    }

    /** Commits the readings; devices that are not known are made and shown at once. */
    public CompletableFuture<List<Refusal>> submit(IncomingBatch batch, long received) {
        return submit(batch, received, Newcomers.WELCOME);
    }

    /**
     * Commits the readings.
     *
     * @param received the time of the readings that have none, epoch milliseconds
     * @param newcomers what becomes of devices that are not known
     * @return completes, on a thread that must not be blocked, when all are durable, but for those that it gives: of
     *     devices that are blocked, or have no room in the inbox; fails with {@link OverloadedException} or
     *     {@link StoreException}
     */
    public CompletableFuture<List<Refusal>> submit(IncomingBatch batch, long received, Newcomers newcomers) {
        int size = batch.size();
        // A message larger than the limit passes when nothing else waits.
        int before = waiting.getAndAdd(size);
        if (closed || (before > 0 && before + size > queueLimit)) {
            waiting.addAndGet(-size);
            return CompletableFuture.failedFuture(new OverloadedException(
                    closed ? "The server is stopping." : "More readings arrive than the store takes.", 1));
        }
        Pending pending = new Pending(batch, received, newcomers);
        if (pending.resolve(known)) {
            queue.add(pending);
        } else {
            creation.create(pending);
        }
        CompletableFuture<List<Refusal>> answer = pending.done.whenComplete((nothing, failure) -> {
            waiting.addAndGet(-size);
            pending.trace.settled(failure);
        });
        if (closed) {
            // It may have missed the last commit; then nobody else answers it.
            abandon();
        }
        return answer;
    }

    /** The device of the sensor with this key, or that a sensor would get which has to be created. */
    public Optional<Device> device(SensorKey key) {
        Sensor sensor = catalog.byKey(key.key());
        return sensor == null ? device(key.device()) : catalog.device(sensor.device());
    }

    /** The device that senders call so. */
    public Optional<Device> device(String key) {
        return Optional.ofNullable(catalog.deviceByKey(key));
    }

    /** Whether the sensor with this key is in the inbox. */
    public boolean isWaiting(SensorKey key) {
        if (catalog.waitingCount() == 0) {
            return false;
        }
        Sensor sensor = catalog.byKey(key.key());
        return sensor != null && sensor.standing() == Standing.WAITING;
    }

    /** Whether there is a site with this id. */
    public boolean hasSite(String id) {
        return catalog.site(id).isPresent();
    }

    /** Creates what is announced and not there yet. */
    public CompletableFuture<Void> announce(List<Announcement> announcements) {
        return creation.run(() -> announcements.forEach(this::announce));
    }

    /** Learns what messages tell of sensors apart from readings. Does not block; a failure costs the hints alone. */
    public void learn(List<SensorHint> told) {
        var _ = creation.run(() -> hints.learn(told)).whenComplete((nothing, failure) -> {
            if (failure != null) {
                LOG.debug("hints not used reason={}", failure.getMessage());
            }
        });
    }

    private void announce(Announcement announcement) {
        var site = announcement.site();
        if (site != null && catalog.site(site.id()).isEmpty()) {
            try {
                catalog.create(site);
            } catch (VersionConflict e) {
                LOG.debug("site exists site={}", site.id());
            }
        }
        catalog.resolve(
                announcement.key(),
                () -> new Naming(
                        announcement.sensorName(),
                        announcement.deviceName(),
                        announcement.unit(),
                        Optional.ofNullable(site).map(s -> s.id())));
    }

    @Override
    public String name() {
        return "commit";
    }

    @Override
    public Health check() {
        return committing.isAlive()
                ? health.check(waiting.get())
                : Health.down("thread-ended", "No more readings are taken in: restart the program.");
    }

    /** Commits what waits, then turns everything away. Blocks until all is answered. */
    @Override
    public void close() {
        closed = true;
        creation.close();
        queue.add(Pending.END);
        Threads.join(committing);
        abandon();
    }

    private void abandon() {
        if (!committing.isAlive()) {
            for (Pending left = queue.poll(); left != null; left = queue.poll()) {
                left.done.completeExceptionally(new OverloadedException("The server is stopping.", 1));
            }
        }
    }

    private void commitAll() {
        newest = CompletableFuture.supplyAsync(store::latest, Thread::startVirtualThread);
        remember(NEWEST_MILLIS);
        List<Pending> group = new ArrayList<>();
        boolean ended = false;
        while (!ended) {
            group.clear();
            ended = take(group);
            if (!group.isEmpty()) {
                remember(0);
                commit(group);
            }
        }
    }

    // What was stuck before a restart is stuck after it, and what leaps meanwhile has leapt. Senders wait for that only
    // so long, as a store may be away for a while and readings be kept all the same.
    private void remember(long millis) {
        CompletableFuture<ReadingBatch> asked = newest;
        if (asked == null) {
            return;
        }
        try {
            ReadingBatch latest = asked.get(millis, TimeUnit.MILLISECONDS);
            for (int i = 0; i < latest.size(); i++) {
                Sensor sensor = catalog.byNumber(latest.sensor(i));
                if (sensor != null) {
                    quality.remember(sensor, latest.value(i), latest.flags(i), latest.time(i));
                }
            }
            newest = null;
        } catch (TimeoutException e) {
            LOG.debug("the newest readings are not there yet");
        } catch (ExecutionException e) {
            LOG.warn("quality begins anew, without the newest readings: reason={}", String.valueOf(e.getCause()));
            newest = null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // Waits for one message, then takes what else is there. True when the end was among it.
    private boolean take(List<Pending> group) {
        try {
            int readings = 0;
            for (Pending next = queue.take(); next != null; next = queue.poll()) {
                if (next == Pending.END) {
                    return true;
                }
                group.add(next);
                readings += next.batch.size();
                if (readings >= COMMIT_READINGS) {
                    break;
                }
            }
            return false;
        } catch (InterruptedException e) {
            LOG.error("commit thread interrupted: no more readings are taken");
            closed = true;
            return true;
        }
    }

    private void commit(List<Pending> group) {
        Span span = together(group);
        try (Span.Scope _ = span.enter()) {
            commit(group, span);
        } finally {
            span.end();
        }
    }

    // Most are of messages that nobody follows.
    private Span together(List<Pending> group) {
        List<Span> messages = null;
        for (Pending pending : group) {
            if (pending.trace.message().isKept()) {
                messages = messages == null ? new ArrayList<>() : messages;
                messages.add(pending.trace.message());
            }
        }
        if (messages == null) {
            return Span.NONE;
        }
        Span span = tracer.together("commit", messages).tell("isotherm.messages", group.size());
        group.forEach(pending -> pending.trace.committing(span));
        return span;
    }

    private void commit(List<Pending> group, Span span) {
        List<ReadingBatch> batches = new ArrayList<>(group.size());
        int readings = 0;
        // Messages that came at once may have overtaken each other; late readings cost the store more.
        group.sort(Comparator.comparingLong(Pending::firstTime));
        try {
            for (Pending pending : group) {
                ReadingBatch batch = pending.flagged(quality);
                batches.add(batch);
                readings += batch.size();
            }
            if (readings == 0) {
                group.forEach(Pending::complete);
                return;
            }
            long start = System.nanoTime();
            AppendResult result = store.append(batches);
            span.tell("isotherm.readings", readings)
                    .tell("isotherm.repeated", result.repeated())
                    .tell("isotherm.conflicts", result.conflicts());
            commitTime.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            commitSize.record(readings);
            repeats.increment((double) result.repeated());
            conflicts.increment((double) result.conflicts());
            health.committed();
        } catch (RuntimeException e) {
            span.fail(e);
            commitFailures.increment();
            health.failed(String.valueOf(e.getMessage()));
            LOG.error("commit failed readings={} messages={} reason={}", readings, group.size(), e.getMessage());
            StoreException failure = e instanceof StoreException known
                    ? known
                    : new StoreException("The readings could not be committed: " + e.getMessage(), e);
            group.forEach(pending -> pending.done.completeExceptionally(failure));
            return;
        }
        // Durable: first answer the senders, who wait, then tell the pages.
        group.forEach(Pending::complete);
        Span publish = span.begin("publish").tell("isotherm.readings", readings);
        for (ReadingBatch batch : batches) {
            if (!batch.isEmpty()) {
                broker.publish(batch);
            }
        }
        publish.end();
    }
}
