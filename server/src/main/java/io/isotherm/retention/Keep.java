package io.isotherm.retention;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long something's readings and summaries are kept.
 *
 * @param readingsDays days of 24 hours, 1 to {@link #LONGEST}; null: for ever
 * @param summariesDays likewise, not less than {@code readingsDays}: a trend without its detail is of use, a detail
 *     without its trend cannot be found
 */
public record Keep(@Nullable Integer readingsDays, @Nullable Integer summariesDays) {
    /** A hundred years of 365 days. */
    public static final int LONGEST = 36_500;

    public static final Keep FOREVER = new Keep(null, null);

    /** @throws IllegalArgumentException when a number is out of its range, or summaries are kept shorter than readings */
    public Keep {
        check(readingsDays);
        check(summariesDays);
        if (isShorter(summariesDays, readingsDays)) {
            throw new IllegalArgumentException("summaries are kept at least as long as readings");
        }
    }

    /** Whether one stretch of days is shorter than another; null is for ever. */
    public static boolean isShorter(@Nullable Integer days, @Nullable Integer than) {
        return days != null && (than == null || days < than);
    }

    private static void check(@Nullable Integer days) {
        if (days != null && (days < 1 || days > LONGEST)) {
            throw new IllegalArgumentException("days are from 1 to " + LONGEST + ", not " + days);
        }
    }

    /** Readings before this time are too old at {@code now}, both epoch milliseconds. */
    long readingsBefore(long now) {
        return before(now, readingsDays);
    }

    long summariesBefore(long now) {
        return before(now, summariesDays);
    }

    private static long before(long now, @Nullable Integer days) {
        return days == null ? Long.MIN_VALUE : now - TimeUnit.DAYS.toMillis(days);
    }

    /** In words: {@code readings 90 days, summaries for ever}. */
    public String inWords() {
        return "readings " + inWords(readingsDays) + ", summaries " + inWords(summariesDays);
    }

    private static String inWords(@Nullable Integer days) {
        return days == null ? "for ever" : days == 1 ? "1 day" : days + " days";
    }
}
