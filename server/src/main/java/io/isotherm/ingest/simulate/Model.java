package io.isotherm.ingest.simulate;

import java.util.function.DoubleSupplier;

/** Something with one value that follows from its past and its surroundings, stepped on a fixed grid of time. */
interface Model {
    /** The grid: 10 s, short against every time constant here but that of an opened door. */
    long STEP = 10_000;

    /** Advances from {@code time}, a multiple of {@link #STEP}, by one step; what it depends on was stepped before. */
    void step(long time);

    /** The value at the end of the last step. */
    double value();

    /**
     * What remains of a deviation after one step of a first-order process, {@code exp(-STEP / constant)}. Strict, as
     * the same seed is to give the same bits on every machine.
     *
     * @param constant the time constant, s
     */
    static double remains(double constant) {
        return StrictMath.exp(-STEP / 1000.0 / constant);
    }

    /** A view of something that is stepped elsewhere. */
    static Model of(DoubleSupplier value) {
        return new Model() {
            @Override
            public void step(long time) {
                // Its owner is.
            }

            @Override
            public double value() {
                return value.getAsDouble();
            }
        };
    }
}
