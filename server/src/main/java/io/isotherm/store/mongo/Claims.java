package io.isotherm.store.mongo;

import com.mongodb.client.MongoCollection;
import io.isotherm.store.series.Journal;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.BsonDocument;

/**
 * Takes over the journals of dead writers. A document in {@code claims} with a lease keeps two processes from doing the
 * same work; if they do it nevertheless, because one was frozen, the same readings come into the same blocks, and each
 * deletes only records that it has replayed.
 */
final class Claims {
    private final MongoHome home;
    private final Leased claims;
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
        claims = new Leased(home, home.collection(MongoLayout.CLAIMS));
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
            if (claims.take(writer, lease.length())) {
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

    void release(String writer) {
        held.remove(writer);
        claims.release(writer);
    }
}
