package io.isotherm.store.series;

/**
 * The spans that a block may cover. Level 0 is the shortest; each span is a whole number of the one below, and all start
 * at multiples of their length since the epoch, so two spans are apart or one lies within the other. A sensor's level
 * is the one that gives its blocks about 1,000 to 4,000 readings.
 */
public final class Spans {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long[] LENGTHS = {MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, DAY, 4 * DAY, 16 * DAY};

    public static final int LEVELS = LENGTHS.length;

    /** Every period, as of the files of a home, is a whole number of the longest span. */
    public static final long LONGEST = 16 * DAY;

    private Spans() {}

    /** Milliseconds. */
    public static long length(int level) {
        return LENGTHS[level];
    }

    /** The start of the span that a time lies in; the least long where the multiple is below it. */
    public static long start(int level, long time) {
        long start = time - Math.floorMod(time, LENGTHS[level]);
        return start > time ? Long.MIN_VALUE : start;
    }

    /** The first millisecond after the span; the greatest long where it is beyond it. */
    public static long end(int level, long start) {
        long aligned = start == Long.MIN_VALUE
                ? start + LENGTHS[level] - Math.floorMod(start, LENGTHS[level])
                : start + LENGTHS[level];
        return aligned < start ? Long.MAX_VALUE : aligned;
    }

    /**
     * The end, exclusive, of a range whose last millisecond this is. The greatest time has none after it, and stands for
     * itself.
     */
    static long after(long through) {
        return through == Long.MAX_VALUE ? through : through + 1;
    }

    /** The last millisecond of a range with this end, exclusive; likewise. */
    static long through(long to) {
        return to == Long.MAX_VALUE ? to : to - 1;
    }
}
