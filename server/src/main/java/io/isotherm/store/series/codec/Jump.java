package io.isotherm.store.series.codec;

/** Finds where a sequence jumps: a gap in the times, a probe's power-on value among the temperatures. */
final class Jump {
    /** A step that deviates more than an eighth of the farthest is a jump too: without jumps, numbers take 3 bits less. */
    private static final double FAR = 1.0 / 8;
    /** So many values must gain those bits to pay for one more mini-block, which takes about 7 bytes. */
    private static final int VALUES_A_JUMP = 18;

    private Jump() {}

    /** So many steps are looked at first: where more than a few of them are far, most are. */
    private static final int SAMPLES = 16;

    /**
     * The index of the first value after the greatest jump within [from, to); -1 where cutting would not pay.
     *
     * @param least of the steps from each value to the next; likewise {@code greatest}
     */
    static int in(long[] values, int from, int to, long least, long greatest) {
        int most = (to - from) / VALUES_A_JUMP;
        if (most == 0) {
            return -1;
        }
        double usual = median(step(values, from + 1), step(values, (from + to) >>> 1), step(values, to - 1));
        double farthest = Math.max(Math.abs(least - usual), Math.abs(greatest - usual));
        double far = FAR * farthest;
        if (far(values, from, to, usual, far, Math.max(1, (to - from) / SAMPLES)) > SAMPLES / 4) {
            return -1;
        }
        if (far(values, from, to, usual, far, 1) > most) {
            return -1;
        }
        int place = from + 1;
        for (int i = from + 2; i < to; i++) {
            if (Math.abs(step(values, i) - usual) > Math.abs(step(values, place) - usual)) {
                place = i;
            }
        }
        return place;
    }

    private static int far(long[] values, int from, int to, double usual, double far, int by) {
        int count = 0;
        for (int i = from + 1; i < to; i += by) {
            count += Math.abs(step(values, i) - usual) > far ? 1 : 0;
        }
        return count;
    }

    private static double step(long[] values, int index) {
        return (double) values[index] - (double) values[index - 1];
    }

    private static double median(double a, double b, double c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
