package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.or;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.OperationType;
import io.isotherm.store.mongo.Removals.Removal;
import io.isotherm.store.series.Journal.Follower;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;

/**
 * Tells a follower of the other writers' records: first of what lies there, then of what is changed. As both overlap, it
 * remembers how far each writer was told.
 */
final class JournalFollowing implements Changes.Listener {
    static final Set<String> COLLECTIONS = Set.of(MongoLayout.JOURNAL, MongoLayout.REMOVALS);

    private final MongoHome home;
    private final MongoCollection<BsonDocument> journal;
    private final Removals removals;
    private final Follower follower;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final Map<String, Long> told = new HashMap<>();

    /** A trim deletes many documents: told as one. */
    private final Map<String, Long> trimmed = new LinkedHashMap<>();

    JournalFollowing(MongoHome home, Removals removals, Follower follower) {
        this.home = home;
        this.removals = removals;
        this.follower = follower;
        journal = home.collection(MongoLayout.JOURNAL);
    }

    @Override
    public void started(boolean again) {
        if (again) {
            told.clear();
            trimmed.clear();
            follower.restarted();
        }
        if (home.readsJournals()) {
            readOthers();
        }
        removals.waitingFor(home.process()).forEach(this::removed);
        begun.countDown();
    }

    private void readOthers() {
        Bson others = or(
                lt("_id", JournalDocuments.id(home.process(), Long.MIN_VALUE)),
                gt("_id", JournalDocuments.id(home.process(), Long.MAX_VALUE)));
        home.call(session -> {
            journal.find(session, others).sort(Sorts.ascending("_id")).forEach(this::appended);
            return told;
        });
    }

    /** Waits until what lay there in the beginning has been told; false when it was not in this time. */
    boolean awaitBegun(Duration patience) {
        try {
            return begun.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void changed(ChangeStreamDocument<RawBsonDocument> change) {
        BsonDocument key = Objects.requireNonNull(change.getDocumentKey());
        boolean inserted = change.getOperationType() == OperationType.INSERT;
        if (!inserted) {
            BsonDocument id = key.getDocument("_id");
            trimmed.merge(JournalDocuments.writer(id), JournalDocuments.sequence(id), Math::max);
            return;
        }
        settled();
        BsonDocument document = Objects.requireNonNull(change.getFullDocument());
        String collection = Objects.requireNonNull(change.getNamespace()).getCollectionName();
        if (collection.equals(MongoLayout.JOURNAL)) {
            appended(document);
        } else {
            removed(Removal.of(document));
        }
    }

    @Override
    public void settled() {
        trimmed.forEach(follower::trimmed);
        trimmed.clear();
    }

    private void appended(BsonDocument document) {
        BsonDocument id = document.getDocument("_id");
        String writer = JournalDocuments.writer(id);
        long sequence = JournalDocuments.sequence(id);
        Long last = told.get(writer);
        if (last == null || sequence > last) {
            told.put(writer, sequence);
            follower.appended(writer, sequence, JournalDocuments.record(document));
        }
    }

    private void removed(Removal removal) {
        follower.removed(removal.sensor(), removal.from(), removal.to());
        removals.seen(removal.id(), home.process());
    }
}
