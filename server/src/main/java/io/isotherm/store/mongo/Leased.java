package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import java.time.Duration;
import java.util.List;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Documents {@code {_id, by: process, until}} of which a process has one to itself until a time of the servers' clock. */
final class Leased {
    static final String BY = "by";
    static final String UNTIL = "until";

    private final MongoHome home;
    private final MongoCollection<BsonDocument> documents;

    Leased(MongoHome home, MongoCollection<BsonDocument> documents) {
        this.home = home;
        this.documents = documents;
    }

    /** The servers' time when a lease that is taken now ends, as an expression. */
    static Document until(Duration length) {
        return new Document("$add", List.of("$$NOW", new BsonInt64(length.toMillis())));
    }

    /** Whether it is ours now: there was none, or it was ours, or its lease had run out. Decided by the servers, in one step. */
    boolean take(String id, Duration length) {
        Document free = new Document(
                "$or",
                List.of(
                        new Document("$eq", List.of("$" + BY, home.process())),
                        new Document(
                                "$lte",
                                List.of(new Document("$ifNull", List.of("$" + UNTIL, new BsonDateTime(0))), "$$NOW"))));
        Document set = new Document(BY, new Document("$cond", List.of(free, home.process(), "$" + BY)))
                .append(UNTIL, new Document("$cond", List.of(free, until(length), "$" + UNTIL)));
        BsonDocument after = home.<@Nullable BsonDocument>call(session -> documents.findOneAndUpdate(
                session,
                eq("_id", id),
                List.of(new Document("$set", set)),
                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER)));
        return after != null && after.getString(BY).getValue().equals(home.process());
    }

    /** Lets it go if it is ours. */
    void release(String id) {
        home.call(session -> documents.deleteOne(session, and(eq("_id", id), eq(BY, home.process()))));
    }
}
