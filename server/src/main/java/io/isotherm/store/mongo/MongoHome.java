package io.isotherm.store.mongo;

import com.mongodb.ClientSessionOptions;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.ServerApi;
import com.mongodb.ServerApiVersion;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.isotherm.ops.Component;
import io.isotherm.ops.Health;
import io.isotherm.store.StoreException;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * This process's connection to a MongoDB replica set or sharded cluster, shared by its stores, which must be closed
 * before it. Thread-safe.
 *
 * <p>Every write is acknowledged by a majority of the servers that have it in their journals on disk; the driver repeats
 * it once where the answer was lost, and the server makes a repeated one once. Every read is from the primary, of what a
 * majority has (read concern "majority": what is read is never rolled back, so a journal may be trimmed on the strength
 * of it), and not of a time before this process's own writes and the changes that it was told of (causal consistency:
 * after a failover "majority" alone may lag behind).
 */
public final class MongoHome implements Component {
    private final MongoUrl url;
    private final MongoClient client;
    private final MongoDatabase database;
    private final String process = Incarnation.next();
    private final AtomicReference<@Nullable BsonTimestamp> seen = new AtomicReference<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Changes changes;
    private final boolean readsJournals;

    private volatile OptionalLong behind = OptionalLong.empty();

    private MongoHome(MongoUrl url, MongoClient client, boolean readsJournals) {
        this.url = url;
        this.client = client;
        this.readsJournals = readsJournals;
        database = client.getDatabase(url.database());
        changes = new Changes(this);
    }

    /**
     * Connects, and creates what the database lacks; several processes may do so at once.
     *
     * @param url {@code mongodb://user:password@host1,host2/database?replicaSet=name}; without a database it is {@code
     *     isotherm}. Of its options, time-outs count; those that would weaken what is promised here are overridden
     * @throws StoreException when it is no such URL; when no server can be reached; when it is neither a replica set nor
     *     a sharded cluster, or older than 6.0; when the user is refused or may not do what is needed; when the database
     *     was written by a newer Isotherm. The message is a sentence for the operator, without the password
     */
    public static MongoHome open(String url) {
        return open(url, Use.SERVE, false);
    }

    /**
     * Likewise.
     *
     * @param reads whether readings that others have in the journal are looked at: not where a process shows nothing, so
     *     that it costs what it takes in itself, however many there are. Otherwise reads lack them
     * @param traced whether commands are told of, within the spans that they are for
     */
    public static MongoHome open(String url, boolean reads, boolean traced) {
        return open(url, reads ? Use.SERVE : Use.WRITE, traced);
    }

    /** Likewise, to read all of it beside the processes that use it; nothing is created or changed. */
    static MongoHome openToCopy(String url) {
        return open(url, Use.COPY, false);
    }

    /** Likewise, to fill it; also where a filling was cut off. */
    static MongoHome openToFill(String url) {
        return open(url, Use.FILL, false);
    }

    /** What a process does with the database. */
    enum Use {
        SERVE,
        /** Only takes readings in. */
        WRITE,
        COPY,
        FILL
    }

    private static MongoHome open(String url, Use use, boolean traced) {
        MongoUrl parsed = MongoUrl.parse(url);
        // Its own client: to choose how a collection is compressed is not in the Stable API, to which the other one
        // keeps.
        try (MongoClient preparing = MongoClients.create(settings(parsed, false).build())) {
            ServerCheck.check(preparing, parsed);
            if (use == Use.COPY) {
                MongoLayout.require(preparing.getDatabase(parsed.database()), parsed);
            } else {
                MongoLayout.create(preparing.getDatabase(parsed.database()), parsed, use);
            }
        } catch (MongoException e) {
            throw MongoFailure.of(e, parsed.place());
        }
        MongoClientSettings.Builder settings = settings(parsed, true);
        if (traced) {
            settings.addCommandListener(new TracedCommands());
        }
        return new MongoHome(parsed, MongoClients.create(settings.build()), use == Use.SERVE);
    }

    private static MongoClientSettings.Builder settings(MongoUrl url, boolean strict) {
        return MongoClientSettings.builder()
                .applicationName("isotherm")
                // Long enough for a planned change of primary, short enough for a sender to be told.
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(5, TimeUnit.SECONDS))
                .applyToServerSettings(server -> server.heartbeatFrequency(2, TimeUnit.SECONDS))
                // A server that is frozen rather than dead holds its callers for the time to read: the driver finds out
                // sooner, but does not break the connections that wait (tried with 5.14.0). No command of ours takes so
                // long, but the building of an index.
                .applyToSocketSettings(socket ->
                        socket.connectTimeout(3, TimeUnit.SECONDS).readTimeout(strict ? 10 : 600, TimeUnit.SECONDS))
                // The URL may say otherwise of what stands above, not of what stands below.
                .applyConnectionString(url.connection())
                .readPreference(ReadPreference.primary())
                .readConcern(ReadConcern.MAJORITY)
                .writeConcern(WriteConcern.MAJORITY.withJournal(true))
                .retryWrites(true)
                .retryReads(true)
                .serverApi(ServerApi.builder()
                        .version(ServerApiVersion.V1)
                        .strict(strict)
                        .build());
    }

    /** Where it is, for people. */
    String place() {
        return url.place();
    }

    /** What this process calls itself in the database: unique to this start. */
    String process() {
        return process;
    }

    /** Whether this process looks at what others have in the journal. */
    boolean readsJournals() {
        return readsJournals;
    }

    Changes changes() {
        return changes;
    }

    MongoDatabase database() {
        return database;
    }

    MongoCollection<BsonDocument> collection(String name) {
        return database.getCollection(name, BsonDocument.class);
    }

    /** Does something in a session that has seen whatever this process has. */
    <T extends @Nullable Object> T call(Function<ClientSession, T> action) {
        if (closed.get()) {
            throw new StoreException("The store at " + url.place() + " is closed.");
        }
        try (ClientSession session = client.startSession(
                ClientSessionOptions.builder().causallyConsistent(true).build())) {
            BsonTimestamp known = seen.get();
            if (known != null) {
                session.advanceOperationTime(known);
            }
            try {
                return action.apply(session);
            } finally {
                saw(session.getOperationTime());
            }
        } catch (MongoException e) {
            throw MongoFailure.of(e, url.place());
        } catch (IllegalStateException e) {
            // The driver's answer to a call after close.
            throw closed.get() ? MongoFailure.of(e, url.place()) : e;
        }
    }

    /** Reads from now on see at least what was there at this time. */
    void saw(@Nullable BsonTimestamp time) {
        if (time != null) {
            seen.accumulateAndGet(time, (a, b) -> a == null || (b != null && b.compareTo(a) > 0) ? b : a);
        }
    }

    /**
     * Does something as one transaction, again from the start where it met another one. What the action throws undoes
     * it.
     */
    <T extends @Nullable Object> T transaction(Function<ClientSession, T> action) {
        return call(session -> Transaction.run(session, action));
    }

    /** The database's time. */
    BsonTimestamp now() {
        return call(session -> {
            database.runCommand(session, new BsonDocument("ping", new BsonInt32(1)));
            BsonTimestamp time = session.getOperationTime();
            if (time == null) {
                throw new StoreException("MongoDB at " + url.place() + ": it told no time.");
            }
            return time;
        });
    }

    /** By how many milliseconds the clock of its primary was ahead of this machine's at the last check, about. */
    public OptionalLong behindDatabase() {
        return behind;
    }

    private void compareClocks() {
        long before = System.currentTimeMillis();
        long there = database.runCommand(new BsonDocument("hello", new BsonInt32(1)), BsonDocument.class)
                .getDateTime("localTime")
                .getValue();
        long after = System.currentTimeMillis();
        // What came slowly says little.
        if (after - before < 500) {
            behind = OptionalLong.of(there - before - (after - before) / 2);
        }
    }

    @Override
    public String name() {
        return "mongodb";
    }

    /** Asks the primary, for at most a second. */
    @Override
    public Health check() {
        if (closed.get()) {
            return Health.down("closed", "The store at " + url.place() + " is closed.");
        }
        Callable<Health> ping = () -> {
            now();
            compareClocks();
            return Health.OK;
        };
        FutureTask<Health> task = new FutureTask<>(ping);
        Thread.ofVirtual().name("mongo-check").start(task);
        try {
            Health health = task.get(1, TimeUnit.SECONDS);
            return changes.troubled() ? Health.degraded("news-late", late()) : health;
        } catch (ExecutionException e) {
            return Health.down(
                    "database-away",
                    String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()));
        } catch (TimeoutException e) {
            task.cancel(true);
            return Health.down(
                    "database-away", "MongoDB at " + url.place() + " does not answer: see that it has a primary.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Health.down("check-failed", "The check was interrupted.");
        }
    }

    private String late() {
        return "MongoDB at " + url.place() + ": what other processes change is not heard of; it is tried again.";
    }

    @Override
    public void close() {
        changes.close();
        if (closed.compareAndSet(false, true)) {
            client.close();
        }
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
