package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.size;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.codec.RecordCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bson.BsonArray;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * The collection {@code removals}: {@code {_id, s: sensor, from, to, by: writer, at, pending: [writer…]}}, where pending
 * are those that may still have readings of the range, in their heads or in the journal that they left. A removal lies
 * there until there is none; if the announcer dies before it has put records into the journals of the dead, who claims
 * them finds it here.
 */
final class Removals {
    private static final long POLL = TimeUnit.MILLISECONDS.toNanos(30);

    private final MongoHome home;
    private final MongoCollection<BsonDocument> removals;
    private final MongoCollection<BsonDocument> journal;
    private final WriterLease lease;
    private final Duration patience;

    /** @param patience how long to wait for a live process */
    Removals(MongoHome home, WriterLease lease, Duration patience) {
        this.home = home;
        this.lease = lease;
        this.patience = patience;
        removals = home.collection(MongoLayout.REMOVALS);
        journal = home.collection(MongoLayout.JOURNAL);
    }

    /** One that somebody announced. */
    record Removal(BsonValue id, int sensor, long from, long to) {
        static Removal of(BsonDocument document) {
            return new Removal(
                    document.getObjectId("_id"),
                    document.getNumber("s").intValue(),
                    document.getDateTime("from").getValue(),
                    document.getDateTime("to").getValue());
        }
    }

    /** @throws StoreException also when a live process did not do it in time */
    void announce(int sensor, long from, long to) {
        Set<String> others = others();
        BsonObjectId id = new BsonObjectId();
        home.call(session -> removals.insertOne(
                session,
                new BsonDocument("_id", id)
                        .append("s", new BsonInt32(sensor))
                        .append("from", new BsonDateTime(from))
                        .append("to", new BsonDateTime(to))
                        .append("by", new BsonString(home.process()))
                        .append("at", new BsonDateTime(System.currentTimeMillis()))
                        .append("pending", array(others))));
        Set<String> appeared = others();
        appeared.removeAll(others);
        if (!appeared.isEmpty()) {
            home.call(session ->
                    removals.updateOne(session, eq("_id", id), Updates.addEachToSet("pending", List.copyOf(appeared))));
        }
        await(id, RecordCodec.removal(sensor, from, to));
    }

    private static BsonArray array(Set<String> names) {
        return new BsonArray(names.stream().map(BsonString::new).toList());
    }

    /** Who may have readings beside this process: whoever is alive, and whoever left a journal. */
    private Set<String> others() {
        Set<String> others = new TreeSet<>(lease.live());
        others.addAll(home.call(session -> JournalDocuments.writers(session, journal)));
        others.remove(home.process());
        return others;
    }

    private void await(BsonObjectId id, byte[] removal) {
        long start = System.nanoTime();
        while (true) {
            List<String> pending = pending(id);
            Set<String> live = lease.live(pending);
            if (live.isEmpty()) {
                for (String dead : pending) {
                    record(dead, removal);
                    seen(id, dead);
                }
                home.call(session -> removals.deleteOne(session, and(eq("_id", id), size("pending", 0))));
                return;
            }
            if (System.nanoTime() - start > patience.toNanos()) {
                throw new StoreException("The readings are not removed yet: the processes " + live
                        + " did not drop them in time. See that they run, or stop them, and try again.");
            }
            LockSupport.parkNanos(POLL);
            if (Thread.currentThread().isInterrupted()) {
                throw new StoreException("The removal was interrupted.");
            }
        }
    }

    private List<String> pending(BsonValue id) {
        return home.call(session -> {
            BsonDocument found = removals.find(session, eq("_id", id)).first();
            return found == null
                    ? List.<String>of()
                    : found.getArray("pending").stream()
                            .map(each -> each.asString().getValue())
                            .toList();
        });
    }

    /**
     * Puts a record of the removal behind those that a dead writer left, if it left any: so who claims or follows them
     * hears of it in its place. If the writer was only frozen, its next record finds the sequence taken, and gets another.
     */
    private void record(String writer, byte[] removal) {
        boolean done = false;
        while (!done) {
            done = home.call(session -> {
                BsonDocument last = JournalDocuments.last(session, journal, writer);
                return last == null
                        || Inserts.insert(
                                session,
                                journal,
                                JournalDocuments.of(writer, JournalDocuments.sequence(last) + 1, removal));
            });
        }
    }

    /** Those that wait for a writer, in the order of their announcing. */
    List<Removal> waitingFor(String writer) {
        return home.call(session -> removals.find(session, eq("pending", writer))
                .sort(Sorts.ascending("_id"))
                .map(Removal::of)
                .into(new ArrayList<>()));
    }

    /** A writer has no readings of the range any more. */
    void seen(BsonValue id, String writer) {
        seen(List.of(id), writer);
    }

    void seen(List<? extends BsonValue> ids, String writer) {
        if (ids.isEmpty()) {
            return;
        }
        home.call(session -> {
            removals.updateMany(session, in("_id", ids), Updates.pull("pending", writer));
            return removals.deleteMany(session, and(in("_id", ids), size("pending", 0)));
        });
    }
}
