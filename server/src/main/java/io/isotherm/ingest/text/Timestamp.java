package io.isotherm.ingest.text;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The time of a reading as senders write it: RFC 3339 (section 5.6, with the space that its note allows in place of the
 * {@code T}), or epoch milliseconds. Gives epoch milliseconds; what is finer is cut off.
 */
public final class Timestamp {
    /** 1973-03-03 as milliseconds, and the year 5138 as seconds: what is smaller was meant as seconds. */
    private static final long LEAST_MILLISECONDS = 100_000_000_000L;

    /** The year 5138 as milliseconds, and 1973 as microseconds: what is larger was meant as those, or nanoseconds. */
    private static final long MOST_MILLISECONDS = 100_000_000_000_000L;

    private static final int MAX_LENGTH = 64;
    private static final long DAY = 86_400;

    private static final Pattern RFC_3339 =
            Pattern.compile("(\\d{4}-\\d{2}-\\d{2})[Tt ](\\d{2}):(\\d{2}):(\\d{2})(?:\\.(\\d+))?"
                    + "(?:([Zz])|([+-])(\\d{2}):(\\d{2}))?");

    private Timestamp() {}

    /** @throws IllegalArgumentException with a sentence for the sender, when it is not a time in milliseconds */
    public static long ofNumber(String digits) {
        long time;
        try {
            time = Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"time\" is no time: send epoch milliseconds, or RFC 3339.", e);
        }
        if (time < 0) {
            throw new IllegalArgumentException("\"time\" is negative: epoch milliseconds count from 1970-01-01.");
        }
        if (time < LEAST_MILLISECONDS) {
            throw new IllegalArgumentException(
                    "\"time\" looks like seconds: send epoch milliseconds, 1000 times as much, or RFC 3339.");
        }
        if (time >= MOST_MILLISECONDS) {
            throw new IllegalArgumentException(
                    "\"time\" looks like microseconds or nanoseconds: send epoch milliseconds, or RFC 3339.");
        }
        return time;
    }

    /** @throws IllegalArgumentException with a sentence for the sender, when it is not RFC 3339 with a zone */
    public static long ofText(String text) {
        Matcher matcher = RFC_3339.matcher(text);
        if (text.length() > MAX_LENGTH || !matcher.matches()) {
            throw new IllegalArgumentException("\"time\" is " + Quoted.of(text)
                    + ", which is not RFC 3339 like \"2026-11-24T09:30:00Z\", nor a number of epoch milliseconds.");
        }
        if (matcher.group(6) == null && matcher.group(7) == null) {
            throw new IllegalArgumentException("\"time\" has no zone: end it with Z for UTC, or with an offset such as"
                    + " +01:00; without it, it could be any of 38 hours.");
        }
        int hour = Integer.parseInt(matcher.group(2));
        int minute = Integer.parseInt(matcher.group(3));
        int second = Integer.parseInt(matcher.group(4));
        long local = day(matcher.group(1), text) * DAY + hour * 3_600L + minute * 60L + second;
        long utc = local - offset(matcher, text);
        // RFC 3339 knows second 60 only as a leap second, at the end of a day of UTC; it counts as the second after it.
        boolean leap = second == 60 && Math.floorMod(utc, DAY) == 0;
        if (hour > 23 || minute > 59 || (second > 59 && !leap)) {
            throw impossible(text);
        }
        return utc * 1_000 + milliseconds(matcher.group(5));
    }

    private static long day(String date, String text) {
        try {
            return LocalDate.parse(date).toEpochDay();
        } catch (DateTimeException e) {
            throw impossible(text);
        }
    }

    private static long offset(Matcher matcher, String text) {
        if (matcher.group(7) == null) {
            return 0;
        }
        int hours = Integer.parseInt(matcher.group(8));
        int minutes = Integer.parseInt(matcher.group(9));
        if (hours > 23 || minutes > 59) {
            throw impossible(text);
        }
        long seconds = hours * 3_600L + minutes * 60L;
        return matcher.group(7).equals("-") ? -seconds : seconds;
    }

    private static int milliseconds(@Nullable String fraction) {
        if (fraction == null) {
            return 0;
        }
        return Integer.parseInt((fraction + "00").substring(0, 3));
    }

    private static IllegalArgumentException impossible(String text) {
        return new IllegalArgumentException("\"time\" is " + Quoted.of(text) + ": there is no such date or time.");
    }
}
