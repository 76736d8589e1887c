package io.isotherm.ingest;

import io.isotherm.pipeline.OverloadedException;

/** The sender sends more than it may: nothing was taken, it should come again. HTTP answers 429. */
public final class LimitedException extends OverloadedException {
    private final long retryAfterMillis;

    LimitedException(long retryAfterMillis) {
        super("This sender sends more than it may.", (int) Math.max(1, Math.ceilDiv(retryAfterMillis, 1_000L)));
        this.retryAfterMillis = retryAfterMillis;
    }

    /** When the same message is welcome again, in milliseconds from now. */
    public long retryAfterMillis() {
        return retryAfterMillis;
    }
}
