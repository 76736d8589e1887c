package io.isotherm.live;

import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Sensor;
import io.isotherm.store.ReadingStore;
import io.isotherm.store.Retention;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The newest reading of every sensor, in memory, and how often it sends. Fed from the store at the start and from the
 * broker afterwards; late data never replaces a newer reading. All methods may be called from any thread.
 */
public final class LatestValues {
    /** A value is stale, and a stretch a gap, when this many expected intervals went by without a reading. */
    static final int INTERVALS = 3;

    /** Never stale sooner: a sender's jitter and a slow network are no failure. */
    static final Duration LEAST = Duration.ofSeconds(15);

    /** Never a gap sooner. What is stored has no network's delay in it, so this is less than for staleness. */
    private static final Duration LEAST_GAP = Duration.ofSeconds(1);

    /** For a sensor whose interval is neither set nor learned yet. */
    static final Duration UNKNOWN = Duration.ofMinutes(15);

    // The interval is learned as the median of so many steps between neighbouring readings.
    private static final int STEPS = 8;
    private static final int ENOUGH_STEPS = 3;

    // How many steps were seen: see learn().
    private int[] stepCount = new int[0];
    private long[] steps = new long[0];
    private boolean[] known = new boolean[0];
    private long[] times = new long[0];
    private double[] values = new double[0];
    private int[] flags = new int[0];
    private int highest;

    /** Reads what the store has of these sensors. Blocks. */
    public void load(ReadingStore store, Iterable<Sensor> sensors) {
        for (Sensor sensor : sensors) {
            update(store.newest(sensor.number(), STEPS + 1));
        }
    }

    /**
     * Takes in committed readings.
     *
     * @return the numbers of the sensors whose newest reading changed
     */
    public synchronized BitSet update(ReadingBatch batch) {
        BitSet changed = new BitSet();
        for (int i = 0; i < batch.size(); i++) {
            int number = batch.sensor(i);
            room(number);
            long time = batch.time(i);
            if (known[number]) {
                if (time < times[number]) {
                    continue;
                }
                if (time > times[number]) {
                    learn(number, time - times[number]);
                }
            }
            known[number] = true;
            times[number] = time;
            values[number] = batch.value(i);
            flags[number] = batch.flags(i);
            changed.set(number);
        }
        return changed;
    }

    /** The sensor's newest reading, or null where it has none. */
    public synchronized @Nullable Latest of(int number) {
        return number < known.length && known[number] ? new Latest(times[number], values[number], flags[number]) : null;
    }

    /** The newest reading of the sensors in {@code numbers} that have one; of all where it is null. */
    public synchronized ReadingBatch newest(@Nullable BitSet numbers) {
        ReadingBatch.Builder batch = new ReadingBatch.Builder(numbers == null ? highest + 1 : numbers.cardinality());
        int number = numbers == null ? 0 : numbers.nextSetBit(0);
        while (number >= 0 && number <= highest && number < known.length) {
            if (known[number]) {
                batch.add(number, times[number], values[number], flags[number]);
            }
            number = numbers == null ? number + 1 : numbers.nextSetBit(number + 1);
        }
        return batch.build();
    }

    /** Forgets a sensor that was removed. */
    public synchronized void forget(int number) {
        if (number < known.length) {
            known[number] = false;
            stepCount[number] = 0;
        }
    }

    /** Takes a sensor's newest readings from the store anew, after some of them were removed. Blocks. */
    public void reload(ReadingStore store, int number) {
        // What is heard meanwhile is newer than what is read, and stays.
        forget(number);
        update(store.newest(number, STEPS + 1));
    }

    /** Likewise for the sensors whose newest reading is too old to be kept. */
    public void reloadRetired(ReadingStore store, Iterable<Sensor> sensors, Retention retention) {
        for (Sensor sensor : sensors) {
            Latest newest = of(sensor.number());
            if (newest != null && newest.time() < retention.readingsBefore(sensor.number())) {
                reload(store, sensor.number());
            }
        }
    }

    /** The expected time between two readings in milliseconds: as set, else as learned; null while unknown. */
    public @Nullable Long interval(Sensor sensor) {
        Long set = sensor.interval();
        return set != null ? set : learned(sensor.number());
    }

    /** How old, in milliseconds, the sensor's newest reading may be before it is stale. */
    public long staleAfter(Sensor sensor) {
        Long interval = interval(sensor);
        return interval == null ? UNKNOWN.toMillis() : Math.max(LEAST.toMillis(), INTERVALS * interval);
    }

    /** How long, in milliseconds, a stretch of the sensor's history without readings may be before it is a gap. */
    public long gapAfter(Sensor sensor) {
        Long interval = interval(sensor);
        return interval == null ? UNKNOWN.toMillis() : Math.max(LEAST_GAP.toMillis(), INTERVALS * interval);
    }

    /** The sensor's state at {@code now}, epoch milliseconds. */
    public State state(Sensor sensor, long now) {
        Latest latest = of(sensor.number());
        if (latest == null) {
            return State.NONE;
        }
        if (now - latest.time() > staleAfter(sensor)) {
            return State.STALE;
        }
        return Flags.isGood(latest.flags()) ? State.OK : State.SUSPECT;
    }

    private synchronized @Nullable Long learned(int number) {
        if (number >= known.length || stepCount[number] < ENOUGH_STEPS) {
            return null;
        }
        int count = Math.min(STEPS, stepCount[number]);
        long[] sorted = Arrays.copyOfRange(steps, number * STEPS, number * STEPS + count);
        Arrays.sort(sorted);
        return sorted[count / 2];
    }

    private void learn(int number, long step) {
        int count = stepCount[number];
        steps[number * STEPS + count % STEPS] = step;
        // Runs from 0 to 2 * STEPS - 1 and back to STEPS, so that it neither overflows nor forgets that it is full.
        stepCount[number] = count == 2 * STEPS - 1 ? STEPS : count + 1;
    }

    private void room(int number) {
        if (number >= known.length) {
            int larger = Math.max(64, number + (number >> 1) + 1);
            known = Arrays.copyOf(known, larger);
            times = Arrays.copyOf(times, larger);
            values = Arrays.copyOf(values, larger);
            flags = Arrays.copyOf(flags, larger);
            stepCount = Arrays.copyOf(stepCount, larger);
            steps = Arrays.copyOf(steps, larger * STEPS);
        }
        highest = Math.max(highest, number);
    }

    /**
     * A sensor's newest reading.
     *
     * @param time epoch milliseconds
     * @param value as sent, in the unit that the flags tell
     */
    public record Latest(long time, double value, int flags) {}

    /** How much a sensor's newest value may be relied on. */
    public enum State {
        OK,
        /** Older than it may be. */
        STALE,
        /** Fresh, but carries a quality flag. */
        SUSPECT,
        /** There is no reading. */
        NONE
    }
}
