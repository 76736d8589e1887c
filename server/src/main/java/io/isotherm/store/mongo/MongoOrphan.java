package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.in;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import io.isotherm.model.ReadingBatch;
import io.isotherm.store.mongo.Removals.Removal;
import io.isotherm.store.series.Journal;
import io.isotherm.store.series.codec.RecordCodec;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** The records of one dead writer, claimed by this process. */
final class MongoOrphan implements Journal.Orphan {
    /** Ids in one command. */
    private static final int TOGETHER = 1_000;

    private final MongoHome home;
    private final String writer;
    private final MongoCollection<BsonDocument> journal;
    private final Removals removals;
    private final NewestReadings newest;
    private final WriterLease lease;
    private final Claims claims;
    private final List<BsonDocument> replayed = new ArrayList<>();
    private final List<BsonValue> removed = new ArrayList<>();

    MongoOrphan(
            MongoHome home, String writer, Removals removals, NewestReadings newest, WriterLease lease, Claims claims) {
        this.home = home;
        this.writer = writer;
        this.removals = removals;
        this.newest = newest;
        this.lease = lease;
        this.claims = claims;
        journal = home.collection(MongoLayout.JOURNAL);
    }

    /** After the records come the removals that the writer did not live to see, as records. */
    @Override
    public void replay(Journal.Records sink) {
        replayed.clear();
        removed.clear();
        home.call(session -> {
            journal.find(session, JournalDocuments.of(writer))
                    .sort(Sorts.ascending("_id"))
                    .forEach(document -> {
                        BsonDocument id = document.getDocument("_id");
                        sink.record(JournalDocuments.sequence(id), JournalDocuments.record(document));
                        replayed.add(id);
                    });
            return replayed;
        });
        long sequence = replayed.isEmpty() ? 0 : JournalDocuments.sequence(replayed.getLast());
        for (Removal removal : removals.waitingFor(writer)) {
            sequence++;
            sink.record(sequence, RecordCodec.removal(removal.sensor(), removal.from(), removal.to()));
            removed.add(removal.id());
        }
    }

    @Override
    public void setAside(long sequence) {
        BsonDocument id = JournalDocuments.id(writer, sequence);
        JournalDocuments.setAside(home, journal, id);
        replayed.remove(id);
    }

    /**
     * Deletes what was replayed and nothing else: the writer may have been frozen only, and have appended since. That is
     * claimed again when it is dead.
     */
    @Override
    public void done(ReadingBatch readings) {
        home.call(session -> {
            newest.take(session, readings);
            for (int i = 0; i < replayed.size(); i += TOGETHER) {
                List<BsonDocument> some = replayed.subList(i, Math.min(i + TOGETHER, replayed.size()));
                journal.deleteMany(session, in("_id", some));
            }
            return replayed;
        });
        removals.seen(removed, writer);
        if (lease.live(List.of(writer)).isEmpty()
                && !home.call(session -> JournalDocuments.hasAny(session, journal, writer))) {
            // What was announced since the replay concerned this process too, which has the readings now.
            removals.seen(removals.waitingFor(writer).stream().map(Removal::id).toList(), writer);
            lease.forget(writer);
        }
        claims.release(writer);
    }

    @Override
    public void release() {
        claims.release(writer);
    }
}
