package io.isotherm.ingest.simulate;

import io.isotherm.ingest.Ingest;
import io.isotherm.ingest.Intake;
import io.isotherm.ingest.Sender;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many plain sensors at a steady pace, to see what a server stands. The n-th reading is due n/rate seconds after the
 * start, whatever became of those before, so the pace does not drift; a server that cannot keep up sees the readings
 * late, not fewer. A refused batch is counted and not sent again: this measures, it does not monitor.
 */
public final class LoadSimulator implements AutoCloseable {
    /** The most sensors. */
    public static final int MOST_SENSORS = 1_000_000;

    private static final long TICK_MILLIS = 20;
    private static final int BATCH = 10_000;
    private static final int MOST_UNDER_WAY = 64;
    private static final long LATE_MILLIS = 1_000;
    private static final Sender SENDER = new Sender("simulate", "load");

    private static final Logger log = LoggerFactory.getLogger(LoadSimulator.class);

    private final SensorKey[] keys;
    private final double rate;
    private final Intake intake;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final AtomicInteger underWay = new AtomicInteger();
    private final LongAdder sent = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder late = new LongAdder();
    private @Nullable Thread thread;

    /**
     * What became of the readings so far.
     *
     * @param sent given to the door
     * @param acknowledged durable
     * @param refused not taken, by overload or failure
     * @param late given to the door more than a second after they were due
     */
    public record Counts(long sent, long acknowledged, long refused, long late) {}

    /**
     * @param sensors how many, 1 to {@value #MOST_SENSORS}
     * @param rate readings a second of all together; at most 1,000 for each sensor, as times are in milliseconds
     * @throws IllegalArgumentException when a number is outside of its range
     */
    public LoadSimulator(int sensors, double rate, Intake intake, InstantSource clock) {
        this(sensors, rate, intake, clock, System::nanoTime);
    }

    LoadSimulator(int sensors, double rate, Intake intake, InstantSource clock, LongSupplier nanoTime) {
        if (sensors < 1 || sensors > MOST_SENSORS) {
            throw new IllegalArgumentException(
                    "Load is made by 1 to " + MOST_SENSORS + " sensors, not " + sensors + ".");
        }
        if (!(rate > 0 && rate <= 1_000.0 * sensors)) {
            throw new IllegalArgumentException(
                    "The rate is more than 0 and at most 1,000 readings a second for each of " + sensors
                            + " sensors, not " + rate + ".");
        }
        this.keys = new SensorKey[sensors];
        for (int i = 0; i < sensors; i++) {
            keys[i] = new SensorKey("load/%05d".formatted(i + 1), Quantity.TEMPERATURE);
        }
        this.rate = rate;
        this.intake = intake;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Starts. Does nothing when it runs already. */
    public synchronized void start() {
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("load-simulator").start(this::run);
            log.info("load starts sensors={} rate={}", keys.length, rate);
        }
    }

    /** Stops sending; what is under way may still be acknowledged. Does nothing when it does not run. */
    public synchronized void stop() {
        if (thread != null) {
            thread.interrupt();
            thread = null;
            Counts counts = counts();
            log.info(
                    "load stops sent={} acknowledged={} refused={} late={}",
                    counts.sent(),
                    counts.acknowledged(),
                    counts.refused(),
                    counts.late());
        }
    }

    @Override
    public void close() {
        stop();
    }

    public Counts counts() {
        return new Counts(sent.sum(), acknowledged.sum(), refused.sum(), late.sum());
    }

    private void run() {
        long started = nanoTime.getAsLong();
        long epoch = clock.millis();
        long done = 0;
        try {
            while (true) {
                double seconds = (nanoTime.getAsLong() - started) / 1e9;
                long due = (long) (seconds * rate);
                while (done < due && underWay.get() < MOST_UNDER_WAY) {
                    int count = (int) Math.min(BATCH, due - done);
                    send(batch(epoch, done, count), lateOf(done, count, seconds));
                    done += count;
                }
                Thread.sleep(TICK_MILLIS);
            }
        } catch (InterruptedException e) {
            // Told to stop.
        }
    }

    // Reading n is of sensor n modulo the sensors: each in turn, so each at an even pace.
    private IncomingBatch batch(long epoch, long first, int count) {
        IncomingBatch.Builder batch = new IncomingBatch.Builder();
        for (int i = 0; i < count; i++) {
            long n = first + i;
            int sensor = (int) (n % keys.length);
            long time = epoch + (long) (n * 1000 / rate);
            batch.add(keys[sensor], time, value(sensor, time), Unit.CELSIUS, i);
        }
        return batch.build();
    }

    private long lateOf(long first, int count, double seconds) {
        long overdue = (long) ((seconds - LATE_MILLIS / 1000.0) * rate) - first;
        return Math.clamp(overdue, 0, count);
    }

    private void send(IncomingBatch batch, long tooLate) {
        underWay.incrementAndGet();
        sent.add(batch.size());
        late.add(tooLate);
        var _ = intake.accept(SENDER, batch).whenComplete((outcome, failure) -> {
            underWay.decrementAndGet();
            count(batch, outcome);
        });
    }

    private void count(IncomingBatch batch, Ingest.@Nullable Outcome outcome) {
        if (outcome == null) {
            refused.add(batch.size());
        } else {
            acknowledged.add(outcome.accepted());
            refused.add(outcome.refused().size());
        }
    }

    // Like a room's: a slow wave, a little noise, two decimals.
    private static double value(int sensor, long time) {
        double wave = Chance.wander(sensor, time, 600_000);
        double noise = Chance.normal(sensor, time);
        return Math.rint((20 + 4 * wave + 0.05 * noise) * 100) / 100 + 0.0;
    }
}
