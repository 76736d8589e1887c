package io.isotherm.store.series;

import io.isotherm.model.Flags;
import io.isotherm.model.Unit;
import io.isotherm.store.BucketQuery;
import io.isotherm.store.Buckets;
import io.isotherm.store.series.codec.Columns;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes buckets of one sensor's readings, and of summaries of them, which must come ascending by time and lie in the
 * query's range.
 */
final class BucketBuilder {
    // Halves the exponent's reach, so that no sum of values overflows; exact but for values under 1e-298.
    private static final double DOWN = 0x1p-32;
    private static final double UP = 0x1p32;

    private final BucketQuery query;

    /** The units that convert to the query's, by code. */
    private final @Nullable Unit[] units = new Unit[256];

    private final Buckets.Builder made = new Buckets.Builder();
    private int gapEnds;
    private long[] gaps = new long[16];

    // The bucket being filled.
    private boolean started;
    /** Where it starts; wrapped around where that is below the least long. */
    private long bucket;

    private long start;
    private long last;
    private double least;
    private double most;
    private long all;
    private long bad;
    private double sum;
    private double lost;

    BucketBuilder(BucketQuery query) {
        this.query = query;
        for (Unit unit : Unit.values()) {
            if (unit.convertsTo(query.unit())) {
                units[unit.code()] = unit;
            }
        }
        last = query.from();
    }

    void add(Columns readings, int from, int to) {
        for (int i = from; i < to; i++) {
            add(readings.times[i], readings.values[i], readings.flags[i]);
        }
    }

    void add(long time, double value, int flags) {
        noteGap(time);
        enterBucket(time);
        all++;
        Unit unit = units[flags >>> 16 & 0xFF];
        double converted = unit == null || !Flags.isGood(flags) ? Double.NaN : unit.convert(value, query.unit());
        if (Double.isFinite(converted)) {
            least = Math.min(least, converted);
            most = Math.max(most, converted);
            sum(converted * DOWN);
        } else {
            bad++;
        }
    }

    /** Whether all that a query asks of the summary's readings can be told from the summary. */
    boolean fits(Summary summary) {
        long start = summary.firstTime() - Math.floorMod(summary.firstTime(), query.width());
        if (Long.compareUnsigned(summary.lastTime() - start, query.width()) >= 0
                || (summary.gap() > query.gapAfter() && summary.nextGap() > query.gapAfter())) {
            return false;
        }
        if (summary.good() == 0) {
            return true;
        }
        if (summary.unit() == Summary.MIXED) {
            return false;
        }
        Unit unit = units[summary.unit()];
        return unit == null
                || (Double.isFinite(summary.sum())
                        && Double.isFinite(unit.convert(summary.min(), query.unit()))
                        && Double.isFinite(unit.convert(summary.max(), query.unit())));
    }

    /** Adds the readings of a summary, all in the bucket of the first one. */
    void add(Summary summary) {
        noteGap(summary.firstTime());
        enterBucket(summary.firstTime());
        if (summary.gap() > query.gapAfter()) {
            last = summary.gapFrom();
            noteGap(summary.gapFrom() + summary.gap());
        }
        last = summary.lastTime();
        all += summary.count();
        Unit unit = summary.unit() == Summary.MIXED ? null : units[summary.unit()];
        int good = unit == null ? 0 : summary.good();
        bad += summary.count() - good;
        if (unit != null && good > 0) {
            least = Math.min(least, unit.convert(summary.min(), query.unit()));
            most = Math.max(most, unit.convert(summary.max(), query.unit()));
            // Conversion is affine: the sum of the converted is the converted mean, so many times.
            double sumIn =
                    unit == query.unit() ? summary.sum() : unit.convert(summary.sum() / good, query.unit()) * good;
            sum(sumIn * DOWN);
        }
    }

    Buckets build() {
        if (query.from() < query.to()) {
            noteGap(query.to());
        }
        finishBucket();
        return made.build(Arrays.copyOf(gaps, gapEnds));
    }

    private void noteGap(long time) {
        if (Long.compareUnsigned(time - last, query.gapAfter()) > 0) {
            if (gapEnds == gaps.length) {
                gaps = Arrays.copyOf(gaps, gapEnds * 2);
            }
            gaps[gapEnds++] = last;
            gaps[gapEnds++] = time;
        }
        last = time;
    }

    // A reading is in the bucket when it is less than a width past its start; the difference, taken as unsigned, is
    // right however far the two are apart.
    private void enterBucket(long time) {
        if (!started || Long.compareUnsigned(time - bucket, query.width()) >= 0) {
            finishBucket();
            startBucket(time);
        }
    }

    private void startBucket(long time) {
        started = true;
        bucket = time - Math.floorMod(time, query.width());
        start = bucket > time ? Long.MIN_VALUE : bucket;
        least = Double.POSITIVE_INFINITY;
        most = Double.NEGATIVE_INFINITY;
        all = 0;
        bad = 0;
        sum = 0;
        lost = 0;
    }

    /** Neumaier's summation: what an addition rounds off is kept apart, so the error does not grow with the count. */
    private void sum(double value) {
        double next = sum + value;
        lost += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
        sum = next;
    }

    private void finishBucket() {
        if (!started) {
            return;
        }
        long good = all - bad;
        if (good == 0) {
            made.add(start, Double.NaN, Double.NaN, Double.NaN, all, bad);
            return;
        }
        // The last rounding could put the mean of equal values beside them.
        double mean = Math.clamp((sum + lost) / good * UP, least, most);
        made.add(start, least, most, mean, all, bad);
    }
}
