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
            int larger = Math.max(needed, Math.max(16, (int) Math.min(Integer.MAX_VALUE - 8, size * 2L)));
            times = Arrays.copyOf(times, larger);
            values = Arrays.copyOf(values, larger);
            flags = Arrays.copyOf(flags, larger);
        }
    }

    public void clear() {
        size = 0;
    }

    /** Where a time is or would be, the times being ascending: how many are before it. */
    public int lowerBound(long time) {
        int at = Arrays.binarySearch(times, 0, size, time);
        return at >= 0 ? at : -at - 1;
    }

    /** Adds the other's readings from an index to another, exclusive. */
    public void addAll(Columns other, int from, int to) {
        int count = to - from;
        room(count);
        System.arraycopy(other.times, from, times, size, count);
        System.arraycopy(other.values, from, values, size, count);
        System.arraycopy(other.flags, from, flags, size, count);
        size += count;
    }
}
