package io.isotherm.model;

import java.util.Arrays;

/**
 * Readings as columns of equal length, in no particular order unless a method says so. A column's entry at one index
 * belongs to one reading: the sensor's number, the time in epoch milliseconds, the value as it was sent, and the
 * {@link Flags} word. Not changed after it was built.
 */
public final class ReadingBatch {
    public static final ReadingBatch EMPTY = new Builder(0).build();

    private final int size;
    private final int[] sensors;
    private final long[] times;
    private final double[] values;
    private final int[] flags;

    private ReadingBatch(int size, int[] sensors, long[] times, double[] values, int[] flags) {
        this.size = size;
        this.sensors = sensors;
        this.times = times;
        this.values = values;
        this.flags = flags;
    }

    /** A batch over these columns, which are the batch's own from now on: nobody may change them. They may be longer. */
    public static ReadingBatch of(int size, int[] sensors, long[] times, double[] values, int[] flags) {
        if (size < 0
                || size > Math.min(Math.min(sensors.length, times.length), Math.min(values.length, flags.length))) {
            throw new IllegalArgumentException("columns are shorter than " + size);
        }
        return new ReadingBatch(size, sensors, times, values, flags);
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public int sensor(int i) {
        return sensors[check(i)];
    }

    /** Epoch milliseconds. */
    public long time(int i) {
        return times[check(i)];
    }

    /** The value as sent, in the unit that {@link Flags#unit} tells of {@link #flags}. */
    public double value(int i) {
        return values[check(i)];
    }

    public int flags(int i) {
        return flags[check(i)];
    }

    // The arrays may be longer than the batch.
    private int check(int i) {
        if (i >= size) {
            throw new IndexOutOfBoundsException(i);
        }
        return i;
    }

    @Override
    public String toString() {
        return "ReadingBatch[" + size + " readings]";
    }

    /** Collects readings; grows as needed. Not thread-safe. */
    public static final class Builder {
        private int size;
        private int[] sensors;
        private long[] times;
        private double[] values;
        private int[] flags;

        public Builder(int capacity) {
            sensors = new int[capacity];
            times = new long[capacity];
            values = new double[capacity];
            flags = new int[capacity];
        }

        public Builder() {
            this(64);
        }

        public Builder add(int sensor, long time, double value, int flagWord) {
            if (size == sensors.length) {
                int larger = Math.max(16, size + (size >> 1));
                sensors = Arrays.copyOf(sensors, larger);
                times = Arrays.copyOf(times, larger);
                values = Arrays.copyOf(values, larger);
                flags = Arrays.copyOf(flags, larger);
            }
            sensors[size] = sensor;
            times[size] = time;
            values[size] = value;
            flags[size] = flagWord;
            size++;
            return this;
        }

        public int size() {
            return size;
        }

        /** The batch; the builder must not be used afterwards. */
        public ReadingBatch build() {
            return new ReadingBatch(size, sensors, times, values, flags);
        }
    }
}
