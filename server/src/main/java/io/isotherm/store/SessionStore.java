package io.isotherm.store;

import java.util.List;

/**
 * Keeps which sessions of browsers were ended before their time, in the same place as the catalogue. Every change is
 * durable when its method returns; all methods block, may be called from any thread, and throw {@link StoreException}
 * when they failed.
 */
public interface SessionStore {
    /** All that are kept, by hash. */
    List<EndedSession> ended();

    /** Keeps one; of one that is kept already the later time counts. */
    void end(EndedSession session);

    /**
     * Forgets those that would have ended by themselves before a time, epoch milliseconds, and where more than {@code most}
     * are left, of them those that would end first.
     */
    void forget(long before, int most);
}
