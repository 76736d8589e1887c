package io.isotherm.store.mongo;

/** A MongoDB of one test's own, to be killed and started again. */
public final class OwnMongo implements AutoCloseable {
    private final ReplicaSet set = ReplicaSet.start(1, 1_000);

    /** The URL of a database that nobody used before. */
    public String url() {
        return set.url("own");
    }

    public void kill() {
        set.servers.getFirst().kill();
    }

    /** On the same port, with what it had. */
    public void restart() {
        set.servers.getFirst().restart();
    }

    @Override
    public void close() {
        set.close();
    }
}
