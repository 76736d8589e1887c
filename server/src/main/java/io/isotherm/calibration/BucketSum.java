package io.isotherm.calibration;

import io.isotherm.store.Buckets;
import java.util.Arrays;

/** Puts buckets of neighbouring stretches together; the last bucket of one and the first of the next may be the same. */
final class BucketSum {
    private int size;
    private long[] times = new long[64];
    private double[] min = new double[64];
    private double[] max = new double[64];
    private double[] mean = new double[64];
    private long[] count = new long[64];
    private long[] flagged = new long[64];

    /** Adds buckets of which none starts before the last one added. */
    void add(Buckets part) {
        for (int i = 0; i < part.times().length; i++) {
            add(part, i);
        }
    }

    /** Adds one of them. */
    void add(Buckets part, int i) {
        if (size > 0 && times[size - 1] == part.times()[i]) {
            join(size - 1, part, i);
        } else {
            put(part, i);
        }
    }

    private void join(int at, Buckets part, int i) {
        long goodHere = count[at] - flagged[at];
        long goodThere = part.count()[i] - part.flagged()[i];
        count[at] += part.count()[i];
        flagged[at] += part.flagged()[i];
        if (goodThere == 0) {
            return;
        }
        if (goodHere == 0) {
            min[at] = part.min()[i];
            max[at] = part.max()[i];
            mean[at] = part.mean()[i];
            return;
        }
        min[at] = Math.min(min[at], part.min()[i]);
        max[at] = Math.max(max[at], part.max()[i]);
        double share = (double) goodThere / (goodHere + goodThere);
        mean[at] = Math.clamp(mean[at] * (1 - share) + part.mean()[i] * share, min[at], max[at]);
    }

    private void put(Buckets part, int i) {
        if (size == times.length) {
            int larger = size * 2;
            times = Arrays.copyOf(times, larger);
            min = Arrays.copyOf(min, larger);
            max = Arrays.copyOf(max, larger);
            mean = Arrays.copyOf(mean, larger);
            count = Arrays.copyOf(count, larger);
            flagged = Arrays.copyOf(flagged, larger);
        }
        times[size] = part.times()[i];
        min[size] = part.min()[i];
        max[size] = part.max()[i];
        mean[size] = part.mean()[i];
        count[size] = part.count()[i];
        flagged[size] = part.flagged()[i];
        size++;
    }

    Buckets build(long[] gaps) {
        return new Buckets(
                Arrays.copyOf(times, size),
                Arrays.copyOf(min, size),
                Arrays.copyOf(max, size),
                Arrays.copyOf(mean, size),
                Arrays.copyOf(count, size),
                Arrays.copyOf(flagged, size),
                gaps);
    }
}
