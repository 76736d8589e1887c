package io.isotherm.store.mongo;

import io.isotherm.store.Election;
import java.time.Duration;

/** Elects by a document a task in the collection {@code leases}, by the servers' clock. */
public final class MongoElection implements Election {
    private final Leased leases;

    public MongoElection(MongoHome home) {
        leases = new Leased(home, home.collection(MongoLayout.LEASES));
    }

    @Override
    public boolean lead(String task, Duration lease) {
        return leases.take(task, lease);
    }

    @Override
    public void resign(String task) {
        leases.release(task);
    }
}
