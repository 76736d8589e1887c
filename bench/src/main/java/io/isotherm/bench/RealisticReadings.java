package io.isotherm.bench;

import io.isotherm.store.series.codec.Columns;

/**
 * A fridge's readings, made up: the compressor's cycle of 20 to 40 minutes between about 3.5 and 5.5 °C (a third of it
 * cooling, the rest warming, both exponential), the day's slow sine of 0.3 °C, the sensor's noise of 0.015 °C, rounded to
 * 0.01 °C. Times keep a steady interval, with jitter that is uniform over -2, -1, 0, 1 and 2 ms.
 *
 * <p>Every reading is a pure function of the seed, the sensor and its index: any can be made without the ones before.
 */
public final class RealisticReadings {
    private static final double COLDEST = 3.5;
    private static final double WARMEST = 5.5;
    private static final double DAILY = 0.3;
    private static final double NOISE = 0.015;
    private static final double COOLING = 1.0 / 3;
    /** How far each phase's exponential gets: three time constants. */
    private static final double TIME_CONSTANTS = 3;

    private static final long MINUTE = 60_000;
    private static final long DAY = 24 * 60 * MINUTE;

    private final long start;
    private final long intervalMillis;
    private final long key;
    private final double cycle;
    private final double phase;

    /**
     * @param start the time of reading 0, but for jitter, in epoch milliseconds
     * @param intervalMillis at least 5, so that times ascend in spite of the jitter
     */
    public RealisticReadings(int sensor, long start, long intervalMillis, long seed) {
        this.start = start;
        this.intervalMillis = intervalMillis;
        key = mix(seed * 31 + sensor);
        cycle = MINUTE * (20 + 20 * uniform(mix(key + 1)));
        phase = cycle * uniform(mix(key + 2));
    }

    /** Epoch milliseconds; ascends with i. */
    public long time(long i) {
        return start + i * intervalMillis + Math.floorMod(mix(key ^ mix(2 * i)), 5) - 2;
    }

    /** °C. */
    public double value(long i) {
        long time = start + i * intervalMillis;
        double place = (time + phase) / cycle;
        double within = place - Math.floor(place);
        double way = within < COOLING ? 1 - settled(within / COOLING) : settled((within - COOLING) / (1 - COOLING));
        double day = DAILY * Math.sin(2 * Math.PI * (time % DAY) / DAY + phase);
        double value = COLDEST + (WARMEST - COLDEST) * way + day + NOISE * gaussian(mix(key ^ mix(2 * i + 1)));
        return Math.rint(value * 100) / 100;
    }

    /** Readings [from, to), with these flags each. */
    public Columns columns(long from, long to, int flags) {
        Columns columns = new Columns(Math.toIntExact(to - from));
        for (long i = from; i < to; i++) {
            columns.add(time(i), value(i), flags);
        }
        return columns;
    }

    /** From 0 to 1, quick first. */
    private static double settled(double x) {
        return (1 - Math.exp(-TIME_CONSTANTS * x)) / (1 - Math.exp(-TIME_CONSTANTS));
    }

    private static double uniform(long bits) {
        return (bits >>> 11) * 0x1p-53;
    }

    /** Nearly Gaussian, deviation 1, never beyond 5: the sum of eight uniform numbers of 16 bits. */
    private static double gaussian(long bits) {
        long more = mix(bits);
        long sum = 0;
        for (int shift = 0; shift < 64; shift += 16) {
            sum += (bits >>> shift & 0xFFFF) + (more >>> shift & 0xFFFF);
        }
        return (sum * 0x1p-16 - 4) * Math.sqrt(12.0 / 8);
    }

    /** SplitMix64's finalizer (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). */
    private static long mix(long x) {
        long z = x + 0x9E37_79B9_7F4A_7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }
}
