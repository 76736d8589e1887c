package io.isotherm.ingest.simulate;

/** A door that people open, often while they work and seldom otherwise. */
final class BusyDoor implements Door {
    // In each slot it is opened at most once, and shut before the slot ends.
    private static final long SLOT = 300_000;
    private static final double LONGEST = 200;

    private final long seed;
    private final WallClock clock;
    private final OpeningHours hours;
    private final double perHour;
    private final double seconds;
    private long slot = Long.MIN_VALUE;
    private long from;
    private long to;

    /**
     * @param perHour openings an hour while people work, at most 12; a fortieth of it at other times
     * @param seconds how long it stays open, on average
     */
    BusyDoor(long seed, WallClock clock, OpeningHours hours, double perHour, double seconds) {
        this.seed = seed;
        this.clock = clock;
        this.hours = hours;
        this.perHour = perHour;
        this.seconds = seconds;
    }

    @Override
    public double open(long time) {
        long now = Math.floorDiv(time, SLOT);
        if (now != slot) {
            slot = now;
            draw();
        }
        return Door.overlap(time, from, to);
    }

    private void draw() {
        long start = slot * SLOT;
        double rate = hours.at(clock, start) ? perHour : perHour / 40;
        if (Chance.even(seed, 3 * slot) >= rate * SLOT / 3_600_000) {
            from = start;
            to = start;
            return;
        }
        // Durations are exponential: most are short.
        double length = -seconds * StrictMath.log(1 - Chance.even(seed, 3 * slot + 1));
        long millis = (long) (1000 * Math.clamp(length, 4, LONGEST));
        from = start + (long) (Chance.even(seed, 3 * slot + 2) * (SLOT - millis));
        to = from + millis;
    }
}
