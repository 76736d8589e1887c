package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.isotherm.store.StoreException;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/** The collections and their indexes, as of {@code docs/mongodb.md}. */
final class MongoLayout {
    static final String SITES = "sites";
    static final String DEVICES = "devices";
    static final String SENSORS = "sensors";
    static final String STATES = "states";
    static final String SETTINGS = "settings";
    static final String COUNTERS = "counters";
    static final String JOURNAL = "journal";
    static final String WRITERS = "writers";
    static final String CLAIMS = "claims";
    static final String LEASES = "leases";
    static final String REMOVALS = "removals";
    static final String NEWEST = "newest";
    static final String BLOCKS = "blocks";
    static final String LOSERS = "losers";
    static final String DAMAGED = "damaged";
    static final String AUDIT = "audit";
    static final String TOKENS = "tokens";
    static final String SESSIONS = "sessions";
    static final String LAYOUT = "layout";

    /** The id of the document that is there while the database is filled by a restore or a migration. */
    static final String UNFINISHED = "unfinished";

    /** Counts the changes of the layout that an older program would misunderstand. */
    static final int VERSION = 2;

    private MongoLayout() {}

    /**
     * Creates what is not there and does not come into being with its first document. Several processes may do so at
     * once: each step is one that may find its work done.
     *
     * @throws StoreException when the database was written by a newer program, or is not complete
     */
    static void create(MongoDatabase database, MongoUrl url, MongoHome.Use use) {
        // What is kept for years. zstd takes a third less than the default, snappy, of the summaries around the
        // readings, which are dense already.
        create(database, BLOCKS, zstd());
        create(database, LOSERS, zstd());
        checkVersion(database, url);
        checkComplete(database, url, use);
        indexes(database, SENSORS, unique("key"), unique("keys"), unique("number"), plain("device"), plain("site"));
        indexes(database, DEVICES, unique("key"), plain("site"));
        indexes(
                database,
                BLOCKS,
                plain(BlockDocument.SENSOR, BlockDocument.LEVEL, BlockDocument.FROM),
                // Finds the readings that are too old without looking at the blocks that have lost theirs long since.
                new IndexModel(
                        Indexes.ascending(BlockDocument.SENSOR, BlockDocument.TO),
                        new IndexOptions().name("with_data").partialFilterExpression(exists(BlockDocument.DATA))));
        indexes(database, LOSERS, plain("s", "t"));
        indexes(database, AUDIT, plain("t", "_id"));
        indexes(database, TOKENS, unique("hash"));
    }

    /**
     * Looks, and changes nothing.
     *
     * @throws StoreException when there is no database of this program's layout
     */
    static void require(MongoDatabase database, MongoUrl url) {
        BsonDocument found = database.getCollection(LAYOUT, BsonDocument.class)
                .find(eq("_id", "isotherm"))
                .first();
        if (found == null) {
            throw new StoreException("There is no Isotherm in the database at " + url.place() + ".");
        }
        int version = found.getNumber("version", new BsonInt32(0)).intValue();
        if (version != VERSION) {
            throw new StoreException("The database at " + url.place() + " has layout " + version
                    + ", and this Isotherm reads layout " + VERSION + ": use the version that runs on it.");
        }
        checkComplete(database, url, MongoHome.Use.COPY);
    }

    private static void checkComplete(MongoDatabase database, MongoUrl url, MongoHome.Use use) {
        if (use != MongoHome.Use.FILL
                && database.getCollection(LAYOUT).find(eq("_id", UNFINISHED)).first() != null) {
            throw new StoreException(
                    "The database at " + url.place() + " is not complete: a restore or a migration into it"
                            + " was cut off. Run that again, which goes on where it was; or drop the database.");
        }
    }

    private static CreateCollectionOptions zstd() {
        return new CreateCollectionOptions()
                .storageEngineOptions(new BsonDocument(
                        "wiredTiger", new BsonDocument("configString", new BsonString("block_compressor=zstd"))));
    }

    private static void create(MongoDatabase database, String name, CreateCollectionOptions options) {
        try {
            database.createCollection(name, options);
        } catch (MongoCommandException e) {
            if (e.getErrorCode() != MongoFailure.NAMESPACE_EXISTS) {
                throw e;
            }
        }
    }

    private static void indexes(MongoDatabase database, String collection, IndexModel... indexes) {
        database.getCollection(collection).createIndexes(List.of(indexes));
    }

    private static IndexModel plain(String... fields) {
        return new IndexModel(Indexes.ascending(fields));
    }

    private static IndexModel unique(String field) {
        return new IndexModel(Indexes.ascending(field), new IndexOptions().unique(true));
    }

    private static void checkVersion(MongoDatabase database, MongoUrl url) {
        MongoCollection<BsonDocument> layout = database.getCollection(LAYOUT, BsonDocument.class);
        layout.updateOne(
                eq("_id", "isotherm"), Updates.setOnInsert("version", VERSION), new UpdateOptions().upsert(true));
        BsonDocument found = layout.find(eq("_id", "isotherm")).first();
        int version = found == null
                ? VERSION
                : found.getNumber("version", new BsonInt32(0)).intValue();
        if (version < 2) {
            // Sensors have several keys, and details: an older program would make a sensor anew of a key that is an
            // alias,
            // and show values uncorrected. Before the index, which counts what has no keys as one.
            database.getCollection(SENSORS)
                    .updateMany(exists("keys", false), List.of(Updates.set("keys", List.of("$key"))));
            layout.updateOne(and(eq("_id", "isotherm"), lt("version", 2)), Updates.set("version", 2));
        }
        if (version > VERSION) {
            throw new StoreException("The database at " + url.place() + " has layout " + version
                    + ", and this Isotherm knows layouts up to " + VERSION + ": start a newer one.");
        }
    }
}
