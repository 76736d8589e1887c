package io.isotherm.store.series;

/**
 * What a stretch of one sensor's readings amounts to. Made anew with the readings whenever they change, so it cannot
 * disagree with them.
 *
 * <p>A reading is good when it has no quality flag and is finite. Minimum, maximum and sum are of the good ones, in the
 * unit they were sent in.
 *
 * @param count of all readings, at least 1
 * @param good how many are good
 * @param unit the code of the good readings' unit; {@link #MIXED} where there are several, and then minimum, maximum and
 *     sum say nothing; of the first reading where none is good
 * @param min NaN where no reading is good; likewise {@code max}
 * @param sum 0 where no reading is good; not finite where it overflows
 * @param firstTime epoch milliseconds; likewise {@code lastTime}
 * @param gapFrom the time of the reading before the longest step between two neighbouring readings; {@code firstTime}
 *     where there is one reading
 * @param gap the longest step between neighbouring readings, flagged ones included, in milliseconds; 0 where there is
 *     one reading
 * @param nextGap the longest of the other steps; 0 where there is none
 */
public record Summary(
        int count,
        int good,
        int unit,
        double min,
        double max,
        double sum,
        long firstTime,
        double firstValue,
        int firstFlags,
        long lastTime,
        double lastValue,
        int lastFlags,
        long gapFrom,
        long gap,
        long nextGap) {
    public static final int MIXED = -1;
}
