package io.isotherm.ingest.simulate;

/**
 * A door that someone leaves ajar: once in three days, in working hours if there are any, for 14 to 26 minutes. So
 * every week has at least one such event.
 */
final class AjarDoor implements Door {
    static final long SLOT = 3 * 86_400_000L;
    private static final long LONGEST = 26 * 60_000;
    // Ajar is not wide open.
    private static final double GAP = 0.35;

    private final long seed;
    private final WallClock clock;
    private final OpeningHours hours;
    private long slot = Long.MIN_VALUE;
    private long from;
    private long to;

    AjarDoor(long seed, WallClock clock, OpeningHours hours) {
        this.seed = seed;
        this.clock = clock;
        this.hours = hours;
    }

    @Override
    public double open(long time) {
        find(time);
        return GAP * Door.overlap(time, from, to);
    }

    /** When it is ajar in the slot of {@code time}: start and end. */
    long[] find(long time) {
        long now = Math.floorDiv(time, SLOT);
        if (now != slot) {
            slot = now;
            long length = (long) (60_000 * Chance.between(seed, slot, 14, 26));
            for (int attempt = 1; attempt <= 40; attempt++) {
                double at = Chance.even(Chance.bits(seed, attempt), slot);
                from = slot * SLOT + (long) (at * (SLOT - LONGEST));
                to = from + length;
                if (hours.at(clock, from) && hours.at(clock, to)) {
                    break;
                }
            }
        }
        return new long[] {from, to};
    }
}
