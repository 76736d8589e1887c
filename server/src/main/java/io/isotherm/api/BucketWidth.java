package io.isotherm.api;

/** How wide the buckets of a downsampled range are: as people count time, so that their edges are round. */
final class BucketWidth {
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private static final long[] LADDER = {
        1,
        10,
        100,
        SECOND,
        2 * SECOND,
        5 * SECOND,
        10 * SECOND,
        15 * SECOND,
        30 * SECOND,
        MINUTE,
        2 * MINUTE,
        5 * MINUTE,
        10 * MINUTE,
        15 * MINUTE,
        30 * MINUTE,
        HOUR,
        2 * HOUR,
        3 * HOUR,
        6 * HOUR,
        12 * HOUR,
        DAY,
        2 * DAY,
        7 * DAY
    };

    private BucketWidth() {}

    /**
     * The least width, in milliseconds, at which so many buckets at most cover the range. Buckets start at multiples of
     * the width since the epoch; beyond the ladder the widths are its last one doubled again and again.
     *
     * @param from epoch milliseconds, inclusive, at least 0
     * @param to exclusive, after {@code from}
     * @param points at least 1
     */
    static long of(long from, long to, int points) {
        for (long width : LADDER) {
            if (count(from, to, width) <= points) {
                return width;
            }
        }
        long width = LADDER[LADDER.length - 1];
        while (count(from, to, width) > points) {
            width *= 2;
        }
        return width;
    }

    private static long count(long from, long to, long width) {
        return (to - 1) / width - from / width + 1;
    }
}
