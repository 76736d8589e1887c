package io.isotherm.pipeline;

import io.isotherm.ops.Health;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether commits get through, and whether they keep up with what arrives. */
final class CommitHealth {
    /** So much of what may wait is worth a look; senders are turned away beyond all of it. */
    private static final double FULL = 0.8;

    /** A failure that nothing followed is told for so long: where nobody sends, nobody finds out that it is over. */
    private static final Duration REMEMBERED = Duration.ofMinutes(5);

    private final int queueLimit;

    private record Failure(String reason, long nanos) {}

    private volatile @Nullable Failure last;

    /** @param queueLimit readings that may wait */
    CommitHealth(int queueLimit) {
        this.queueLimit = queueLimit;
    }

    void committed() {
        if (last != null) {
            last = null;
        }
    }

    void failed(String reason) {
        last = new Failure(reason, System.nanoTime());
    }

    /** @param waiting readings that wait now */
    Health check(int waiting) {
        Failure failure = last;
        if (failure != null && System.nanoTime() - failure.nanos < REMEMBERED.toNanos()) {
            return Health.degraded(
                    "commits-fail",
                    "The last readings could not be kept, and their senders were told so: " + failure.reason);
        }
        if (waiting >= queueLimit * FULL) {
            return Health.degraded(
                    "overloaded",
                    waiting + " of at most " + queueLimit
                            + " readings wait for their commit: more arrive than the store" + " takes.");
        }
        return Health.OK;
    }
}
