package io.isotherm.ingest.simulate;

/** How a device's readings get through. Remembers the last outage, so it is for one thread. */
final class Link {
    static final long SLOT = 7 * 86_400_000L;
    private static final long LONGEST = 60 * 60_000;
    private static final double LOST = 0.002;

    private final long seed;
    private final boolean wireless;
    private long slot = Long.MIN_VALUE;
    private long from;
    private long to;

    /** @param wireless loses single readings, and once a week all for 3 to 60 minutes; a wired one loses none */
    Link(long seed, boolean wireless) {
        this.seed = seed;
        this.wireless = wireless;
    }

    /** Whether a reading of {@code time} is lost. */
    boolean loses(long time) {
        if (!wireless) {
            return false;
        }
        long now = Math.floorDiv(time, SLOT);
        if (now != slot) {
            slot = now;
            // Most outages are short.
            double length = Chance.even(seed, 2 * slot);
            long millis = 180_000 + (long) (length * length * (LONGEST - 180_000));
            from = slot * SLOT + (long) (Chance.even(seed, 2 * slot + 1) * (SLOT - LONGEST));
            to = from + millis;
        }
        return (time >= from && time < to) || Chance.even(seed ^ 1, time) < LOST;
    }
}
