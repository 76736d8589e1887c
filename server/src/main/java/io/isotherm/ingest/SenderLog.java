package io.isotherm.ingest;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What is remembered of one sender, and how much more it may send. Thread-safe. */
public final class SenderLog {
    private final Sender sender;
    private final LongSupplier nanos;
    private final LongConsumer spent;
    private final TokenBucket readings;
    private final TokenBucket bytes;
    private final long firstSeen;
    private long lastSeen;
    private Counts counts = new Counts(0, 0, 0, 0);

    /**
     * What became of a sender's readings.
     *
     * @param accepted are durable
     * @param refused are of no use, or not allowed
     * @param limited were too many at a time, and may have come again
     * @param failed could not be kept, as the store was away or behind, and may have come again
     */
    public record Counts(long accepted, long refused, long limited, long failed) {
        Counts plus(Counts other) {
            return new Counts(
                    accepted + other.accepted, refused + other.refused, limited + other.limited, failed + other.failed);
        }
    }

    /** @param spent hears until when the sender has nothing left, whenever it sent the last of it */
    SenderLog(Sender sender, Limits limits, LongSupplier nanos, long firstSeen, LongConsumer spent) {
        this.sender = sender;
        this.spent = spent;
        this.nanos = nanos;
        this.firstSeen = firstSeen;
        long now = nanos.getAsLong();
        long burst = limits.burst().toNanos();
        readings = new TokenBucket(limits.readings(), burst, now);
        bytes = new TokenBucket(limits.bytes(), burst, now);
    }

    synchronized void heard(long time) {
        lastSeen = Math.max(lastSeen, time);
    }

    /** Takes a message, or says after how many milliseconds it is welcome again. */
    synchronized long admit(int readingCount, int byteCount) {
        long now = nanos.getAsLong();
        long wait = waitNanos(now);
        if (wait > 0) {
            return Math.ceilDiv(wait, 1_000_000L);
        }
        readings.take(readingCount, now);
        bytes.take(byteCount, now);
        wait = waitNanos(now);
        if (wait > 0) {
            spent.accept(now + wait);
        }
        return 0;
    }

    private long waitNanos(long now) {
        return Math.max(readings.waitNanos(now), bytes.waitNanos(now));
    }

    synchronized void add(int accepted, int refused, int limited, int failed) {
        counts = counts.plus(new Counts(accepted, refused, limited, failed));
    }

    synchronized Senders.Seen seen(@Nullable RefusedMessage lastRefused) {
        return new Senders.Seen(
                sender.protocol(),
                sender.id(),
                sender.token(),
                sender.tokenName(),
                counts,
                firstSeen,
                lastSeen,
                lastRefused);
    }
}
