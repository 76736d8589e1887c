package io.isotherm.bench.store;

import io.isotherm.bench.RealisticReadings;
import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Unit;

/**
 * 10,000 sensors at 1 Hz, cheap to make: two hours of each of 64 {@link RealisticReadings} fridges, of which each sensor
 * is one, at a place of its own, again and again. So what is measured is the store.
 */
final class Fleet {
    static final int SENSORS = 10_000;
    static final long START = 1_735_689_600_000L; // 2025-01-01
    private static final int KINDS = 64;
    private static final int SECONDS = 7_200;
    private static final int GOOD = Flags.of(Flags.GOOD, Unit.CELSIUS);

    private final float[][] values = new float[KINDS][SECONDS];
    private final byte[] jitter = new byte[1 << 16];

    Fleet() {
        for (int kind = 0; kind < KINDS; kind++) {
            RealisticReadings fridge = new RealisticReadings(kind, START, 1_000, 1);
            for (int i = 0; i < SECONDS; i++) {
                values[kind][i] = Math.round(fridge.value(i) * 100);
            }
        }
        RealisticReadings clock = new RealisticReadings(0, 0, 1_000, 2);
        for (int i = 0; i < jitter.length; i++) {
            jitter[i] = (byte) (clock.time(i) - i * 1_000L);
        }
    }

    /** The readings of one second, of sensors from a number to another, exclusive; numbers start at 1. */
    ReadingBatch batch(long second, int from, int to) {
        int size = to - from;
        int[] sensors = new int[size];
        long[] times = new long[size];
        double[] readings = new double[size];
        int[] flags = new int[size];
        for (int i = 0; i < size; i++) {
            int sensor = from + i;
            sensors[i] = sensor;
            times[i] = time(sensor, second);
            readings[i] = value(sensor, second);
            flags[i] = GOOD;
        }
        return ReadingBatch.of(size, sensors, times, readings, flags);
    }

    private long time(int sensor, long second) {
        int place = (int) (sensor * 7_919L + second * 31L) & 0xFFFF;
        return START + second * 1_000 + jitter[place];
    }

    private double value(int sensor, long second) {
        return values[sensor % KINDS][(int) ((second + sensor * 37L) % SECONDS)] / 100.0;
    }
}
