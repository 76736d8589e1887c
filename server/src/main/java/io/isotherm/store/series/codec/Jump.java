package io.isotherm.store.series.codec;

/** Finds where a sequence jumps: a gap in the times, a probe's power-on value among the temperatures. */
final class Jump {
    /** So many times the average deviation from the usual step is a jump; Gaussian noise reaches 4 in 128 readings. */
    private static final double FAR = 4;

    private Jump() {}

    /** The index of the first value after the greatest jump within [from, to); -1 where there is none. */
    static int in(long[] values, int from, int to) {
        if (to - from < 3) {
            return -1;
        }
        double usual = median(step(values, from + 1), step(values, (from + to) >>> 1), step(values, to - 1));
        double sum = 0;
        double greatest = 0;
        int place = -1;
        for (int i = from + 1; i < to; i++) {
            double deviation = Math.abs(step(values, i) - usual);
            sum += deviation;
            if (deviation > greatest) {
                greatest = deviation;
                place = i;
            }
        }
        return greatest * (to - from - 1) > FAR * sum ? place : -1;
    }

    private static double step(long[] values, int index) {
        return (double) values[index] - (double) values[index - 1];
    }

    private static double median(double a, double b, double c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
