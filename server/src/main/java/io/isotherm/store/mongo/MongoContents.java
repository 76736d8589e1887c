package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.ReadConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import io.isotherm.model.DeviceState;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Sensor;
import io.isotherm.store.AuditEntry;
import io.isotherm.store.StoreException;
import io.isotherm.store.backup.CatalogueCopy;
import io.isotherm.store.backup.Contents;
import io.isotherm.store.backup.SoundRecords;
import io.isotherm.store.series.Block;
import io.isotherm.store.series.Spans;
import io.isotherm.store.series.codec.BlockCodec;
import io.isotherm.store.series.codec.Columns;
import io.isotherm.store.series.codec.CorruptException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;

/** What a database holds, read beside the processes that use it. */
public final class MongoContents implements Contents {
    /** Names the store itself, and would be a second one's as well. */
    static final String OWN_SETTING = "store";

    private static final int PAGE = 64;
    private static final int ENTRIES = 1_000;

    /** Four times what a change lies in: so much of a sensor is read as of one moment, which servers keep for minutes. */
    private static final long STRETCH = 8 * Spans.LONGEST;

    private final MongoHome home;
    private final boolean own;
    private final MongoCollection<BlockDocument> blocks;
    private final MongoCatalogStore catalogue;
    private final List<String> damage = new ArrayList<>();
    private final Columns columns = new Columns(0);
    private volatile double share;

    /** @param own whether the home is closed with this */
    private MongoContents(MongoHome home, boolean own) {
        this.home = home;
        this.own = own;
        blocks = MongoBlockStore.documents(home);
        catalogue = new MongoCatalogStore(home);
    }

    /**
     * @throws StoreException as {@link MongoHome#open}; also where there is none of this program's layout, which it neither
     *     creates nor changes
     */
    public static MongoContents open(String url) {
        return new MongoContents(MongoHome.openToCopy(url), true);
    }

    /**
     * Likewise, of a database that no process uses.
     *
     * @throws StoreException also when one does
     */
    public static MongoContents openUnused(String url) {
        MongoContents contents = open(url);
        long live = contents.home.call(
                session -> contents.home.collection(MongoLayout.WRITERS).countDocuments(session, WriterLease.LIVE));
        if (live > 0) {
            contents.close();
            throw new StoreException("Processes that use the database at " + contents.place() + ": " + live
                    + ". Stop them; after one that was killed, wait 15 s.");
        }
        return contents;
    }

    static MongoContents of(MongoHome home) {
        return new MongoContents(home, false);
    }

    @Override
    public String place() {
        return home.place();
    }

    @Override
    public String identity() {
        return "database " + catalogue.setting(OWN_SETTING).orElse(home.place());
    }

    /** One query, so one state, of all writers. */
    @Override
    public void journals(JournalSink all) {
        JournalSink sink = new SoundRecords(place(), damage, all);
        home.call(session -> {
            home.collection(MongoLayout.JOURNAL)
                    .withReadConcern(ReadConcern.SNAPSHOT)
                    .find(session)
                    .sort(Sorts.ascending("_id"))
                    .forEach(record -> {
                        BsonDocument id = record.getDocument("_id");
                        sink.record(
                                JournalDocuments.writer(id),
                                JournalDocuments.sequence(id),
                                JournalDocuments.record(record));
                    });
            return session;
        });
    }

    /** The place is a sensor; all up to that one were handed over. */
    @Override
    public void blocks(String after, BlockSink sink) {
        share = 0;
        List<Integer> sensors =
                Retirement.sensors(home, blocks).stream().sorted().toList();
        int from = after.isEmpty() ? Integer.MIN_VALUE : Integer.parseInt(after);
        String done = after;
        for (int i = 0; i < sensors.size(); i++) {
            int sensor = sensors.get(i);
            if (sensor > from) {
                blocks(sensor, done, sink);
                done = Integer.toString(sensor);
                sink.blocks(List.of(), done);
            }
            share = (i + 1.0) / sensors.size();
        }
    }

    private void blocks(int sensor, String done, BlockSink sink) {
        OptionalLong next = firstFrom(sensor, Long.MIN_VALUE);
        while (next.isPresent()) {
            long start = next.getAsLong() - Math.floorMod(next.getAsLong(), STRETCH);
            // Where either is beyond the first or last time there is, the times themselves bound it.
            long from = Math.min(start, next.getAsLong());
            long to = start + STRETCH < start ? Long.MAX_VALUE : start + STRETCH;
            stretch(sensor, from, to, done, sink);
            next = to == Long.MAX_VALUE ? OptionalLong.empty() : firstFrom(sensor, to);
        }
    }

    /** The start of the sensor's first block that starts at a time or later: a look into the index for each level. */
    private OptionalLong firstFrom(int sensor, long from) {
        return home.call(session -> {
            OptionalLong least = OptionalLong.empty();
            for (int level = 0; level < Spans.LEVELS; level++) {
                BsonDocument found = home.collection(MongoLayout.BLOCKS)
                        .find(
                                session,
                                and(
                                        eq(BlockDocument.SENSOR, sensor),
                                        eq(BlockDocument.LEVEL, level),
                                        gte(BlockDocument.FROM, new BsonDateTime(from))))
                        .sort(Sorts.ascending(BlockDocument.FROM))
                        .projection(Projections.include(BlockDocument.FROM))
                        .first();
                if (found != null) {
                    long start = found.getDateTime(BlockDocument.FROM).getValue();
                    least = OptionalLong.of(Math.min(start, least.orElse(start)));
                }
            }
            return least;
        });
    }

    private void stretch(int sensor, long from, long to, String done, BlockSink sink) {
        Bson range = and(
                eq(BlockDocument.SENSOR, sensor),
                exists(BlockDocument.LEVEL),
                gte(BlockDocument.FROM, new BsonDateTime(from)),
                lt(BlockDocument.FROM, new BsonDateTime(to)));
        home.call(session -> {
            List<Block> page = new ArrayList<>();
            try (MongoCursor<BlockDocument> found = blocks.withReadConcern(ReadConcern.SNAPSHOT)
                    .find(session, range)
                    .batchSize(1_000)
                    .cursor()) {
                while (found.hasNext()) {
                    Block block = Objects.requireNonNull(found.next().block());
                    if (isSound(block)) {
                        page.add(block);
                    }
                    if (page.size() == PAGE) {
                        sink.blocks(List.copyOf(page), done);
                        page.clear();
                    }
                }
            }
            sink.blocks(page, done);
            return session;
        });
    }

    private boolean isSound(Block block) {
        byte[] data = block.data();
        try {
            columns.clear();
            if (data != null) {
                BlockCodec.decode(data, columns);
            }
            return true;
        } catch (CorruptException e) {
            damage.add("Sensor " + block.sensor() + " in " + place() + ": its "
                    + block.summary().count() + " readings from " + Instant.ofEpochMilli(block.start()) + " to "
                    + Instant.ofEpochMilli(block.end()) + " are damaged and left out.");
            return false;
        }
    }

    @Override
    public void losers(Consumer<ReadingBatch> sink) {
        home.call(session -> {
            List<BsonDocument> some = new ArrayList<>();
            long[] last = {0, 0};
            home.collection(MongoLayout.LOSERS)
                    .withReadConcern(ReadConcern.SNAPSHOT)
                    .find(session)
                    .sort(Sorts.ascending("s", "t"))
                    .forEach(each -> {
                        BsonDocument id = each.getDocument("_id");
                        long sensor = id.getNumber("s").longValue();
                        long period = Math.floorDiv(id.getDateTime("t").getValue(), 2 * Spans.LONGEST);
                        if (!some.isEmpty() && (sensor != last[0] || period != last[1] || some.size() == 4_096)) {
                            sink.accept(Losers.batch(some));
                            some.clear();
                        }
                        some.add(id);
                        last[0] = sensor;
                        last[1] = period;
                    });
            if (!some.isEmpty()) {
                sink.accept(Losers.batch(some));
            }
            return session;
        });
    }

    @Override
    public ReadingBatch newest() {
        return home.call(new NewestReadings(home)::all);
    }

    @Override
    public CatalogueCopy catalogue() {
        return home.transaction(session -> {
            TreeMap<String, String> settings = new TreeMap<>();
            each(
                    session,
                    MongoLayout.SETTINGS,
                    found -> settings.put(
                            found.getString("_id").getValue(),
                            found.getString("value").getValue()));
            settings.remove(OWN_SETTING);
            TreeMap<String, DeviceState> states = new TreeMap<>();
            each(
                    session,
                    MongoLayout.STATES,
                    found -> states.put(found.getString("_id").getValue(), CatalogDocuments.state(found)));
            List<Sensor> sensors = all(session, MongoLayout.SENSORS, "number", CatalogDocuments::sensor);
            BsonDocument counter = home.collection(MongoLayout.COUNTERS)
                    .find(session, eq("_id", "sensor"))
                    .first();
            return new CatalogueCopy(
                    all(session, MongoLayout.SITES, "_id", CatalogDocuments::site),
                    all(session, MongoLayout.DEVICES, "_id", CatalogDocuments::device),
                    sensors,
                    states,
                    settings,
                    catalogue.tokens().tokens(),
                    catalogue.sessions().ended(),
                    counter == null ? 0 : counter.getNumber("last").intValue());
        });
    }

    private void each(ClientSession session, String collection, Consumer<BsonDocument> work) {
        home.collection(collection).find(session).batchSize(5_000).forEach(work);
    }

    private <T> List<T> all(ClientSession session, String collection, String order, Function<BsonDocument, T> read) {
        List<T> all = new ArrayList<>();
        home.collection(collection)
                .find(session)
                .sort(Sorts.ascending(order))
                .batchSize(5_000)
                .forEach(found -> all.add(read.apply(found)));
        return all;
    }

    @Override
    public void audit(Consumer<List<AuditEntry>> sink) {
        List<AuditEntry> some = catalogue.audit(Long.MAX_VALUE, ENTRIES);
        while (!some.isEmpty()) {
            long before = some.getLast().time();
            sink.accept(some.reversed());
            some = catalogue.audit(before, ENTRIES);
        }
    }

    @Override
    public List<String> damage() {
        return damage.stream().distinct().toList();
    }

    @Override
    public double share() {
        return share;
    }

    @Override
    public void close() {
        catalogue.close();
        if (own) {
            home.close();
        }
    }
}
