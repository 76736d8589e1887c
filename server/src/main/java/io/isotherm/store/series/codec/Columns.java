package io.isotherm.store.series.codec;

import java.util.Arrays;

/**
 * Readings of one sensor as growing columns: what is decoded is added at the end. The arrays may be longer than
 * {@link #size}, and are replaced when they grow. Open for the sake of speed; not thread-safe.
 */
public final class Columns {
    public int size;
    /** Epoch milliseconds. */
    public long[] times;
    /** As sent; in the unit that the flags tell. */
    public double[] values;
    /** Words as of {@link io.isotherm.model.Flags}. */
    public int[] flags;

    public Columns(int capacity) {
        times = new long[capacity];
        values = new double[capacity];
        flags = new int[capacity];
    }

    public void add(long time, double value, int flagWord) {
        room(1);
        times[size] = time;
        values[size] = value;
        flags[size] = flagWord;
        size++;
    }

    /** Makes room for so many more. */
    public void room(int more) {
        int needed = Math.addExact(size, more);
        if (needed > times.length) {
            int larger = Math.max(needed, Math.max(16, (int) Math.min(Integer.MAX_VALUE - 8, size * 3L / 2)));
            times = Arrays.copyOf(times, larger);
            values = Arrays.copyOf(values, larger);
            flags = Arrays.copyOf(flags, larger);
        }
    }

    public void clear() {
        size = 0;
    }
}
