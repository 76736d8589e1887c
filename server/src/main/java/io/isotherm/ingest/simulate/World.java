package io.isotherm.ingest.simulate;

import java.util.List;

/**
 * The state of all models at two neighbouring points of the grid, between which readings are interpolated.
 *
 * <p>What makes a reading depend on seed and time alone: time is cut into chapters of a week. A chapter is always
 * stepped from the same beginning, three days before its first moment, in the models' initial state. Those days are
 * long against every time constant, so that the end of one chapter and the beginning of the next meet to within
 * 0.001 K, without either knowing the other.
 */
final class World {
    static final long CHAPTER = 7 * 86_400_000L;
    static final long RUN_UP = 3 * 86_400_000L;
    // 1970-01-05 was a Monday.
    private static final long MONDAY = 4 * 86_400_000L;

    private final long seed;
    private ColdChain chain;
    private long chapter = Long.MIN_VALUE;
    private long time;
    private double[] before = new double[0];
    private double[] after = new double[0];

    World(long seed) {
        this.seed = seed;
        this.chain = new ColdChain(seed);
    }

    List<Probe> probes() {
        return chain.probes();
    }

    /** Goes to the step of the grid that begins at {@code start}; quick where that is a little ahead. */
    void moveTo(long start) {
        long wanted = Math.floorDiv(start - MONDAY, CHAPTER) * CHAPTER + MONDAY;
        if (wanted != chapter || start < time) {
            chapter = wanted;
            chain = new ColdChain(seed);
            before = new double[chain.probes().size()];
            after = new double[before.length];
            time = chapter - RUN_UP - Model.STEP;
        }
        while (time < start) {
            time += Model.STEP;
            step(time >= start - Model.STEP);
        }
    }

    /** The probe's true value at a moment of the current step, between its ends in a straight line. */
    double value(int probe, long moment) {
        return before[probe] + (after[probe] - before[probe]) * (moment - time) / Model.STEP;
    }

    private void step(boolean needed) {
        for (Model model : chain.models()) {
            model.step(time);
        }
        if (needed) {
            double[] ends = before;
            before = after;
            after = ends;
            for (int i = 0; i < after.length; i++) {
                after[i] = chain.probes().get(i).model().value();
            }
        }
    }
}
