package io.isotherm.store.series;

import io.isotherm.model.Flags;
import io.isotherm.store.series.codec.BlockCodec;
import io.isotherm.store.series.codec.Columns;
import java.util.ArrayList;
import java.util.List;

/** Makes blocks of readings: the encoded readings and what they amount to, always together. */
final class Summaries {
    private static final long HOUR = 3_600_000;
    private static final long[] PART_LENGTHS = {HOUR, 4 * HOUR};
    private static final long DAY = 24 * HOUR;

    /** With fewer readings a part's summary costs more than they do, and decoding them is as quick as reading it. */
    private static final int PART_READINGS = 32;

    private Summaries() {}

    /** A block of the readings from an index to another, exclusive, ascending, all of this span. */
    static Block block(int sensor, int level, long start, long version, Columns readings, int from, int to) {
        long partLength = partLength(Spans.length(level), to - from);
        return new Block(
                sensor,
                level,
                start,
                version,
                summary(readings, from, to),
                partLength,
                partLength == 0 ? List.of() : parts(readings, from, to, partLength),
                BlockCodec.encode(readings, from, to));
    }

    private static long partLength(long span, int count) {
        for (long length : PART_LENGTHS) {
            if (span <= length) {
                return 0;
            }
            if (count >= PART_READINGS * (span / length)) {
                return length;
            }
        }
        return span <= DAY ? 0 : DAY;
    }

    private static List<Summary> parts(Columns readings, int from, int to, long length) {
        List<Summary> parts = new ArrayList<>();
        int start = from;
        while (start < to) {
            long part = Math.floorDiv(readings.times[start], length);
            int end = start + 1;
            while (end < to && Math.floorDiv(readings.times[end], length) == part) {
                end++;
            }
            parts.add(summary(readings, start, end));
            start = end;
        }
        return List.copyOf(parts);
    }

    /** Of the readings from an index to another, exclusive, ascending, at least one. */
    static Summary summary(Columns readings, int from, int to) {
        long[] times = readings.times;
        double[] values = readings.values;
        int[] flags = readings.flags;
        int good = 0;
        int unit = unit(flags[from]);
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        double lost = 0;
        long gapFrom = times[from];
        long gap = 0;
        long nextGap = 0;
        for (int i = from; i < to; i++) {
            if (i > from) {
                long step = times[i] - times[i - 1];
                if (step > gap) {
                    nextGap = gap;
                    gap = step;
                    gapFrom = times[i - 1];
                } else if (step > nextGap) {
                    nextGap = step;
                }
            }
            double value = values[i];
            if (Flags.isGood(flags[i]) && Double.isFinite(value)) {
                int its = unit(flags[i]);
                unit = good == 0 || its == unit ? its : Summary.MIXED;
                good++;
                min = Math.min(min, value);
                max = Math.max(max, value);
                // Neumaier's summation: what an addition rounds off is kept apart.
                double next = sum + value;
                lost += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
                sum = next;
            }
        }
        int last = to - 1;
        return new Summary(
                to - from,
                good,
                unit,
                good == 0 ? Double.NaN : min,
                good == 0 ? Double.NaN : max,
                sum + lost,
                times[from],
                values[from],
                flags[from],
                times[last],
                values[last],
                flags[last],
                gapFrom,
                gap,
                nextGap);
    }

    private static int unit(int flags) {
        return flags >>> 16 & 0xFF;
    }
}
