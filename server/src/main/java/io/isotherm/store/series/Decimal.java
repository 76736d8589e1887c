package io.isotherm.store.series;

/** Doubles that are the nearest to a decimal of a few digits, as the whole number of its last digit. */
final class Decimal {
    private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

    /** Beyond this, neighbouring whole numbers are the same double. */
    private static final double MOST = 1L << 53;

    /** How far a sum may be from its decimal, in steps of the double, to be told as that. */
    private static final long NEAR = 1 << 20;

    private Decimal() {}

    /** Whether the value, to the bit, is the double nearest to a decimal with so many digits after the point. */
    static boolean is(double value, int decimals) {
        return near(value, decimals, 0);
    }

    /** The same, or close to one: sums of decimals are, by what their additions rounded off. */
    static boolean isNear(double value, int decimals) {
        return near(value, decimals, NEAR);
    }

    private static boolean near(double value, int decimals, long off) {
        if (!(Math.abs(value * POWERS[decimals]) < MOST)) {
            return false;
        }
        long steps = off(value, nearest(value, decimals), decimals);
        return steps <= off && steps >= -off;
    }

    /** The whole number; one of no meaning where the value is not near to a decimal. */
    static long nearest(double value, int decimals) {
        return Math.round(value * POWERS[decimals]);
    }

    /** How many steps of the double the value is from the decimal. */
    static long off(double value, long scaled, int decimals) {
        return Double.doubleToRawLongBits(value) - Double.doubleToRawLongBits(scaled / POWERS[decimals]);
    }

    static double of(long scaled, int decimals, long off) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(scaled / POWERS[decimals]) + off);
    }
}
