package io.isotherm.ingest;

import java.time.Duration;

/**
 * What one sender may send.
 *
 * @param readings a second; infinite where there is no limit
 * @param bytes of messages a second, after they are inflated; likewise
 * @param burst how long it may send as much as it likes before these count: after a pause of that length it has sent
 *     nothing
 */
public record Limits(double readings, double bytes, Duration burst) {
    /** None. */
    public static final Limits NONE = new Limits(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Duration.ZERO);

    public Limits {
        if (!(readings > 0) || !(bytes > 0) || burst.isNegative()) {
            throw new IllegalArgumentException("a limit is more than 0");
        }
    }
}
