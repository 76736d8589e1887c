package io.isotherm.api;

import java.time.Duration;

/**
 * The stretch of time that is asked for.
 *
 * @param from epoch milliseconds, inclusive
 * @param to exclusive, after {@code from}
 */
record Range(long from, long to) {
    /** Of a request that names no {@code from}. */
    static final Duration USUAL = Duration.ofDays(1);

    /** Reads {@code from} and {@code to}; without {@code to} it ends now. */
    static Range of(Query query, long now) {
        long to = query.time("to", now);
        long from = query.time("from", Math.max(0, to - USUAL.toMillis()));
        if (from >= to) {
            throw Query.bad(
                    query.text("from").isPresent() ? "from" : "to",
                    "leaves nothing between from and to: from must be before to, which is now unless given");
        }
        return new Range(from, to);
    }
}
