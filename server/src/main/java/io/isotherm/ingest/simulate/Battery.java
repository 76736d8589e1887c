package io.isotherm.ingest.simulate;

/** A battery that lasts about 13 months and is changed before it is empty; a formula of the time. */
final class Battery implements Model {
    private static final long LIFE = 400 * 86_400_000L;

    private final long phase;
    private double value;

    Battery(long seed) {
        this.phase = (long) (Chance.even(seed, 0) * LIFE);
    }

    @Override
    public void step(long time) {
        double used = (double) Math.floorMod(time + phase, LIFE) / LIFE;
        // A lithium cell holds its voltage for long and gives way at the end.
        value = 100 - 60 * used - 26 * used * used * used;
    }

    @Override
    public double value() {
        return value;
    }
}
