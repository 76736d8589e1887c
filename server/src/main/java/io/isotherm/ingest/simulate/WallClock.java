package io.isotherm.ingest.simulate;

import java.time.Instant;
import java.time.ZoneId;

/** What the clock on a site's wall shows. Remembers the offset, so it is for one thread. */
final class WallClock {
    private static final long DAY = 86_400_000;
    // Every zone changes its offset on a quarter of an hour.
    private static final long QUARTER = 900_000;

    private final ZoneId zone;
    private long quarter = Long.MIN_VALUE;
    private long offset;

    WallClock(ZoneId zone) {
        this.zone = zone;
    }

    /** The local date as days since 1970-01-01. */
    long day(long time) {
        return Math.floorDiv(local(time), DAY);
    }

    /** The hour of the day with its fraction, from 0 to 24. */
    double hour(long time) {
        return Math.floorMod(local(time), DAY) / 3_600_000.0;
    }

    /** 1 for Monday to 7 for Sunday. */
    int weekday(long time) {
        return weekdayOf(day(time));
    }

    /** The weekday of a local date: 1 for Monday to 7 for Sunday; 1970-01-01 was a Thursday. */
    static int weekdayOf(long day) {
        return Math.floorMod(day + 3, 7) + 1;
    }

    private long local(long time) {
        long now = Math.floorDiv(time, QUARTER);
        if (now != quarter) {
            quarter = now;
            offset = zone.getRules().getOffset(Instant.ofEpochMilli(time)).getTotalSeconds() * 1000L;
        }
        return time + offset;
    }
}
