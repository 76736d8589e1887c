package io.isotherm.worker;

import io.isotherm.ops.Component;
import io.isotherm.ops.Health;
import io.isotherm.store.Election;
import io.isotherm.store.StoreException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this process is the one that does the work of the role {@code worker}. It asks again and again, on a thread of
 * its own; one that dies is followed by another within {@link #LEASE} and {@link #EVERY}, 13 s.
 *
 * <p>A process that was frozen believes for a moment that it leads still, so what leaders do must bear being done twice.
 */
public final class Leadership implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

    static final String TASK = "worker";
    static final Duration LEASE = Duration.ofSeconds(10);
    static final Duration EVERY = Duration.ofSeconds(3);

    private final Election election;
    private final Duration lease;
    private final Duration every;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Thread thread;

    /** By {@link System#nanoTime}: counted from before the question, so it ends before the store's. */
    private volatile long leadsUntil;

    private volatile boolean leads;
    private volatile @Nullable String problem;

    public Leadership(Election election, MeterRegistry meters) {
        this(election, meters, LEASE, EVERY);
    }

    Leadership(Election election, MeterRegistry meters, Duration lease, Duration every) {
        this.election = election;
        this.lease = lease;
        this.every = every;
        Gauge.builder("isotherm.worker.leader", this, self -> self.isLeader() ? 1 : 0)
                .description("1 where this process does what is done once for all: retention")
                .register(meters);
    }

    /**
     * Asks for the first time, and goes on in the background.
     *
     * @param takenOver called on a thread of its own when this process follows another one; not when it leads from its
     *     start
     */
    public void start(Runnable takenOver) {
        ask();
        if (leads) {
            LOG.info("leads task={}", TASK);
        }
        thread = Thread.ofPlatform().name("worker").daemon().start(() -> run(takenOver));
    }

    /** Whether this process leads now. */
    public boolean isLeader() {
        return leads && System.nanoTime() - leadsUntil < 0;
    }

    private void run(Runnable takenOver) {
        try {
            while (!closing.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
                boolean before = isLeader();
                ask();
                if (leads && !before) {
                    LOG.info("leads now, after another process task={}", TASK);
                    takenOver.run();
                } else if (before && !leads) {
                    LOG.warn("does not lead any more: another process does task={}", TASK);
                }
            }
        } catch (InterruptedException e) {
            LOG.error("thread interrupted: this process will not lead");
        }
    }

    private void ask() {
        long asked = System.nanoTime();
        try {
            leads = election.lead(TASK, lease);
            leadsUntil = asked + lease.toNanos();
            if (problem != null) {
                LOG.info("it is known again who leads task={}", TASK);
            }
            problem = null;
        } catch (StoreException e) {
            if (problem == null) {
                LOG.warn("not known who leads, asked again task={} reason=\"{}\"", TASK, e.getMessage());
            }
            problem = e.getMessage();
        }
    }

    @Override
    public String name() {
        return TASK;
    }

    @Override
    public Health check() {
        String reason = problem;
        return reason == null
                ? Health.ok(isLeader() ? "This process leads." : "Another process leads.")
                : Health.degraded(
                        "leader-unknown",
                        "It cannot be found out which process does the work of the role worker: " + reason);
    }

    /** Lets another process lead at once. */
    @Override
    public void close() {
        closing.countDown();
        Thread started = thread;
        try {
            if (started != null) {
                started.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!leads) {
            return;
        }
        leads = false;
        try {
            election.resign(TASK);
        } catch (StoreException e) {
            LOG.warn("another process leads in {} s only reason=\"{}\"", lease.toSeconds(), e.getMessage());
        }
    }
}
