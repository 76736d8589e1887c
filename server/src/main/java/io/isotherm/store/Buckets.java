package io.isotherm.store;

import java.util.Arrays;

/**
 * A downsampled range: columns of equal length, ascending by time, no entry for a bucket without readings.
 *
 * @param times each bucket's start, epoch milliseconds, a multiple of the width (or the least long, where the multiple is
 *     below it)
 * @param min of the unflagged readings, in the query's unit; NaN where all are flagged; likewise {@code max}, {@code mean}
 * @param count of all readings, flagged ones included
 * @param flagged how many of them carry a quality flag, are not finite, or are in a unit that is unknown or does not
 *     convert, and so are in none of min, max, mean
 * @param gaps pairs of epoch milliseconds {@code from, to}, ascending: every stretch longer than the query's {@code
 *     gapAfter} between two neighbouring readings, flagged ones included, where the range's two ends count as readings
 */
public record Buckets(
        long[] times, double[] min, double[] max, double[] mean, long[] count, long[] flagged, long[] gaps) {

    /** Grows the columns bucket by bucket; not thread-safe. */
    public static final class Builder {
        private int size;
        private long[] times = new long[64];
        private double[] min = new double[64];
        private double[] max = new double[64];
        private double[] mean = new double[64];
        private long[] count = new long[64];
        private long[] flagged = new long[64];

        /** Adds a bucket after all that were added. */
        public void add(long time, double least, double most, double average, long all, long bad) {
            if (size == times.length) {
                int larger = size * 2;
                times = Arrays.copyOf(times, larger);
                min = Arrays.copyOf(min, larger);
                max = Arrays.copyOf(max, larger);
                mean = Arrays.copyOf(mean, larger);
                count = Arrays.copyOf(count, larger);
                flagged = Arrays.copyOf(flagged, larger);
            }
            times[size] = time;
            min[size] = least;
            max[size] = most;
            mean[size] = average;
            count[size] = all;
            flagged[size] = bad;
            size++;
        }

        /**
         * Adds a bucket of buckets made elsewhere. Where it starts with the last one added, it is another part of the same
         * bucket: the two become one.
         */
        public void join(Buckets part, int i) {
            if (size > 0 && times[size - 1] == part.times[i]) {
                joinLast(part, i);
            } else {
                add(part.times[i], part.min[i], part.max[i], part.mean[i], part.count[i], part.flagged[i]);
            }
        }

        private void joinLast(Buckets part, int i) {
            int at = size - 1;
            long goodHere = count[at] - flagged[at];
            long goodThere = part.count[i] - part.flagged[i];
            count[at] += part.count[i];
            flagged[at] += part.flagged[i];
            if (goodThere == 0) {
                return;
            }
            if (goodHere == 0) {
                min[at] = part.min[i];
                max[at] = part.max[i];
                mean[at] = part.mean[i];
                return;
            }
            min[at] = Math.min(min[at], part.min[i]);
            max[at] = Math.max(max[at], part.max[i]);
            double share = (double) goodThere / (goodHere + goodThere);
            mean[at] = Math.clamp(mean[at] * (1 - share) + part.mean[i] * share, min[at], max[at]);
        }

        /** @param gaps as {@link Buckets#gaps} has them */
        public Buckets build(long[] gaps) {
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
}
