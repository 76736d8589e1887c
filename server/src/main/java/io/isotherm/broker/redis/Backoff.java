package io.isotherm.broker.redis;

import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next try: longer each time, and by chance, so that processes do not come all at once. */
final class Backoff {
    static final long FIRST_MILLIS = 100;
    static final long MOST_MILLIS = 5_000;

    private long next = FIRST_MILLIS;

    /** Milliseconds, half of it to all of it. */
    long next() {
        long most = next;
        next = Math.min(MOST_MILLIS, 2 * next);
        return ThreadLocalRandom.current().nextLong(most / 2, most + 1);
    }

    void reset() {
        next = FIRST_MILLIS;
    }
}
