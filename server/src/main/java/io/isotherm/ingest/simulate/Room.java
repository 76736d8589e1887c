package io.isotherm.ingest.simulate;

/**
 * A room that people heat while they work, by Newton's law of cooling: {@code T' = (target - T) / constant}. The target
 * is the thermostat's, which is set lower at night and at weekends, pulled some way towards the weather, with a little
 * wandering for people and sun.
 */
final class Room implements Model {
    private static final long HOUR = 3_600_000;

    private final Spec spec;
    private final long seed;
    private final Outdoors outdoors;
    private final WallClock clock;
    private final OpeningHours hours;
    private final double remains;
    private double value;
    private double people;

    /**
     * What a room is like.
     *
     * @param day °C while people work
     * @param night °C otherwise
     * @param weather how much of the difference to the weather comes in, 0 to 1
     * @param constant time constant, s
     */
    record Spec(double day, double night, double weather, double constant) {}

    Room(Spec spec, long seed, Outdoors outdoors, WallClock clock, OpeningHours hours) {
        this.spec = spec;
        this.seed = seed;
        this.outdoors = outdoors;
        this.clock = clock;
        this.hours = hours;
        this.remains = Model.remains(spec.constant());
        this.value = spec.night();
    }

    @Override
    public void step(long time) {
        // Heating begins an hour before people come.
        boolean warm = hours.at(clock, time + HOUR) || hours.at(clock, time);
        double wanted = warm ? spec.day() : spec.night();
        double target =
                wanted + spec.weather() * (outdoors.value() - wanted) + 1.1 * Chance.wander(seed, time, HOUR * 3 / 2);
        value = target + (value - target) * remains;
        double breath =
                (1 - spec.weather()) * (hours.at(clock, time) ? 1.6 + 0.6 * Chance.wander(seed ^ 1, time, HOUR) : 0.3);
        people = breath + (people - breath) * remains;
    }

    @Override
    public double value() {
        return value;
    }

    /** The pressure of water vapour, hPa: what comes in from outside, and of what people breathe out as much as stays. */
    double vapour() {
        return outdoors.vapour() + people;
    }
}
