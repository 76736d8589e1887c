package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.WriteModel;
import io.isotherm.model.ReadingBatch;
import io.isotherm.store.series.Block;
import io.isotherm.store.series.BlockStore.Change;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;

/**
 * Makes changes to blocks. Those of one document, nearly all, go together into one unordered bulk write, in which each
 * names the version that it replaces. The answer only counts: where it leaves open which ones were made, the documents
 * are read again, which tell by writer and stamp. Changes of several documents are a transaction each.
 *
 * <p>A change that was made and at once replaced by another process may be told as refused; it is then made anew from
 * what is there, which is harmless. What is told as made is made.
 */
final class BlockChanges {
    private final MongoHome home;
    private final MongoCollection<BlockDocument> blocks;
    private final Losers losers;
    private final AtomicLong stamps = new AtomicLong();

    BlockChanges(MongoHome home, MongoCollection<BlockDocument> blocks, Losers losers) {
        this.home = home;
        this.blocks = blocks;
        this.losers = losers;
    }

    /** A change of one document, at its place among all changes. */
    private record Single(int index, BlockStep step, BlockDocument written) {}

    List<Change> apply(List<Change> changes) {
        BitSet made = new BitSet();
        List<Single> singles = new ArrayList<>();
        List<ReadingBatch> lost = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            List<BlockStep> steps = BlockStep.of(change);
            if (steps.isEmpty()) {
                lost.add(change.losers());
                made.set(i);
            } else if (steps.size() == 1 && change.losers().isEmpty()) {
                singles.add(new Single(i, steps.getFirst(), written(steps.getFirst())));
            } else {
                made.set(i, inTransaction(steps, change.losers()));
            }
        }
        if (!lost.isEmpty()) {
            home.call(session -> {
                lost.forEach(each -> losers.add(session, each));
                return lost;
            });
        }
        if (!singles.isEmpty()) {
            home.call(session -> {
                together(session, singles, made);
                return made;
            });
        }
        List<Change> refused = new ArrayList<>();
        for (int i = made.nextClearBit(0); i < changes.size(); i = made.nextClearBit(i + 1)) {
            refused.add(changes.get(i));
        }
        return refused;
    }

    private BlockDocument written(BlockStep step) {
        Block replaced = step.replaced();
        return step.document(replaced == null ? 0 : replaced.version(), home.process(), stamps.incrementAndGet());
    }

    private void together(ClientSession session, List<Single> singles, BitSet made) {
        List<WriteModel<BlockDocument>> writes = new ArrayList<>(singles.size());
        int replacements = 0;
        for (Single single : singles) {
            Block replaced = single.step().replaced();
            if (replaced == null) {
                writes.add(new InsertOneModel<>(single.written()));
            } else {
                replacements++;
                writes.add(
                        new ReplaceOneModel<>(BlockDocument.inVersion(replaced, replaced.version()), single.written()));
            }
        }
        BulkWriteResult result;
        Set<Integer> taken = new HashSet<>();
        try {
            result = blocks.bulkWrite(session, writes, new BulkWriteOptions().ordered(false));
        } catch (MongoBulkWriteException e) {
            if (e.getWriteConcernError() != null) {
                throw e;
            }
            for (BulkWriteError error : e.getWriteErrors()) {
                if (error.getCategory() != ErrorCategory.DUPLICATE_KEY) {
                    throw e;
                }
                taken.add(error.getIndex());
            }
            result = e.getWriteResult();
        }
        boolean allReplaced = result.getMatchedCount() == replacements;
        List<Single> doubtful = new ArrayList<>();
        for (int i = 0; i < singles.size(); i++) {
            Single single = singles.get(i);
            if (single.step().replaced() == null ? !taken.contains(i) : allReplaced) {
                made.set(single.index());
            } else {
                doubtful.add(single);
            }
        }
        if (!doubtful.isEmpty()) {
            lookAgain(session, doubtful, made);
        }
    }

    private void lookAgain(ClientSession session, List<Single> doubtful, BitSet made) {
        Map<BsonDocument, BlockDocument> there =
                there(session, doubtful.stream().map(Single::step).toList());
        for (Single single : doubtful) {
            BlockDocument found = there.get(single.written().id());
            if (found == null) {
                continue;
            }
            if (found.writer().equals(home.process())
                    && found.stamp() == single.written().stamp()) {
                made.set(single.index());
            } else if (single.step().replaced() == null && found.isStone()) {
                BlockDocument back = single.step().document(found.version(), home.process(), stamps.incrementAndGet());
                made.set(single.index(), replace(session, back, found.version()));
            }
        }
    }

    private boolean replace(ClientSession session, BlockDocument by, long version) {
        Bson filter = BlockDocument.inVersion(by.sensor(), by.level(), by.start(), version);
        return blocks.replaceOne(session, filter, by).getMatchedCount() == 1;
    }

    /** The documents that the steps are about, stones among them, without their contents. */
    private Map<BsonDocument, BlockDocument> there(ClientSession session, List<BlockStep> steps) {
        Set<Integer> sensors = new HashSet<>();
        List<BsonDocument> ids = new ArrayList<>();
        for (BlockStep step : steps) {
            sensors.add(step.block().sensor());
            ids.add(BlockDocument.id(step.block()));
        }
        Map<BsonDocument, BlockDocument> there = new HashMap<>();
        blocks.find(session, and(in(BlockDocument.ID, ids), in(BlockDocument.SENSOR, sensors)))
                .projection(Projections.include(
                        BlockDocument.VERSION, BlockDocument.GONE, BlockDocument.WRITER, BlockDocument.STAMP))
                .forEach(found -> there.put(found.id(), found));
        return there;
    }

    /** Whether it was made. */
    private boolean inTransaction(List<BlockStep> steps, ReadingBatch lost) {
        try {
            return home.transaction(session -> {
                Map<BsonDocument, BlockDocument> there = there(session, steps);
                for (BlockStep step : steps) {
                    make(session, step, there);
                }
                losers.add(session, lost);
                return true;
            });
        } catch (Refused e) {
            return false;
        }
    }

    private void make(ClientSession session, BlockStep step, Map<BsonDocument, BlockDocument> there) {
        BlockDocument found = there.get(BlockDocument.id(step.block()));
        Block replaced = step.replaced();
        boolean standing = found != null && !found.isStone();
        if (replaced == null ? standing : found == null || !standing || found.version() != replaced.version()) {
            throw new Refused();
        }
        long stamp = stamps.incrementAndGet();
        if (found == null) {
            if (!Inserts.insert(session, blocks, step.document(0, home.process(), stamp))) {
                throw new Refused();
            }
        } else if (!replace(session, step.document(found.version(), home.process(), stamp), found.version())) {
            throw new Refused();
        }
    }

    /** Keeps a damaged block apart; a stone stands where it was. */
    void setAside(Block block) {
        home.transaction(session -> {
            BsonDocument found = home.collection(MongoLayout.BLOCKS)
                    .find(session, BlockDocument.inVersion(block, block.version()))
                    .first();
            if (found != null) {
                home.collection(MongoLayout.DAMAGED).insertOne(session, Inserts.aside(MongoLayout.BLOCKS, found));
                replace(
                        session,
                        BlockDocument.stone(block, block.version() + 1, home.process(), stamps.incrementAndGet()),
                        block.version());
            }
            return session;
        });
    }

    /** Undoes the transaction. */
    private static final class Refused extends RuntimeException {
        Refused() {
            super("refused", null, false, false);
        }
    }
}
