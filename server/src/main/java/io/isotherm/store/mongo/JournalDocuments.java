package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import java.util.HashSet;
import java.util.Set;
import org.bson.BsonBinary;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonMaxKey;
import org.bson.BsonMinKey;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The documents of {@code journal}: {@code {_id: {w: writer, q: sequence}, at: when, d: record}}. The servers compare
 * ids field by field, so a writer's records lie together in the index of {@code _id}, by sequence.
 */
final class JournalDocuments {
    private JournalDocuments() {}

    static BsonDocument of(String writer, long sequence, byte[] record) {
        return new BsonDocument("_id", id(writer, new BsonInt64(sequence)))
                .append("at", new BsonDateTime(System.currentTimeMillis()))
                .append("d", new BsonBinary(record));
    }

    static BsonDocument id(String writer, long sequence) {
        return id(writer, new BsonInt64(sequence));
    }

    private static BsonDocument id(String writer, BsonValue sequence) {
        return new BsonDocument("w", new BsonString(writer)).append("q", sequence);
    }

    static String writer(BsonDocument id) {
        return id.getString("w").getValue();
    }

    static long sequence(BsonDocument id) {
        return id.getNumber("q").longValue();
    }

    static byte[] record(BsonDocument document) {
        return document.getBinary("d").getData();
    }

    /** All of a writer. */
    static Bson of(String writer) {
        return and(gte("_id", id(writer, new BsonMinKey())), lt("_id", id(writer, new BsonMaxKey())));
    }

    /** Those of a writer below a sequence. */
    static Bson below(String writer, long sequence) {
        return and(gte("_id", id(writer, new BsonMinKey())), lt("_id", id(writer, sequence)));
    }

    /** Whose records lie there: one look into the index for each. */
    static Set<String> writers(ClientSession session, MongoCollection<BsonDocument> journal) {
        Set<String> writers = new HashSet<>();
        for (String writer = next(session, journal, null); writer != null; writer = next(session, journal, writer)) {
            writers.add(writer);
        }
        return writers;
    }

    private static @Nullable String next(
            ClientSession session, MongoCollection<BsonDocument> journal, @Nullable String after) {
        BsonDocument first = journal.find(
                        session, after == null ? new BsonDocument() : gt("_id", id(after, new BsonMaxKey())))
                .sort(Sorts.ascending("_id"))
                .projection(Projections.include("_id"))
                .first();
        return first == null ? null : writer(first.getDocument("_id"));
    }

    /** The id of a writer's last record; null where there is none. */
    static @Nullable BsonDocument last(ClientSession session, MongoCollection<BsonDocument> journal, String writer) {
        BsonDocument last = journal.find(session, of(writer))
                .sort(Sorts.descending("_id"))
                .projection(Projections.include("_id"))
                .first();
        return last == null ? null : last.getDocument("_id");
    }

    static boolean hasAny(ClientSession session, MongoCollection<BsonDocument> journal, String writer) {
        return journal.find(session, of(writer))
                        .projection(Projections.include("_id"))
                        .first()
                != null;
    }

    /** Moves a record that is damaged to where nothing looks for records; nothing happens where it is not there. */
    static void setAside(MongoHome home, MongoCollection<BsonDocument> journal, BsonDocument id) {
        home.transaction(session -> {
            BsonDocument found = journal.find(session, eq("_id", id)).first();
            if (found != null) {
                home.collection(MongoLayout.DAMAGED).insertOne(session, Inserts.aside(MongoLayout.JOURNAL, found));
                journal.deleteOne(session, eq("_id", id));
            }
            return session;
        });
    }
}
