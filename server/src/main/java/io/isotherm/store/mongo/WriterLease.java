package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.expr;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOptions;
import io.isotherm.store.StoreException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's sign of life: a document in {@code writers} with the time until which it is to be taken for alive, by
 * the servers' clock. Renewed on a thread of its own; also what this process has claimed. A process that was frozen
 * takes its lease again: others may have taken over its journal meanwhile, which harms nothing.
 */
final class WriterLease implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WriterLease.class);

    /** Seven renewals may fail. */
    static final Duration LENGTH = Duration.ofSeconds(15);

    /** Those of processes that live. */
    static final Bson LIVE = expr(new Document("$gt", List.of("$until", "$$NOW")));

    private final MongoHome home;
    private final MongoCollection<BsonDocument> writers;
    private final MongoCollection<BsonDocument> claims;
    private final Duration length;
    private final Thread thread;
    private volatile boolean closed;
    private volatile long renewedAt;
    private volatile long steadySince;

    /**
     * Takes the lease.
     *
     * @throws StoreException when that failed
     */
    WriterLease(MongoHome home, Duration length) {
        this.home = home;
        this.length = length;
        writers = home.collection(MongoLayout.WRITERS);
        claims = home.collection(MongoLayout.CLAIMS);
        renew();
        renewedAt = System.nanoTime();
        // At the start nobody can have missed anything because of us.
        steadySince = renewedAt - length.toNanos();
        thread = Thread.ofVirtual().name("mongo-lease").start(this::run);
    }

    private void run() {
        boolean failing = false;
        while (!closed) {
            try {
                Thread.sleep(length.dividedBy(7));
                renew();
                long now = System.nanoTime();
                if (now - renewedAt > length.toNanos()) {
                    steadySince = now;
                }
                renewedAt = now;
                failing = false;
            } catch (InterruptedException e) {
                return;
            } catch (StoreException e) {
                if (!failing && !closed) {
                    log.warn("This process cannot show that it is alive; trying again. ({})", e.getMessage());
                }
                failing = true;
            }
        }
    }

    private void renew() {
        Document until = Leased.until(length);
        List<Document> sign = List.of(new Document(
                "$set",
                new Document("host", hostName())
                        .append("pid", ProcessHandle.current().pid())
                        .append("started", new Document("$ifNull", List.of("$started", "$$NOW")))
                        .append("until", until)));
        home.call(session -> {
            writers.updateOne(session, eq("_id", home.process()), sign, new UpdateOptions().upsert(true));
            return claims.updateMany(
                    session, eq("by", home.process()), List.of(new Document("$set", new Document("until", until))));
        });
    }

    /** How long a lease lasts that nobody renews. */
    Duration length() {
        return length;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    /**
     * Whether it was renewed without a break for a lease's length. After an outage all leases have run out, and whoever
     * comes back first would take the others for dead.
     */
    boolean isSteady() {
        return System.nanoTime() - steadySince >= length.toNanos();
    }

    /** Who is alive. */
    Set<String> live() {
        return home.call(session -> writers.find(session, LIVE)
                .map(each -> each.getString("_id").getValue())
                .into(new HashSet<>()));
    }

    /** How many others are alive. */
    int others() {
        Set<String> all = live();
        all.remove(home.process());
        return all.size();
    }

    /** Which of these are alive. */
    Set<String> live(Collection<String> some) {
        return home.call(session -> writers.find(session, and(in("_id", some), LIVE))
                .map(each -> each.getString("_id").getValue())
                .into(new HashSet<>()));
    }

    /** Forgets a writer that is not alive. */
    void forget(String writer) {
        home.call(session -> writers.deleteOne(
                session, and(eq("_id", writer), expr(new Document("$lte", List.of("$until", "$$NOW"))))));
    }

    /** Gives the lease back: what lies in the journal may be claimed at once. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
            home.call(session -> writers.deleteOne(session, eq("_id", home.process())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StoreException e) {
            log.warn("The lease ends by itself in {} s. ({})", length.toSeconds(), e.getMessage());
        }
    }
}
