package io.isotherm.store.series;

import io.isotherm.store.series.codec.Columns;
import java.util.Arrays;

/** How long the spans of a sensor's blocks should be, going by how often it sends. */
final class Level {
    /** Where nothing is known of a sensor's rate. */
    static final int UNKNOWN = -1;

    private static final int USUAL = 5;
    private static final int MOST = 4_096;

    // A level is kept while its blocks have so many readings, so that a rate near a limit does not go back and forth.
    private static final int LEAST_KEPT = 512;
    private static final int MOST_KEPT = 6_144;

    /** Steps looked at; and with fewer than the least, nothing is said. */
    private static final int STEPS = 64;

    private static final int LEAST_STEPS = 4;

    private Level() {}

    /**
     * The level for the readings from an index on.
     *
     * @param known the sensor's level so far, or {@link #UNKNOWN}
     */
    static int of(Columns readings, int from, int known) {
        int count = Math.min(STEPS, readings.size - from - 1);
        if (count < LEAST_STEPS) {
            return known == UNKNOWN ? USUAL : known;
        }
        long[] steps = new long[count];
        for (int i = 0; i < count; i++) {
            steps[i] = readings.times[from + i + 1] - readings.times[from + i];
        }
        Arrays.sort(steps);
        return of(steps[count / 2], known);
    }

    /** The level for readings of which there are so many between two times, ends included. */
    static int of(Head.Extent extent, int known) {
        return extent.count() <= LEAST_STEPS
                ? known == UNKNOWN ? USUAL : known
                : of((extent.last() - extent.first()) / (extent.count() - 1), known);
    }

    private static int of(long interval, int known) {
        // A difference that went over the greatest long is as good as the longest interval.
        long step = interval < 0 ? Spans.LONGEST : Math.max(1, interval);
        if (known != UNKNOWN) {
            long readings = Spans.length(known) / step;
            if (readings >= LEAST_KEPT && readings <= MOST_KEPT) {
                return known;
            }
        }
        int level = Spans.LEVELS - 1;
        while (level > 0 && Spans.length(level) / step > MOST) {
            level--;
        }
        return level;
    }
}
