package io.isotherm.store.series.codec;

/**
 * The greatest common divisor of all distances in a sequence. A thermometer that measures in sixteenths of a degree
 * sends 21.0625 as four decimals, where only every 625th number occurs; readings in °F that were computed from
 * hundredths of °C occur every 18 thousandths.
 */
final class Stride {
    private Stride() {}

    /** At least 2 and at most 2^63 - 1; or 1 where there is none, or none is needed. */
    static long of(long[] values, int count) {
        long first = values[0];
        long stride = 0;
        boolean even = true;
        for (int i = 1; i < count; i++) {
            long distance = values[i] - first;
            if (((values[i] ^ first) & (values[i] ^ distance)) < 0 || distance == Long.MIN_VALUE) {
                return 1;
            }
            distance = Math.abs(distance);
            if (stride == 0) {
                stride = distance;
            } else if (distance % stride != 0) {
                stride = gcd(stride, distance);
                if (stride == 1) {
                    return 1;
                }
            }
            even &= i == 1 || values[i] - values[i - 1] == values[i - 1] - values[i - 2];
        }
        // Equal steps cost nothing anyway.
        return stride == 0 || even ? 1 : stride;
    }

    private static long gcd(long a, long b) {
        long greater = a;
        long less = b;
        while (less != 0) {
            long rest = greater % less;
            greater = less;
            less = rest;
        }
        return greater;
    }
}
