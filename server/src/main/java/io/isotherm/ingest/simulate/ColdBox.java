package io.isotherm.ingest.simulate;

/**
 * The air in something cooled: a fridge, a freezer, a cold room, the body of a truck.
 *
 * <p>Air and contents are two masses. By Newton's law of cooling, heat flows between air and contents, through the
 * walls, and through an open door, each at a rate in proportion to the difference of temperature; the compressor takes
 * heat from the air at a constant rate while it runs, the defrost heater adds some:
 *
 * <pre>
 *   air'      = (contents - air) / recovery + (ambient - air) / leak
 *             + open * (ambient - air) / exchange - pull * running + heat
 *   contents' = (air - contents) / mass
 * </pre>
 *
 * Over a step all inputs are taken as constant, so that the air's equation has an exact solution: the deviation from
 * the balance decays exponentially. That is what is computed; there is no step-size error to speak of.
 *
 * <p>The thermostat is time-proportioned: at the start of each cycle it chooses for which part of it the compressor
 * will run, in proportion to how far the contents are from the set point. As the cycles' starts depend on the time
 * alone and the rest is contracting, any two runs of the model converge, whatever state they began in; a thermostat
 * with hysteresis would keep their phases apart for ever.
 */
final class ColdBox implements Model {
    // The surroundings for which a box's nominal duty is given.
    private static final double NOMINAL_AMBIENT = 21;

    private final Spec spec;
    private final long seed;
    private final Model ambient;
    private final Door door;
    private final Cooling cooling;
    private final Defrost defrost;
    private final double pull;
    private final double leak;
    private final double gain;
    private final double closed;
    private final double contentsRemain;
    private double air;
    private double contents;
    private long cycle = Long.MIN_VALUE;
    private long runsFrom;
    private long runsTo;

    /**
     * What a box is like.
     *
     * @param setPoint °C, of the contents
     * @param swing how much cooler the running compressor makes the air than its contents' balance, K; the sawtooth of
     *     a long cycle has nearly this height
     * @param recovery time constant at which the air follows the contents, s
     * @param duty the part of the time for which the compressor runs in a room of 21 °C, 0 to 1
     * @param mass time constant at which the contents follow the air, s
     * @param exchange time constant at which an open door replaces the air, s
     * @param cycle length of the compressor's cycles, on average, ms
     */
    record Spec(
            double setPoint, double swing, double recovery, double duty, double mass, double exchange, long cycle) {}

    ColdBox(Spec spec, long seed, Model ambient, Door door, Cooling cooling, Defrost defrost) {
        this.spec = spec;
        this.seed = seed;
        this.ambient = ambient;
        this.door = door;
        this.cooling = cooling;
        this.defrost = defrost;
        this.pull = spec.swing() / spec.recovery();
        // At the nominal duty the compressor takes just what the walls let in.
        this.leak = (NOMINAL_AMBIENT - spec.setPoint()) / (pull * spec.duty());
        // Strong enough for the slow rooms to find their set point within hours, and never so strong as to swing.
        this.gain = Math.max(0.3, 0.8 / spec.swing());
        this.closed = Model.remains(1 / (1 / spec.recovery() + 1 / leak));
        this.contentsRemain = Model.remains(spec.mass());
        this.air = spec.setPoint();
        this.contents = spec.setPoint();
    }

    @Override
    public void step(long time) {
        double open = door.open(time);
        double rate = 1 / spec.recovery() + 1 / leak + open / spec.exchange();
        double around = ambient.value();
        double heat = contents / spec.recovery() + around / leak + open * around / spec.exchange();
        if (defrost.at(time)) {
            heat += defrost.rise() / spec.recovery();
        } else {
            heat -= pull * running(time) * cooling.capacity(time);
        }
        double balance = heat / rate;
        double remains = open == 0 ? closed : Model.remains(1 / rate);
        air = balance + (air - balance) * remains;
        contents = air + (contents - air) * contentsRemain;
    }

    @Override
    public double value() {
        return air;
    }

    /** The contents as a thing that sensors can be put into. */
    Model contents() {
        return Model.of(() -> contents);
    }

    private double running(long time) {
        long now = Math.floorDiv(time, spec.cycle());
        if (time < border(now)) {
            now--;
        } else if (time >= border(now + 1)) {
            now++;
        }
        if (now != cycle) {
            cycle = now;
            double wanted = Math.clamp(spec.duty() + gain * (contents - spec.setPoint()), 0, 1);
            runsFrom = border(now);
            runsTo = runsFrom + (long) (wanted * (border(now + 1) - runsFrom));
        }
        return Door.overlap(time, runsFrom, runsTo);
    }

    // Cycles differ in length, by up to a quarter of the average on either side.
    private long border(long number) {
        return (long) ((number + Chance.between(seed, number, -0.125, 0.125)) * spec.cycle());
    }
}
