package io.isotherm.ingest.line;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The unit of a body's timestamps, as {@code precision=} names it. What is finer than a millisecond is cut off. */
public enum Precision {
    NANOSECONDS,
    MICROSECONDS,
    MILLISECONDS,
    SECONDS,
    MINUTES,
    HOURS;

    /** Beyond the range of a {@code long} of milliseconds. */
    static final long OUT_OF_RANGE = Long.MIN_VALUE;

    /**
     * What both versions of the interface call it: {@code ns} and {@code n}, {@code us} and {@code u}, {@code ms},
     * {@code s}, {@code m}, {@code h}. Empty for anything else; nanoseconds where nothing is given.
     */
    public static Optional<Precision> parse(@Nullable String name) {
        return switch (name == null ? "" : name.toLowerCase(Locale.ROOT)) {
            case "", "n", "ns" -> Optional.of(NANOSECONDS);
            case "u", "us", "µ", "µs" -> Optional.of(MICROSECONDS);
            case "ms" -> Optional.of(MILLISECONDS);
            case "s" -> Optional.of(SECONDS);
            case "m" -> Optional.of(MINUTES);
            case "h" -> Optional.of(HOURS);
            default -> Optional.empty();
        };
    }

    /** As it is given in a query. */
    String symbol() {
        return switch (this) {
            case NANOSECONDS -> "ns";
            case MICROSECONDS -> "us";
            case MILLISECONDS -> "ms";
            case SECONDS -> "s";
            case MINUTES -> "m";
            case HOURS -> "h";
        };
    }

    /** Epoch milliseconds, or {@link #OUT_OF_RANGE}. */
    long millis(long time) {
        return switch (this) {
            case NANOSECONDS -> Math.floorDiv(time, 1_000_000L);
            case MICROSECONDS -> Math.floorDiv(time, 1_000L);
            case MILLISECONDS -> time;
            case SECONDS -> times(time, 1_000L);
            case MINUTES -> times(time, 60_000L);
            case HOURS -> times(time, 3_600_000L);
        };
    }

    private static long times(long time, long factor) {
        long product = time * factor;
        return product / factor == time ? product : OUT_OF_RANGE;
    }
}
