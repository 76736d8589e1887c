package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.or;

import com.mongodb.ReadConcern;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.isotherm.store.Retention;
import io.isotherm.store.Retired;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.Block;
import io.isotherm.store.series.BlockStore;
import io.isotherm.store.series.Spans;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.configuration.CodecRegistries;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Blocks in the collection {@code blocks}, a document each, and {@code losers}. */
public final class MongoBlockStore implements BlockStore {
    static final Bson ORDER = Sorts.ascending(BlockDocument.FROM, BlockDocument.LEVEL);

    private final MongoHome home;
    private final MongoCollection<BlockDocument> blocks;
    private final BlockChanges changes;
    private final Losers losers;
    private final Retirement retirement;
    private volatile boolean closed;

    /** The home stays open when this is closed. */
    public MongoBlockStore(MongoHome home) {
        this.home = home;
        blocks = documents(home);
        losers = new Losers(home);
        changes = new BlockChanges(home, blocks, losers);
        retirement = new Retirement(home, blocks, losers);
    }

    static MongoCollection<BlockDocument> documents(MongoHome home) {
        return home.database()
                .getCollection(MongoLayout.BLOCKS, BlockDocument.class)
                .withCodecRegistry(CodecRegistries.fromRegistries(
                        CodecRegistries.fromCodecs(new BlockDocumentCodec()),
                        home.database().getCodecRegistry()));
    }

    /**
     * One query, in order from the index. Read concern "snapshot": what it finds is of one moment, so a change of
     * several blocks is seen whole or not at all, and a majority has it.
     */
    @Override
    public List<Block> find(Find find) {
        requireOpen();
        if (ranges(find).isEmpty()) {
            return List.of();
        }
        return home.call(session -> {
            FindIterable<BlockDocument> found = blocks.withReadConcern(ReadConcern.SNAPSHOT)
                    .find(session, filter(find))
                    .sort(ORDER)
                    .limit(find.limit())
                    // As many as fit into the 16 MB of an answer.
                    .batchSize(Math.min(find.limit(), 100_000));
            if (!find.data()) {
                found.projection(Projections.exclude(BlockDocument.DATA));
            }
            List<Block> all = new ArrayList<>();
            found.forEach(each -> all.add(Objects.requireNonNull(each.block())));
            return all;
        });
    }

    static Bson filter(Find find) {
        return and(eq(BlockDocument.SENSOR, find.sensor()), or(ranges(find)));
    }

    /** For each level, which starts a block may have: of the spans that begin before the range, one may reach into it. */
    private static List<Bson> ranges(Find find) {
        List<Bson> ranges = new ArrayList<>();
        if (find.from() >= find.to()) {
            return ranges;
        }
        for (int level = 0; level < Spans.LEVELS; level++) {
            long first = Spans.start(level, find.from());
            Bson from = Filters.gte(BlockDocument.FROM, new BsonDateTime(first));
            if (find.afterStart() >= first) {
                BsonDateTime after = new BsonDateTime(find.afterStart());
                from = level <= find.afterLevel()
                        ? Filters.gt(BlockDocument.FROM, after)
                        : Filters.gte(BlockDocument.FROM, after);
            }
            if (Math.max(first, find.afterStart()) < find.to()) {
                ranges.add(and(
                        // Named in each, so that each is a range of the index that has the order already.
                        eq(BlockDocument.SENSOR, find.sensor()),
                        eq(BlockDocument.LEVEL, level),
                        from,
                        Filters.lt(BlockDocument.FROM, new BsonDateTime(find.to()))));
            }
        }
        return ranges;
    }

    @Override
    public List<Change> apply(List<Change> wanted) {
        requireOpen();
        return changes.apply(wanted);
    }

    /** Puts the document into the collection {@code damaged}, as it is. */
    @Override
    public void setAside(Block block) {
        requireOpen();
        changes.setAside(block);
    }

    @Override
    public OptionalLong lastStart(int sensor, long before) {
        requireOpen();
        Find find = Find.all(sensor, Long.MIN_VALUE, before, 1, false);
        if (ranges(find).isEmpty()) {
            return OptionalLong.empty();
        }
        BlockDocument last = home.<@Nullable BlockDocument>call(session -> blocks.withReadConcern(ReadConcern.SNAPSHOT)
                .find(session, filter(find))
                .sort(Sorts.descending(BlockDocument.FROM, BlockDocument.LEVEL))
                .projection(Projections.include(BlockDocument.FROM))
                .first());
        return last == null ? OptionalLong.empty() : OptionalLong.of(last.start());
    }

    @Override
    public void removeLosers(int sensor, long from, long to) {
        requireOpen();
        losers.remove(sensor, from, to);
    }

    @Override
    public ReadingBatch losers(int sensor, long from, long to, int limit) {
        requireOpen();
        return losers.find(sensor, from, to, limit);
    }

    @Override
    public Retired retire(Retention retention) {
        requireOpen();
        return retirement.retire(retention);
    }

    @Override
    public Subscription follow(Listener listener) {
        requireOpen();
        Runnable end = home.changes().listen(Set.of(MongoLayout.BLOCKS), new Changes.Listener() {
            @Override
            public void started(boolean again) {
                if (again) {
                    listener.lost();
                }
            }

            @Override
            public void changed(ChangeStreamDocument<RawBsonDocument> change) {
                BsonDocument key = change.getDocumentKey();
                if (key == null) {
                    listener.lost();
                } else {
                    BsonDocument id = key.getDocument(BlockDocument.ID);
                    listener.changed(
                            id.getNumber("s").intValue(), id.getDateTime("t").getValue());
                }
            }
        });
        return end::run;
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException("The store of blocks is closed.");
        }
    }

    @Override
    public String name() {
        return "blocks";
    }

    @Override
    public Health check() {
        return closed ? Health.down("closed", "The store of blocks is closed.") : home.check();
    }

    @Override
    public void close() {
        closed = true;
    }
}
