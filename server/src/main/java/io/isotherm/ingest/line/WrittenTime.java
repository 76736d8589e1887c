package io.isotherm.ingest.line;

import java.time.Instant;

/** Times from before there were sensors of ours: most often a body whose {@code precision} is not what it says. */
final class WrittenTime {
    /** As the door has it: what is from before 2000 comes from a clock that was never set. */
    static final long EARLIEST = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();

    private static final long LATEST = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();

    private WrittenTime() {}

    /** A sentence for the sender of a time before {@link #EARLIEST}, or beyond what a long of milliseconds holds. */
    static String early(long given, Precision precision) {
        for (Precision other : Precision.values()) {
            long meant = other.millis(given);
            if (other != precision && other.compareTo(Precision.MINUTES) < 0 && meant >= EARLIEST && meant < LATEST) {
                return "The time " + given + " is before 2000-01-01 in " + precision.symbol()
                        + ", which is how it was read: send precision=" + other.symbol() + " if that is meant.";
            }
        }
        return "The time " + given + " " + precision.symbol() + " is before 2000-01-01: the device's clock is not set.";
    }
}
