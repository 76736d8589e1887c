package io.isotherm.store;

import io.isotherm.model.Unit;

/**
 * A request for one sensor's downsampled range.
 *
 * @param from epoch milliseconds, inclusive
 * @param to epoch milliseconds, exclusive
 * @param width of a bucket in milliseconds, at least 1; buckets are aligned to multiples of it since the epoch
 * @param unit to convert values to; a reading in a unit that does not convert is counted as flagged
 * @param gapAfter a stretch without readings that is longer than this, in milliseconds, is a gap
 */
public record BucketQuery(int sensor, long from, long to, long width, Unit unit, long gapAfter) {
    public BucketQuery {
        if (width < 1 || gapAfter < 1) {
            throw new IllegalArgumentException("width and gapAfter must be at least 1 ms");
        }
    }
}
