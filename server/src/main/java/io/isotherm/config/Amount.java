package io.isotherm.config;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of time and of room that are written with their unit. */
final class Amount {
    /** A year of retention: leap days are nothing that anybody counts on. */
    private static final int DAYS_A_YEAR = 365;

    private static final int MOST_YEARS = 100;

    private static final long LEAST_SPOOL = 1L << 20;
    private static final long MOST_SPOOL = 1L << 40;

    private static final Pattern DAYS_OR_YEARS = Pattern.compile("(\\d{1,6})([dy])");
    private static final Pattern RATE = Pattern.compile("(\\d{1,9})(kb|mb|gb)");
    private static final Pattern BYTES = Pattern.compile("(\\d{1,9})(mb|gb|tb)");

    /** Days to keep something; empty for ever. */
    static final Kind<OptionalInt> DAYS = new Kind<>(
            "TIME", "forever, or a whole number with d (days) or y (years of 365 days), from 1d to 100y", Amount::days);

    /** Bytes; 0 for off. A MB is 1,048,576 bytes, as everywhere in the program. */
    static final Kind<Long> SPOOL =
            new Kind<>("SIZE", "off, or a whole number with MB, GB or TB, from 1MB to 1TB", Amount::spool);

    /** Readings a second; infinite for none, empty for auto. */
    static final Kind<OptionalDouble> READINGS =
            new Kind<>("N", "auto, none, or a whole number from 1 to 1000000000", Amount::readings);

    /** Bytes a second; likewise. */
    static final Kind<OptionalDouble> BYTES_A_SECOND = new Kind<>(
            "SIZE", "auto, none, or a whole number with KB, MB or GB, from 1KB to 1TB", Amount::bytesASecond);

    private Amount() {}

    private static OptionalInt days(String text) {
        String given = text.toLowerCase(Locale.ROOT);
        if (given.equals("forever")) {
            return OptionalInt.empty();
        }
        Matcher matcher = DAYS_OR_YEARS.matcher(given);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        int days = Integer.parseInt(matcher.group(1)) * (matcher.group(2).equals("y") ? DAYS_A_YEAR : 1);
        if (days < 1 || days > MOST_YEARS * DAYS_A_YEAR) {
            throw new IllegalArgumentException(text);
        }
        return OptionalInt.of(days);
    }

    private static OptionalDouble readings(String text) {
        return limit(text, 1_000_000_000, given -> {
            if (!given.matches("\\d{1,10}")) {
                throw new IllegalArgumentException(text);
            }
            return Long.parseLong(given);
        });
    }

    private static OptionalDouble bytesASecond(String text) {
        return limit(text, MOST_SPOOL, given -> {
            Matcher matcher = RATE.matcher(given);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(text);
            }
            int shift = switch (matcher.group(2)) {
                case "kb" -> 10;
                case "mb" -> 20;
                default -> 30;
            };
            return Long.parseLong(matcher.group(1)) << shift;
        });
    }

    private static OptionalDouble limit(String text, long most, ToLongFunction<String> number) {
        String given = text.toLowerCase(Locale.ROOT);
        return switch (given) {
            case "auto" -> OptionalDouble.empty();
            case "none" -> OptionalDouble.of(Double.POSITIVE_INFINITY);
            default -> {
                long limit = number.applyAsLong(given);
                if (limit < 1 || limit > most) {
                    throw new IllegalArgumentException(text);
                }
                yield OptionalDouble.of((double) limit);
            }
        };
    }

    private static Long spool(String text) {
        String given = text.toLowerCase(Locale.ROOT);
        // YAML's own word for off.
        if (given.equals("off") || given.equals("false")) {
            return 0L;
        }
        Matcher matcher = BYTES.matcher(given);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        int shift = switch (matcher.group(2)) {
            case "mb" -> 20;
            case "gb" -> 30;
            default -> 40;
        };
        long number = Long.parseLong(matcher.group(1));
        // Compared before it is shifted: nothing overflows.
        if (number > MOST_SPOOL >> shift || number << shift < LEAST_SPOOL) {
            throw new IllegalArgumentException(text);
        }
        return number << shift;
    }
}
