package io.isotherm.bench.live;

import java.util.Arrays;

/** A histogram of delays: steps of 20 µs up to 10 s, above which all count as 10 s. */
final class Latencies {
    private static final int STEP = 20;
    private final int[] counts = new int[500_001];
    private long total;

    void add(long micros) {
        counts[Math.clamp(micros / STEP, 0, counts.length - 1)]++;
        total++;
    }

    void clear() {
        Arrays.fill(counts, 0);
        total = 0;
    }

    long count() {
        return total;
    }

    /** Milliseconds that this share of the delays is not above; NaN where there is none. */
    double percentile(double share) {
        long rank = (long) Math.ceil(share * total);
        long seen = 0;
        for (int i = 0; i < counts.length && total > 0; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return (i + 1) * STEP / 1_000.0;
            }
        }
        return Double.NaN;
    }
}
