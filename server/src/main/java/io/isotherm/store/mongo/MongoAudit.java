package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import io.isotherm.store.AuditEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

/** The audit in the collection {@code audit}: only ever added to. */
final class MongoAudit {
    private static final Bson NEWEST_FIRST = Sorts.descending("t", "_id");

    private final MongoHome home;
    private final MongoCollection<BsonDocument> audit;

    MongoAudit(MongoHome home) {
        this.home = home;
        audit = home.collection(MongoLayout.AUDIT);
    }

    void add(AuditEntry entry) {
        BsonDocument document = document(entry);
        home.call(session -> Inserts.insert(session, audit, document));
    }

    List<AuditEntry> before(long before, int limit) {
        return home.call(session -> {
            List<AuditEntry> found = audit.find(session, lt("t", before))
                    .sort(NEWEST_FIRST)
                    .limit(limit)
                    .map(MongoAudit::entry)
                    .into(new ArrayList<>());
            if (found.size() == limit) {
                // The last millisecond whole.
                long last = found.getLast().time();
                found.removeIf(entry -> entry.time() == last);
                audit.find(session, eq("t", last))
                        .sort(NEWEST_FIRST)
                        .map(MongoAudit::entry)
                        .into(found);
            }
            return found;
        });
    }

    static BsonDocument document(AuditEntry entry) {
        BsonDocument counts = new BsonDocument();
        entry.counts().forEach((name, count) -> counts.append(name, new BsonInt64(count)));
        // The id ascends within a process, so entries of one millisecond keep their order.
        return new BsonDocument("_id", new BsonObjectId(new ObjectId()))
                .append("t", new BsonInt64(entry.time()))
                .append("actor", new BsonString(entry.actor()))
                .append("action", new BsonString(entry.action()))
                .append("outcome", new BsonString(entry.outcome().name().toLowerCase(Locale.ROOT)))
                .append("subject", new BsonString(entry.subject()))
                .append("detail", new BsonString(entry.detail()))
                .append("reason", new BsonString(entry.reason()))
                .append("counts", counts);
    }

    private static AuditEntry entry(BsonDocument document) {
        TreeMap<String, Long> counts = new TreeMap<>();
        document.getDocument("counts")
                .forEach((name, count) -> counts.put(name, count.asNumber().longValue()));
        return new AuditEntry(
                document.getInt64("t").getValue(),
                document.getString("actor").getValue(),
                document.getString("action").getValue(),
                AuditEntry.Outcome.valueOf(
                        document.getString("outcome").getValue().toUpperCase(Locale.ROOT)),
                document.getString("subject").getValue(),
                document.getString("detail").getValue(),
                document.getString("reason").getValue(),
                counts);
    }
}
