package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import io.isotherm.store.TokenEntry;
import io.isotherm.store.TokenStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/** The tokens in the collection {@code tokens}. */
final class MongoTokens implements TokenStore {
    private final MongoHome home;
    private final MongoCollection<BsonDocument> tokens;

    MongoTokens(MongoHome home) {
        this.home = home;
        tokens = home.collection(MongoLayout.TOKENS);
    }

    @Override
    public List<TokenEntry> tokens() {
        return home.call(session -> tokens.find(session)
                .sort(Sorts.ascending("created", "_id"))
                .batchSize(5_000)
                .map(MongoTokens::entry)
                .into(new ArrayList<>()));
    }

    @Override
    public boolean add(TokenEntry token) {
        return home.call(session -> Inserts.insert(session, tokens, document(token)));
    }

    @Override
    public boolean revoke(String id, long time) {
        return home.call(session -> tokens.updateOne(session, eq("_id", id), Updates.min("revoked", time))
                        .getMatchedCount()
                == 1);
    }

    @Override
    public void used(Map<String, Long> times) {
        List<WriteModel<BsonDocument>> changes = new ArrayList<>();
        times.forEach((id, time) -> changes.add(new UpdateOneModel<>(eq("_id", id), Updates.max("used", time))));
        if (!changes.isEmpty()) {
            home.call(session -> tokens.bulkWrite(session, changes));
        }
    }

    /** Calls when a token was added or revoked, by this process too, and once in the beginning. */
    Runnable follow(Runnable changed) {
        return home.changes().listen(MongoLayout.TOKENS, changed);
    }

    // Without "used" and "revoked" where there is no time: the smaller of a time and null would be null.
    private static BsonDocument document(TokenEntry token) {
        BsonDocument document = new BsonDocument("_id", new BsonString(token.id()))
                .append("name", new BsonString(token.name()))
                .append("hash", new BsonString(token.hash()))
                .append("grant", new BsonString(token.grant()))
                .append("created", new BsonInt64(token.created()))
                .append("by", new BsonString(token.by()));
        append(document, "used", token.used());
        append(document, "revoked", token.revoked());
        return document;
    }

    private static void append(BsonDocument document, String name, @Nullable Long time) {
        if (time != null) {
            document.append(name, new BsonInt64(time));
        }
    }

    private static TokenEntry entry(BsonDocument document) {
        return new TokenEntry(
                document.getString("_id").getValue(),
                document.getString("name").getValue(),
                document.getString("hash").getValue(),
                document.getString("grant").getValue(),
                document.getInt64("created").getValue(),
                document.getString("by").getValue(),
                time(document, "used"),
                time(document, "revoked"));
    }

    private static @Nullable Long time(BsonDocument document, String name) {
        return document.containsKey(name)
                ? Long.valueOf(document.getNumber(name).longValue())
                : null;
    }
}
