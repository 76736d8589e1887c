package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.isotherm.store.EndedSession;
import io.isotherm.store.SessionStore;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** The ended sessions in the collection {@code sessions}. */
final class MongoSessions implements SessionStore {
    private final MongoHome home;
    private final MongoCollection<BsonDocument> sessions;

    MongoSessions(MongoHome home) {
        this.home = home;
        sessions = home.collection(MongoLayout.SESSIONS);
    }

    @Override
    public List<EndedSession> ended() {
        return home.call(session -> sessions.find(session)
                .sort(Sorts.ascending("_id"))
                .batchSize(5_000)
                .map(found -> new EndedSession(
                        found.getString("_id").getValue(),
                        found.getNumber("until").longValue()))
                .into(new ArrayList<>()));
    }

    @Override
    public void end(EndedSession ended) {
        home.call(session -> sessions.updateOne(
                session,
                eq("_id", ended.hash()),
                Updates.max("until", ended.until()),
                new UpdateOptions().upsert(true)));
    }

    @Override
    public void forget(long before, int most) {
        home.call(session -> {
            sessions.deleteMany(session, lt("until", before));
            List<BsonValue> rest = sessions.find(session)
                    .sort(Sorts.descending("until"))
                    .skip(most)
                    .projection(Projections.include("_id"))
                    .map(found -> found.get("_id"))
                    .into(new ArrayList<>());
            if (!rest.isEmpty()) {
                sessions.deleteMany(session, in("_id", rest));
            }
            return session;
        });
    }

    /** Calls when a session was ended, by this process too, and once in the beginning. */
    Runnable follow(Runnable changed) {
        return home.changes().listen(MongoLayout.SESSIONS, changed);
    }
}
