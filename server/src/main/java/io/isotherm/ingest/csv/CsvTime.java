package io.isotherm.ingest.csv;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;

/** Times as they are written in files. Pure. */
final class CsvTime {
    // 1973-03-03 in milliseconds; a present time in seconds is smaller.
    private static final long LEAST_MILLIS = 100_000_000_000L;

    private CsvTime() {}

    /**
     * Reads epoch milliseconds, an RFC 3339 time, or a local time {@code YYYY-MM-DD HH:MM[:SS[.fraction]]} with a space
     * or a {@code T}.
     *
     * @param zone of a local time; one that the zone's clocks skip is moved forward, of one that they show twice the
     *     earlier is taken
     * @return epoch milliseconds
     * @throws IllegalArgumentException with a sentence for who made the file
     */
    static long parse(String text, ZoneId zone) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("There is no time.");
        }
        if (text.matches("[0-9]{1,15}")) {
            long millis = Long.parseLong(text);
            if (millis < LEAST_MILLIS) {
                throw new IllegalArgumentException(
                        "The time " + text + " is not in milliseconds since 1970: is it in seconds?");
            }
            return millis;
        }
        String iso =
                text.length() > 10 && text.charAt(10) == ' ' ? text.substring(0, 10) + 'T' + text.substring(11) : text;
        try {
            if (hasOffset(iso)) {
                return OffsetDateTime.parse(iso).toInstant().toEpochMilli();
            }
            return LocalDateTime.parse(iso).atZone(zone).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "\"" + (text.length() <= 40 ? text : text.substring(0, 40) + "…")
                            + "\" is not a time: use 2026-01-31T12:00:00Z, 2026-01-31 12:00:00 or milliseconds.",
                    e);
        }
    }

    private static boolean hasOffset(String iso) {
        return iso.endsWith("Z") || iso.endsWith("z") || iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10;
    }
}
