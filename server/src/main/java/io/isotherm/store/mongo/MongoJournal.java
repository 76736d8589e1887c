package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.BlockStore;
import io.isotherm.store.series.Journal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.BsonDocument;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journals of all processes in the collection {@code journal}, a document a record. The writer is this start of this
 * process; what an earlier one left is an orphan, claimed like that of any other process.
 */
public final class MongoJournal implements Journal {
    /** Bytes; a document may have 16 MiB (MongoDB manual, "MongoDB Limits and Thresholds"), and its change a bit more. */
    private static final int MOST = 15 << 20;

    /** Records in one command: about a second's work. */
    private static final int TRIMMED_TOGETHER = 20_000;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration FOLLOW_PATIENCE = Duration.ofSeconds(60);
    private static final Logger log = LoggerFactory.getLogger(MongoJournal.class);

    private final MongoHome home;
    private final MongoCollection<BsonDocument> journal;
    private final WriterLease lease;
    private final Removals removals;
    private final NewestReadings newest;
    private final Claims claims;
    private final ConcurrentSkipListMap<Long, Integer> lengths = new ConcurrentSkipListMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * The home stays open when this is closed.
     *
     * @throws StoreException when this process cannot be made known as a writer
     */
    public MongoJournal(MongoHome home) {
        this(home, WriterLease.LENGTH, PATIENCE);
    }

    MongoJournal(MongoHome home, Duration leaseLength, Duration patience) {
        this.home = home;
        journal = home.collection(MongoLayout.JOURNAL);
        lease = new WriterLease(home, leaseLength);
        removals = new Removals(home, lease, patience);
        newest = new NewestReadings(home);
        claims = new Claims(home, lease, removals, newest);
    }

    /** Nothing: the writer is new. */
    @Override
    public void replay(Records sink) {
        requireOpen();
    }

    /**
     * {@inheritDoc}
     *
     * @throws StoreException also when there is another record with this sequence: one whose append failed may be there
     *     nevertheless, so another record takes a greater sequence
     */
    @Override
    public void append(long sequence, byte[] record) {
        requireOpen();
        if (record.length > MOST) {
            throw new StoreException("A record of " + record.length + " bytes is too long for MongoDB.");
        }
        home.call(session -> {
            if (!Inserts.insert(session, journal, JournalDocuments.of(home.process(), sequence, record))) {
                confirm(session, sequence, record);
            }
            return session;
        });
        lengths.put(sequence, record.length);
        bytes.addAndGet(record.length);
    }

    /** An earlier attempt left one with this id. Ours, if it has the same bytes, and kept, if a majority has it. */
    private void confirm(ClientSession session, long sequence, byte[] record) {
        BsonDocument found = journal.find(session, eq("_id", JournalDocuments.id(home.process(), sequence)))
                .first();
        if (found == null || !Arrays.equals(JournalDocuments.record(found), record)) {
            throw new StoreException("The journal has another record with the sequence " + sequence + " already.");
        }
    }

    @Override
    public void trim(long before, ReadingBatch readings) {
        requireOpen();
        home.call(session -> {
            // Before the records go: nobody may look and find a reading in neither place.
            newest.take(session, readings);
            return session;
        });
        long limit;
        do {
            limit = lengths.headMap(before).keySet().stream()
                    .skip(TRIMMED_TOGETHER)
                    .findFirst()
                    .orElse(before);
            long below = limit;
            home.call(session -> journal.deleteMany(session, JournalDocuments.below(home.process(), below)));
            var gone = lengths.headMap(below);
            gone.values().forEach(length -> bytes.addAndGet(-length));
            gone.clear();
        } while (limit < before);
    }

    @Override
    public ReadingBatch newest() {
        requireOpen();
        return home.call(newest::all);
    }

    @Override
    public void replaceNewest(int sensor, long from, long to, ReadingBatch readings) {
        requireOpen();
        home.call(session -> {
            newest.replace(session, sensor, from, to, readings);
            return session;
        });
    }

    /** Puts the record into the collection {@code damaged}, as it is. */
    @Override
    public void setAside(long sequence) {
        requireOpen();
        BsonDocument id = JournalDocuments.id(home.process(), sequence);
        JournalDocuments.setAside(home, journal, id);
        Integer length = lengths.remove(sequence);
        bytes.addAndGet(length == null ? 0 : -length);
    }

    /** Of this process. */
    @Override
    public long bytes() {
        return bytes.get();
    }

    /** {@inheritDoc} Returns when what lies there was told: before, ranges would have holes that are none. */
    @Override
    public BlockStore.Subscription follow(Follower follower) {
        requireOpen();
        JournalFollowing following = new JournalFollowing(home, removals, follower);
        Runnable end = home.changes().listen(JournalFollowing.COLLECTIONS, following);
        if (!following.awaitBegun(FOLLOW_PATIENCE)) {
            log.warn("What other processes have in the journal is not known yet; it is still being looked for.");
        }
        return end::run;
    }

    @Override
    public Optional<Orphan> claim() {
        requireOpen();
        return claims.claim();
    }

    /** {@inheritDoc} Throws when a live process does not do it within a minute. */
    @Override
    public void announceRemoval(int sensor, long from, long to) {
        requireOpen();
        removals.announce(sensor, from, to);
    }

    /** How many other processes have this database open now, by their signs of life. Blocks. */
    public int others() {
        return lease.others();
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new StoreException("The journal is closed.");
        }
    }

    @Override
    public String name() {
        return "journal";
    }

    @Override
    public Health check() {
        return closed.get() ? Health.down("closed", "The journal is closed.") : home.check();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            lease.close();
        }
    }
}
