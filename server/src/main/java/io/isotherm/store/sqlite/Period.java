package io.isotherm.store.sqlite;

import io.isotherm.store.series.Spans;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A stretch of time whose blocks share a file: 32 days, counted from the epoch, so that no span lies in two. Everything
 * before 2000 or after 2200, which no reading should be, is in one.
 *
 * @param number of such stretches since the epoch; {@link Long#MAX_VALUE} for {@link #OTHER}
 */
record Period(long number) {
    static final long LENGTH = 2 * Spans.LONGEST;
    static final Period OTHER = new Period(Long.MAX_VALUE);

    private static final long DAY = 86_400_000;
    private static final String PREFIX = "series-";
    private static final String SUFFIX = ".db";
    private static final String OTHER_FILE = PREFIX + "other" + SUFFIX;

    private static final long FIRST = Math.floorDiv(LocalDate.of(2000, 1, 1).toEpochDay() * DAY, LENGTH);
    private static final long LAST = Math.floorDiv(LocalDate.of(2200, 12, 31).toEpochDay() * DAY, LENGTH);

    /** What lies before is in {@link #OTHER}; likewise what is not before {@link #NAMED_TO}. */
    static final long NAMED_FROM = FIRST * LENGTH;

    static final long NAMED_TO = (LAST + 1) * LENGTH;

    /** The one that a block starting at this time is in. */
    static Period of(long time) {
        long number = Math.floorDiv(time, LENGTH);
        return number < FIRST || number > LAST ? OTHER : new Period(number);
    }

    /** The one whose file has this name; empty where that is no name of ours. */
    static Optional<Period> ofFile(String name) {
        if (name.equals(OTHER_FILE)) {
            return Optional.of(OTHER);
        }
        if (!name.startsWith(PREFIX) || !name.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        try {
            LocalDate day = LocalDate.parse(name.substring(PREFIX.length(), name.length() - SUFFIX.length()));
            Period period = of(day.toEpochDay() * DAY);
            return period.file().equals(name) ? Optional.of(period) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    String file() {
        return this.equals(OTHER) ? OTHER_FILE : PREFIX + LocalDate.ofEpochDay(from() / DAY) + SUFFIX;
    }

    /** Epoch milliseconds; the least long for {@link #OTHER}. */
    long from() {
        return this.equals(OTHER) ? Long.MIN_VALUE : number * LENGTH;
    }

    /** Exclusive; the greatest long for {@link #OTHER}. */
    long to() {
        return this.equals(OTHER) ? Long.MAX_VALUE : (number + 1) * LENGTH;
    }
}
