package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Projections;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.bson.BsonDocument;

/** Ids for things that a transaction is about to insert into a collection. */
final class FreeIds {
    private final ClientSession session;
    private final MongoCollection<BsonDocument> collection;
    private final Set<String> taken = new HashSet<>();

    /** @param slugs those that will be asked for, looked up at once */
    FreeIds(ClientSession session, MongoCollection<BsonDocument> collection, Collection<String> slugs) {
        this.session = session;
        this.collection = collection;
        if (!slugs.isEmpty()) {
            collection
                    .find(session, in("_id", Set.copyOf(slugs)))
                    .projection(Projections.include("_id"))
                    .forEach(found -> taken.add(found.getString("_id").getValue()));
        }
    }

    /**
     * The slug, or the slug with a number from 2 that is free; from now on it is not. Searched by doubling and halving:
     * where no id was removed that is the first free number, and thousands of keys with one slug cost a dozen look-ups
     * each.
     */
    String take(String slug) {
        String id = taken.contains(slug) ? numbered(slug) : slug;
        taken.add(id);
        return id;
    }

    private String numbered(String slug) {
        int used = 1;
        int free = 2;
        while (isTaken(slug + "-" + free)) {
            used = free;
            free = Math.multiplyExact(free, 2);
        }
        while (free - used > 1) {
            int middle = (used + free) >>> 1;
            if (isTaken(slug + "-" + middle)) {
                used = middle;
            } else {
                free = middle;
            }
        }
        return slug + "-" + free;
    }

    private boolean isTaken(String id) {
        return taken.contains(id)
                || collection
                                .find(session, eq("_id", id))
                                .projection(Projections.include("_id"))
                                .first()
                        != null;
    }
}
