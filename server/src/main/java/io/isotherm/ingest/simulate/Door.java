package io.isotherm.ingest.simulate;

/** A door of something cold. */
@FunctionalInterface
interface Door {
    /** For which part of the step from {@code time} it is open, 0 to 1. */
    double open(long time);

    Door SHUT = time -> 0;

    /** Open when either is. */
    default Door or(Door other) {
        return time -> Math.max(open(time), other.open(time));
    }

    /** The part of the step from {@code time} that lies between {@code from} and {@code to}. */
    static double overlap(long time, long from, long to) {
        long common = Math.min(time + Model.STEP, to) - Math.max(time, from);
        return common <= 0 ? 0 : (double) common / Model.STEP;
    }
}
