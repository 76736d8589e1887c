package io.isotherm.live;

import io.isotherm.model.ReadingBatch;

/**
 * The readings that were told lately, to know those that are told again: another process's come by the broker, which is
 * quick, and by the store's journal, which is certain. What it calls a repeat is one, to the bit; a repeat that comes
 * late, after some hundred thousand others, it may not know any more. Not thread-safe.
 *
 * <p>A table of buckets of {@link #WAYS} places. A reading has its place in one bucket, and takes there the place of the
 * one that came first.
 */
final class RecentReadings {
    private static final int WAYS = 8;
    private static final int BUCKETS = 1 << 15;

    private final int[] sensors = new int[BUCKETS * WAYS];
    private final long[] times = new long[BUCKETS * WAYS];
    private final long[] values = new long[BUCKETS * WAYS];
    private final int[] flags = new int[BUCKETS * WAYS];
    /** The place of each bucket that is taken next. */
    private final byte[] next = new byte[BUCKETS];

    /** Whether this reading was told before; it is from now on. Sensor numbers begin at 1, so an empty place is none's. */
    boolean isRepeat(ReadingBatch batch, int i) {
        int sensor = batch.sensor(i);
        long time = batch.time(i);
        long value = Double.doubleToRawLongBits(batch.value(i));
        int flag = batch.flags(i);
        int bucket = bucket(sensor, time);
        for (int place = bucket * WAYS; place < (bucket + 1) * WAYS; place++) {
            if (sensors[place] == sensor && times[place] == time && values[place] == value && flags[place] == flag) {
                return true;
            }
        }
        int place = bucket * WAYS + next[bucket];
        next[bucket] = (byte) ((next[bucket] + 1) % WAYS);
        sensors[place] = sensor;
        times[place] = time;
        values[place] = value;
        flags[place] = flag;
        return false;
    }

    // Sensors are counted and times are often round: a multiplication spreads both (the golden ratio's, as Knuth has
    // it).
    private static int bucket(int sensor, long time) {
        long mixed = (time * 0x9E37_79B9_7F4A_7C15L ^ sensor) * 0x9E37_79B9_7F4A_7C15L;
        return (int) (mixed >>> 49);
    }
}
