package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.isotherm.store.series.Journal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Takes over the journals of dead writers. A document in {@code claims} with a lease keeps two processes from doing the
 * same work; if they do it nevertheless, because one was frozen, the same readings come into the same blocks, and each
 * deletes only records that it has replayed.
 */
final class Claims {
    private final MongoHome home;
    private final MongoCollection<BsonDocument> claims;
    private final MongoCollection<BsonDocument> journal;
    private final WriterLease lease;
    private final Removals removals;
    private final NewestReadings newest;
    private final Set<String> held = ConcurrentHashMap.newKeySet();

    Claims(MongoHome home, WriterLease lease, Removals removals, NewestReadings newest) {
        this.home = home;
        this.lease = lease;
        this.removals = removals;
        this.newest = newest;
        claims = home.collection(MongoLayout.CLAIMS);
        journal = home.collection(MongoLayout.JOURNAL);
    }

    Optional<Journal.Orphan> claim() {
        if (!lease.isSteady()) {
            return Optional.empty();
        }
        Set<String> left = home.call(session -> JournalDocuments.writers(session, journal));
        left.remove(home.process());
        left.removeAll(held);
        if (left.isEmpty()) {
            return Optional.empty();
        }
        left.removeAll(lease.live(left));
        for (String writer : left) {
            if (take(writer)) {
                held.add(writer);
                // Since the look above it may have come back, or somebody else may have done and let go.
                if (lease.live(Set.of(writer)).isEmpty()
                        && home.call(session -> JournalDocuments.hasAny(session, journal, writer))) {
                    return Optional.of(new MongoOrphan(home, writer, removals, newest, lease, this));
                }
                release(writer);
            }
        }
        return Optional.empty();
    }

    /** Whether the claim is ours: there was none, or its lease had run out. Decided by the servers, in one step. */
    private boolean take(String writer) {
        Document free = new Document(
                "$or",
                List.of(
                        new Document("$eq", List.of("$by", home.process())),
                        new Document(
                                "$lte",
                                List.of(new Document("$ifNull", List.of("$until", new BsonDateTime(0))), "$$NOW"))));
        Document set = new Document("by", new Document("$cond", List.of(free, home.process(), "$by")))
                .append("until", new Document("$cond", List.of(free, lease.until(), "$until")));
        BsonDocument after = home.<@Nullable BsonDocument>call(session -> claims.findOneAndUpdate(
                session,
                eq("_id", writer),
                List.of(new Document("$set", set)),
                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER)));
        return after != null && after.getString("by").getValue().equals(home.process());
    }

    void release(String writer) {
        held.remove(writer);
        home.call(session -> claims.deleteOne(session, and(eq("_id", writer), eq("by", home.process()))));
    }
}
