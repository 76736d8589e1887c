package io.isotherm.retention;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Component;
import io.isotherm.ops.Health;
import io.isotherm.store.AuditEntry;
import io.isotherm.store.AuditEntry.Outcome;
import io.isotherm.store.CatalogStore;
import io.isotherm.store.ReadingStore;
import io.isotherm.store.Retention;
import io.isotherm.store.Retired;
import io.isotherm.store.StoreException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops what is too old, on a thread of its own: a minute after the start, then every hour. Of several processes one does
 * so; the others take note of what must be gone. A failure is told by health and the log, and tried again the next time.
 */
public final class Retiring implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(Retiring.class);

    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final long CLOSE_SECONDS = 10;

    /** What a machine that slept may be ahead: the time that has passed does not count its sleep. */
    private static final Duration MOST_AHEAD = Duration.ofDays(7);

    private final ReadingStore readings;
    private final CatalogStore audit;
    private final RetentionPolicy policy;
    private final InstantSource clock;
    private final BooleanSupplier leads;
    private final Consumer<Retention> afterwards;
    private final Counter payloads;
    private final Counter blocks;
    private final Counter failures;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().name("retention").daemon().unstarted(task));

    private final long startedMillis;
    private final long startedNanos = System.nanoTime();
    private volatile @Nullable String problem;

    /**
     * @param audit gets an entry for each run that dropped something
     * @param leads whether it is this process that drops
     * @param afterwards is told what is too old, after each run of whichever process, on the same thread
     */
    public Retiring(
            ReadingStore readings,
            CatalogStore audit,
            RetentionPolicy policy,
            InstantSource clock,
            BooleanSupplier leads,
            MeterRegistry meters,
            Consumer<Retention> afterwards) {
        this.readings = readings;
        this.audit = audit;
        this.policy = policy;
        this.clock = clock;
        startedMillis = clock.millis();
        // Else a stop waits for the run that is due a minute after this process began to lead.
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.leads = leads;
        this.afterwards = afterwards;
        payloads = Counter.builder("isotherm.retention.payloads")
                .description("Blocks whose readings were dropped as too old while their summary stays")
                .register(meters);
        blocks = Counter.builder("isotherm.retention.blocks")
                .description("Blocks dropped whole as too old")
                .register(meters);
        failures = Counter.builder("isotherm.retention.failures")
                .description("Runs of retention that failed; the next one tries again")
                .register(meters);
    }

    public void start() {
        start(FIRST, EVERY);
    }

    void start(Duration first, Duration every) {
        var _ = thread.scheduleWithFixedDelay(this::run, first.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Runs in a minute also, as the process that did so before may have died in the middle. */
    public void takeOver() {
        try {
            var _ = thread.schedule(this::run, FIRST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("retention is closed");
        }
    }

    // A task that throws is never run again, an Error too, and then nothing would be dropped until the disk is full.
    private void run() {
        try {
            retire();
            if (problem != null) {
                LOG.info("retention works again");
            }
            problem = null;
        } catch (Throwable e) {
            failures.increment();
            problem = "Since " + Instant.ofEpochMilli(clock.millis()) + " what is too old cannot be dropped: "
                    + e.getMessage();
            if (e instanceof StoreException) {
                LOG.warn("retention failed reason=\"{}\"", e.getMessage());
            } else {
                LOG.error("retention failed", e);
            }
        }
    }

    private void retire() {
        requireSteadyClock();
        Retention retention = policy.at(now());
        if (leads.getAsBoolean()) {
            drop(retention);
        }
        afterwards.accept(retention);
    }

    private void drop(Retention retention) {
        Retired retired = readings.retire(retention);
        payloads.increment((double) retired.payloads());
        blocks.increment((double) retired.blocks());
        if (retired.payloads() + retired.blocks() > 0) {
            LOG.info("too old dropped payloads={} blocks={}", retired.payloads(), retired.blocks());
            audit.audit(AuditEntry.of(
                    clock.millis(),
                    "retention",
                    "retire",
                    Outcome.DONE,
                    "all sensors",
                    "",
                    "",
                    Map.of("payloads", retired.payloads(), "blocks", retired.blocks())));
        }
    }

    /**
     * Readings that come without a time get that of the clock, so the newest reading is no measure of a clock that was set
     * ahead while the program runs: what it says is held against the time that has passed.
     */
    private void requireSteadyClock() {
        long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
        long ahead = clock.millis() - startedMillis - passed;
        if (ahead > MOST_AHEAD.toMillis()) {
            throw new StoreException("The clock of this machine went ahead by "
                    + TimeUnit.MILLISECONDS.toDays(ahead)
                    + " days since the program started, so nothing is dropped: set"
                    + " the clock right; where it is right now, restart the program.");
        }
    }

    /**
     * Now, or the time of the newest reading of all where that is earlier: a machine that starts with its clock years
     * ahead would drop everything at once. Where no sensor sends any more, nothing grows either.
     */
    private long now() {
        ReadingBatch latest = readings.latest();
        long newest = Long.MIN_VALUE;
        for (int i = 0; i < latest.size(); i++) {
            newest = Math.max(newest, latest.time(i));
        }
        return latest.isEmpty() ? clock.millis() : Math.min(clock.millis(), newest);
    }

    @Override
    public String name() {
        return "retention";
    }

    @Override
    public Health check() {
        return Optional.ofNullable(problem)
                .map(told -> Health.degraded("retention-failed", told))
                .orElse(Health.OK);
    }

    /** Ends after the run under way, for which it waits a while; no interruption, which would close files being used. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("retention still under way seconds={}", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
