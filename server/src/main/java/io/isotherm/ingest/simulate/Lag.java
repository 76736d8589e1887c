package io.isotherm.ingest.simulate;

/**
 * A first-order lag, {@code T' = (source + offset - T) / constant}: a probe in glycol, a box of goods, the air at the
 * far end of a room (Newton's law of cooling with the source as surroundings).
 */
final class Lag implements Model {
    private final Model source;
    private final double offset;
    private final double remains;
    private double value;

    /** @param constant seconds until 63 % of a step of the source has arrived */
    Lag(Model source, double constant, double offset) {
        this.source = source;
        this.offset = offset;
        this.remains = Model.remains(constant);
        this.value = source.value() + offset;
    }

    @Override
    public void step(long time) {
        double target = source.value() + offset;
        value = target + (value - target) * remains;
    }

    @Override
    public double value() {
        return value;
    }
}
