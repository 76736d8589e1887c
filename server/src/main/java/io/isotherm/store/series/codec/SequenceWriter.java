package io.isotherm.store.series.codec;

import java.util.Arrays;

/**
 * Writes sequences of longs as mini-blocks. Each takes the model that costs the fewest bytes; one that a jump spoils is
 * cut at the jump if the parts together are smaller. Can be used again and again; not thread-safe.
 */
final class SequenceWriter {
    /** Cuts within cuts; bounds the work on numbers without any order. */
    private static final int DEPTH = 5;
    /** A mini-block of so few bytes, or fewer, is not cut: the parts' headers would eat what they save. */
    private static final int SMALL = 12;

    private final Output out;
    private final long[] numbers = new long[MiniBlock.ROOM];
    private final long[] extremes = new long[2];
    private final MiniBlock best = new MiniBlock();
    private int bestCost;
    private long leastStep;
    private long greatestStep;
    private int[] cuts = new int[8];
    private int cutCount;

    private long expected;
    private long lineSlope;
    private long stepSlope;

    SequenceWriter(Output out) {
        this.out = out;
    }

    /** Writes the first so many values, at least one; they may be overwritten. */
    void write(long[] values, int count) {
        long stride = Stride.of(values, count);
        out.varint(stride);
        if (stride != 1) {
            long offset = values[0];
            out.zigzag(offset);
            for (int i = 0; i < count; i++) {
                values[i] = (values[i] - offset) / stride;
            }
        }
        expected = 0;
        lineSlope = 0;
        stepSlope = 0;
        for (int from = 0; from < count; from += MiniBlock.LONGEST) {
            int to = Math.min(count, from + MiniBlock.LONGEST);
            cutCount = 0;
            plan(values, from, to, DEPTH);
            if (cutCount == 1) {
                emit(values, from);
            } else {
                int start = from;
                for (int i = 0; i < cutCount; i++) {
                    choose(values, start, cuts[i] - start);
                    emit(values, start);
                    start = cuts[i];
                }
            }
        }
    }

    /** Notes the ends of the mini-blocks that [from, to) is best cut into; returns their bytes. */
    private int plan(long[] values, int from, int to, int depth) {
        choose(values, from, to - from);
        int whole = bestCost;
        if (depth > 0 && whole > SMALL + ((to - from) >>> 2)) {
            int jump = Jump.in(values, from, to, leastStep, greatestStep);
            if (jump > from) {
                int mark = cutCount;
                int parts = plan(values, from, jump, depth - 1) + plan(values, jump, to, depth - 1);
                if (parts < whole) {
                    return parts;
                }
                cutCount = mark;
                choose(values, from, to - from);
            }
        }
        if (cutCount == cuts.length) {
            cuts = Arrays.copyOf(cuts, 2 * cutCount);
        }
        cuts[cutCount++] = to;
        return whole;
    }

    /** Finds the cheapest model of some values. */
    private void choose(long[] values, int from, int length) {
        bestCost = Integer.MAX_VALUE;
        best.length = length;
        if (length == 1) {
            tryLine(values, from, length, lineSlope);
            return;
        }
        int half = length >>> 1;
        long origin = values[from];
        long upper = 0;
        long lower = 0;
        for (int i = 0; i < half; i++) {
            lower += values[from + i] - origin;
        }
        for (int i = length - half; i < length; i++) {
            upper += values[from + i] - origin;
        }
        long slope =
                Math.round((double) (upper - lower) * (1 << MiniBlock.SLOPE_BITS) / ((double) half * (length - half)));
        long whole = ((slope + (1 << (MiniBlock.SLOPE_BITS - 1))) >> MiniBlock.SLOPE_BITS) << MiniBlock.SLOPE_BITS;
        long range = tryLine(values, from, length, whole);
        if (range == 0) {
            return;
        }
        // A line that is hardly steeper takes off hardly anything; one much steeper than the trend takes off nothing.
        if (differs(slope, whole, length, range >>> 4)) {
            tryLine(values, from, length, slope);
        }
        if (lineSlope != whole && lineSlope != slope && !differs(slope, lineSlope, length, range)) {
            tryLine(values, from, length, lineSlope);
        }
        trySteps(values, from, length);
    }

    /** Whether two slopes lead farther apart than a distance, as unsigned. */
    private static boolean differs(long slope, long other, int length, long distance) {
        return Long.compareUnsigned(Math.abs(MiniBlock.rise(length, slope - other)), distance) > 0;
    }

    /** Returns how far the line leaves the values, as unsigned. */
    private long tryLine(long[] values, int from, int length, long slope) {
        MiniBlock.range(values, from, length, slope, extremes);
        long range = extremes[1] - extremes[0];
        offer(false, slope, extremes[0], range);
        return range;
    }

    private void trySteps(long[] values, int from, int length) {
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (int i = from + 1; i < from + length; i++) {
            long step = values[i] - values[i - 1];
            least = Math.min(least, step);
            greatest = Math.max(greatest, step);
        }
        leastStep = least;
        greatestStep = greatest;
        offer(true, least, values[from], greatest - least);
    }

    private void offer(boolean steps, long slope, long base, long range) {
        int code = MiniBlock.code(range, best.length);
        int cost = 2 + MiniBlock.packedLength(best.length, code) + Output.zigzagLength(base - expected);
        if (slope != (steps ? stepSlope : lineSlope)) {
            cost += Output.zigzagLength(slope);
        }
        if (cost < bestCost) {
            bestCost = cost;
            best.code = code;
            best.steps = steps;
            best.base = base;
            best.slope = slope;
        }
    }

    private void emit(long[] values, int from) {
        boolean newSlope = best.slope != (best.steps ? stepSlope : lineSlope);
        out.octet((best.length - 1) | (newSlope ? MiniBlock.NEW_SLOPE : 0));
        out.octet(best.code | (best.steps ? MiniBlock.STEPS : 0));
        out.zigzag(best.base - expected);
        if (newSlope) {
            out.zigzag(best.slope);
            if (best.steps) {
                stepSlope = best.slope;
            } else {
                lineSlope = best.slope;
            }
        }
        if (best.code != 0) {
            best.subtract(values, from, numbers);
            best.pack(numbers, out);
        }
        expected = best.next();
    }
}
