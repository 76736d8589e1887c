package io.isotherm.ingest;

/**
 * A token bucket of which only the time is known when it will be full again. What is taken may be more than is in it, so
 * that a message larger than the bucket passes too; the debt is paid off before the next one passes, but for no longer
 * than {@link #MOST_WAIT_NANOS}. Not thread-safe.
 */
final class TokenBucket {
    /** The longest that a sender is made to wait. */
    static final long MOST_WAIT_NANOS = 60_000_000_000L;

    private final double nanosEach;
    private final long depthNanos;
    private long fullAt;

    /**
     * @param rate tokens a second; infinite: the bucket is never empty
     * @param depthNanos how long it takes to fill
     * @param now nanoseconds of any clock that never goes back
     */
    TokenBucket(double rate, long depthNanos, long now) {
        nanosEach = 1e9 / rate;
        this.depthNanos = Math.max(1, depthNanos);
        fullAt = now;
    }

    /** How long until something is in it; 0 where something is. */
    long waitNanos(long now) {
        return Math.max(0, fullAt - now - depthNanos + 1);
    }

    /** Takes tokens, more than there are if need be. */
    void take(long tokens, long now) {
        // Differences only: nanoseconds may run over the end of long.
        long empty = Math.max(0, fullAt - now);
        long cost = (long) Math.min(tokens * nanosEach, (double) depthNanos + MOST_WAIT_NANOS);
        fullAt = now + Math.min(empty + cost, depthNanos - 1 + MOST_WAIT_NANOS);
    }
}
