package io.isotherm.ingest.simulate;

import io.isotherm.ingest.Delivery;
import io.isotherm.ingest.Intake;
import io.isotherm.ops.Threads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The demo site in time: sends the history that is missing, then each reading when it is due. A clock that jumps, or a
 * machine that slept, is caught up with, up to the length of the history.
 */
public final class Simulator implements AutoCloseable {
    /** The seed of the demo that everyone sees. */
    public static final long SEED = 20_250_916;

    /** How much history the demo has. */
    public static final Duration HISTORY = Duration.ofDays(7);

    // What was under way when a process was killed may be missing before the newest kept reading: a few batches of a
    // demo with 1.3 readings a second, with room to spare.
    static final Duration OVERLAP = Duration.ofHours(12);
    // How soon a jump of the clock is noticed.
    private static final long LONGEST_SLEEP = 1_000;
    private static final long JUMP_BACK = 60_000;

    private static final Logger log = LoggerFactory.getLogger(Simulator.class);

    private final Intake intake;
    private final InstantSource clock;
    private final SimulatedSite site;
    private @Nullable Thread thread;
    private volatile State state = State.OFF;

    /** What it does. */
    public enum Phase {
        OFF,
        LOADING,
        RUNNING
    }

    /** @param progress of the loading, from 0 to 1; 1 while running */
    public record State(Phase phase, double progress) {
        static final State OFF = new State(Phase.OFF, 0);
        static final State RUNNING = new State(Phase.RUNNING, 1);
    }

    public Simulator(Intake intake, InstantSource clock, long seed) {
        this.intake = intake;
        this.clock = clock;
        this.site = new SimulatedSite(seed);
    }

    public State state() {
        return state;
    }

    /** The demo's sensors. */
    public SimulatedSite site() {
        return site;
    }

    /** Starts, with the whole history. Does nothing when it runs already. */
    public void start() {
        start(null);
    }

    /**
     * Starts. Does nothing when it runs already.
     *
     * @param newest the time of the demo's newest reading that is kept, so that only what came after it is sent; null
     *     when there is none or it is not known
     */
    public synchronized void start(@Nullable Instant newest) {
        if (thread != null && thread.isAlive()) {
            return;
        }
        long now = clock.millis();
        long from = now - HISTORY.toMillis();
        if (newest != null) {
            from = Math.clamp(newest.minus(OVERLAP).toEpochMilli(), from, now);
        }
        long start = from;
        state = new State(Phase.LOADING, 0);
        thread = Thread.ofPlatform().daemon().name("simulator").start(() -> run(start));
    }

    /** Stops and waits until nothing more is sent. Does nothing when it does not run. */
    public synchronized void stop() {
        if (thread != null) {
            thread.interrupt();
            Threads.join(thread);
            thread = null;
        }
    }

    @Override
    public void close() {
        stop();
    }

    private void run(long from) {
        try {
            Delivery delivery = new Delivery(intake, SimulatedSite.SENDER, SimulatedSite.IN_FLIGHT);
            delivery.announce(site.announcements());
            SimulatedSite.Course course = site.course(from);
            load(course, delivery);
            while (true) {
                course = follow(course, delivery);
            }
        } catch (InterruptedException e) {
            log.info("simulator stopped");
        } catch (RuntimeException e) {
            log.error("simulator failed", e);
        } finally {
            state = State.OFF;
        }
    }

    private void load(SimulatedSite.Course course, Delivery delivery) throws InterruptedException {
        long started = System.nanoTime();
        long from = course.position();
        DoubleConsumer progress = done -> state = new State(Phase.LOADING, done);
        // While the history is loaded, time goes on.
        course.send(clock.millis(), delivery, progress);
        course.send(clock.millis(), delivery, done -> {});
        state = State.RUNNING;
        log.info(
                "simulator runs sensors={} history={}h readings={} refused={} ms={}",
                site.announcements().size(),
                (clock.millis() - from) / 3_600_000,
                delivery.accepted(),
                delivery.refused(),
                (System.nanoTime() - started) / 1_000_000);
    }

    // Sends what is due; gives the course to go on with.
    private SimulatedSite.Course follow(SimulatedSite.Course course, Delivery delivery) throws InterruptedException {
        long now = clock.millis();
        SimulatedSite.Course current = course;
        if (now < course.position() - JUMP_BACK) {
            log.info("clock went back seconds={}", (course.position() - now) / 1000);
            // What is sent again then is the same again.
            current = site.course(now);
        } else if (now - course.position() > HISTORY.toMillis()) {
            log.info("clock went ahead hours={}", (now - course.position()) / 3_600_000);
            current = site.course(now - HISTORY.toMillis());
        }
        // A reading is due at its time, so the millisecond that is now is over.
        current.send(now + 1, delivery, done -> {});
        Thread.sleep(Math.clamp(current.next() - clock.millis(), 1, LONGEST_SLEEP));
        return current;
    }
}
