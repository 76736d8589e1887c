package io.isotherm.store;

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
        long[] times, double[] min, double[] max, double[] mean, long[] count, long[] flagged, long[] gaps) {}
