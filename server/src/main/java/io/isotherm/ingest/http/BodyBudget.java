package io.isotherm.ingest.http;

import java.util.concurrent.atomic.AtomicLong;

/** The memory that all bodies under way may take together, so that many slow senders cannot fill the heap. */
public final class BodyBudget {
    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    /** @param limit bytes */
    public BodyBudget(long limit) {
        this.limit = limit;
    }

    /** Takes so many bytes; false, and nothing taken, where they are not there. */
    boolean take(int bytes) {
        if (taken.addAndGet(bytes) > limit) {
            taken.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void giveBack(int bytes) {
        taken.addAndGet(-bytes);
    }

    /** Bytes that are taken now. */
    public long taken() {
        return taken.get();
    }
}
