package io.isotherm.store.mongo;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Real mongods that make up a replica set. */
final class ReplicaSet implements AutoCloseable {
    final List<Mongod> servers;

    private ReplicaSet(List<Mongod> servers) {
        this.servers = servers;
    }

    /**
     * Starts a set and waits for its primary.
     *
     * @param election milliseconds without a primary until there is an election; 10,000 is MongoDB's default
     */
    static ReplicaSet start(int size, int election) {
        List<Mongod> servers = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            servers.add(Mongod.start("--replSet", "test", "--oplogSize", "200"));
        }
        servers.forEach(Mongod::await);
        List<Document> members = new ArrayList<>();
        for (Mongod server : servers) {
            members.add(new Document("_id", members.size()).append("host", server.address()));
        }
        Document configuration = new Document("_id", "test")
                .append("members", members)
                .append("settings", new Document("electionTimeoutMillis", election));
        try (MongoClient client = servers.getFirst().client()) {
            client.getDatabase("admin").runCommand(new Document("replSetInitiate", configuration));
        }
        ReplicaSet set = new ReplicaSet(servers);
        set.primary();
        return set;
    }

    String url(String database) {
        return "mongodb://" + servers.stream().map(Mongod::address).collect(Collectors.joining(",")) + "/" + database
                + "?replicaSet=test";
    }

    /** The primary; waits until there is one. */
    Mongod primary() {
        return primary(null);
    }

    /** The primary that is not this one. */
    Mongod primary(@Nullable Mongod but) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < deadline) {
            for (Mongod server : servers) {
                if (server != but && server.isAlive() && isPrimary(server)) {
                    return server;
                }
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        throw new IllegalStateException("no primary");
    }

    private static boolean isPrimary(Mongod server) {
        try (MongoClient client = server.client()) {
            return client.getDatabase("admin")
                    .runCommand(new Document("hello", 1))
                    .getBoolean("isWritablePrimary", false);
        } catch (MongoException e) {
            return false;
        }
    }

    @Override
    public void close() {
        servers.forEach(Mongod::close);
    }
}
