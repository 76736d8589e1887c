package io.isotherm.calibration;

import io.isotherm.model.Flags;
import io.isotherm.store.Buckets;

/** Makes buckets of readings that come ascending by time. */
final class ReadingBuckets {
    // Halves the exponent's reach, so that no sum of values overflows; exact but for values under 1e-298.
    private static final double DOWN = 0x1p-32;
    private static final double UP = 0x1p32;

    private final long width;
    private final Buckets.Builder done = new Buckets.Builder();
    private boolean started;
    /** Where the bucket being filled starts; wrapped around where that is below the least long. */
    private long bucket;

    private long start;
    private double least;
    private double most;
    private double sum;
    private double lost;
    private long all;
    private long bad;

    ReadingBuckets(long width) {
        this.width = width;
    }

    /** @param value corrected; one that is not finite counts as flagged */
    void add(long time, double value, int flags) {
        if (!started || Long.compareUnsigned(time - bucket, width) >= 0) {
            finish();
            started = true;
            bucket = time - Math.floorMod(time, width);
            start = bucket > time ? Long.MIN_VALUE : bucket;
            least = Double.POSITIVE_INFINITY;
            most = Double.NEGATIVE_INFINITY;
            sum = 0;
            lost = 0;
            all = 0;
            bad = 0;
        }
        all++;
        if (!Flags.isGood(flags) || !Double.isFinite(value)) {
            bad++;
            return;
        }
        least = Math.min(least, value);
        most = Math.max(most, value);
        sum(value * DOWN);
    }

    /** Neumaier's summation: what an addition rounds off is kept apart. */
    private void sum(double value) {
        double next = sum + value;
        lost += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
        sum = next;
    }

    private void finish() {
        if (!started) {
            return;
        }
        long good = all - bad;
        if (good == 0) {
            done.add(start, Double.NaN, Double.NaN, Double.NaN, all, bad);
        } else {
            done.add(start, least, most, Math.clamp((sum + lost) / good * UP, least, most), all, bad);
        }
    }

    /** Without gaps. */
    Buckets build() {
        finish();
        return done.build(new long[0]);
    }
}
