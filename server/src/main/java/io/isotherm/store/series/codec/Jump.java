package io.isotherm.store.series.codec;

/** Finds where a sequence jumps: a gap in the times, a probe's power-on value among the temperatures. */
final class Jump {
    /** A step that deviates more than an eighth of the farthest is a jump too: without jumps, numbers take 3 bits less. */
    private static final double FAR = 1.0 / 8;
    /** So many values must gain those bits to pay for one more mini-block, which takes about 7 bytes. */
    private static final int VALUES_A_JUMP = 18;

    private Jump() {}

    /** The index of the first value after the greatest jump within [from, to); -1 where cutting would not pay. */
    static int in(long[] values, int from, int to) {
        int most = (to - from) / VALUES_A_JUMP;
        if (most == 0) {
            return -1;
        }
        double usual = median(step(values, from + 1), step(values, (from + to) >>> 1), step(values, to - 1));
        double greatest = 0;
        int place = -1;
        for (int i = from + 1; i < to; i++) {
            double deviation = Math.abs(step(values, i) - usual);
            if (deviation > greatest) {
                greatest = deviation;
                place = i;
            }
        }
        double far = FAR * greatest;
        int jumps = 0;
        for (int i = from + 1; i < to && jumps <= most; i++) {
            jumps += Math.abs(step(values, i) - usual) > far ? 1 : 0;
        }
        return jumps <= most ? place : -1;
    }

    private static double step(long[] values, int index) {
        return (double) values[index] - (double) values[index - 1];
    }

    private static double median(double a, double b, double c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
