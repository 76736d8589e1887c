package io.isotherm.store;

import java.time.Duration;

/**
 * Chooses one process among those that share a store, for what must not be done by two at once for long. The choice is
 * a lease: who holds one has to ask again before it runs out.
 */
public interface Election {
    /** Where no other process can use the store. */
    Election ALONE = new Election() {
        @Override
        public boolean lead(String task, Duration lease) {
            return true;
        }

        @Override
        public void resign(String task) {}
    };

    /**
     * Takes or renews the lease of a task, if no other process holds it. Blocks.
     *
     * @param task at most 100 characters
     * @param lease how long it holds from now on, by the store's clock
     * @return whether this process holds it
     * @throws StoreException when the store did not answer; the lease may have been taken nevertheless
     */
    boolean lead(String task, Duration lease);

    /**
     * Lets the lease go, if this process holds it. Blocks.
     *
     * @throws StoreException when the store did not answer; the lease runs out by itself
     */
    void resign(String task);
}
