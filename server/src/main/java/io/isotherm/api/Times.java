package io.isotherm.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.regex.Pattern;

/** Points in time as parameters have them: epoch milliseconds, or RFC 3339 with its offset. */
final class Times {
    /** The last millisecond of the year 9999, the last that RFC 3339 can write. */
    static final long LAST = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

    private static final Pattern MILLISECONDS = Pattern.compile("[0-9]{1,15}");

    private Times() {}

    /**
     * Epoch milliseconds, from 0 to {@link #LAST}.
     *
     * @throws IllegalArgumentException with a sentence for whoever asked
     */
    static long parse(String text) {
        long time = MILLISECONDS.matcher(text).matches() ? Long.parseLong(text) : timestamp(text);
        if (time < 0 || time > LAST) {
            throw new IllegalArgumentException("must be between the years 1970 and 9999");
        }
        return time;
    }

    private static long timestamp(String text) {
        // A plus sign that was not escaped arrives as a space.
        int offset = text.length() - 6;
        String mended = offset > 10 && text.charAt(offset) == ' '
                ? text.substring(0, offset) + "+" + text.substring(offset + 1)
                : text;
        try {
            return OffsetDateTime.parse(mended.toUpperCase(Locale.ROOT))
                    .toInstant()
                    .toEpochMilli();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "must be epoch milliseconds, or RFC 3339 with an offset such as 2026-11-24T06:00:00Z", e);
        }
    }
}
