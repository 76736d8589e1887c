package io.isotherm.ingest;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The senders that have nothing left to send, and until when: nearly always none, so that looking costs nearly nothing.
 * Bounded: one that is not in it is found to have nothing left after its message was read. Times are nanoseconds of any
 * clock that never goes back. May be used from any thread.
 */
final class Spent {
    static final int MOST = 10_000;

    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Map<Senders.Key, Long> until = new ConcurrentHashMap<>();
    private final AtomicLong sweptAt = new AtomicLong(Long.MIN_VALUE);

    boolean isEmpty() {
        return until.isEmpty();
    }

    void put(Senders.Key key, long time, long now) {
        if (until.size() >= MOST) {
            sweep(now);
        }
        if (until.size() < MOST || until.containsKey(key)) {
            until.put(key, time);
        }
    }

    /** How long the sender has nothing left; 0 where it has something. */
    long waitNanos(Senders.Key key, long now) {
        Long time = until.get(key);
        if (time == null) {
            return 0;
        }
        long wait = time - now;
        if (wait <= 0) {
            until.remove(key, time);
            return 0;
        }
        return wait;
    }

    int size() {
        return until.size();
    }

    // Once a second, as all have to be looked at: those that never came again.
    private void sweep(long now) {
        long last = sweptAt.get();
        if ((last == Long.MIN_VALUE || now - last >= SWEEP_NANOS) && sweptAt.compareAndSet(last, now)) {
            until.values().removeIf(time -> time - now <= 0);
        }
    }
}
