package io.isotherm;

import io.isotherm.catalog.CatalogRefresh;
import io.isotherm.ops.Component;
import io.isotherm.security.EndedSessions;
import io.isotherm.security.Tokens;
import io.isotherm.store.CatalogStore;
import io.isotherm.store.Election;
import io.isotherm.store.StoreException;
import io.isotherm.store.mongo.CatalogChanges;
import io.isotherm.store.mongo.MongoBlockStore;
import io.isotherm.store.mongo.MongoCatalogStore;
import io.isotherm.store.mongo.MongoElection;
import io.isotherm.store.mongo.MongoHome;
import io.isotherm.store.mongo.MongoJournal;
import io.isotherm.store.series.BlockStore;
import io.isotherm.store.series.Journal;
import io.isotherm.store.series.SeriesOptions;
import io.isotherm.store.series.SeriesReadingStore;
import io.isotherm.store.series.TracedBlockStore;
import io.isotherm.store.series.TracedJournal;
import io.isotherm.store.spool.SpoolingJournal;
import io.isotherm.store.sqlite.DataFolder;
import io.isotherm.store.sqlite.RowsUpgrade;
import io.isotherm.store.sqlite.SqliteBlockStore;
import io.isotherm.store.sqlite.SqliteCatalogStore;
import io.isotherm.store.sqlite.SqliteJournal;
import io.isotherm.trace.Tracer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * The stores, as the configuration wants them.
 *
 * @param name tells this store from every other one
 * @param election chooses one of the processes that share them
 * @param follow makes other processes' changes of the catalogue known to this one
 * @param followTokens likewise, of senders' tokens
 * @param followSessions likewise, of browsers' sessions that were ended
 * @param others how many other processes share them now; blocks, and throws where the database does not say
 * @param folder on this machine's disk
 * @param spool before a database that may be away, where there is one
 * @param behindDatabase by how many milliseconds the database's clock is ahead of this machine's, where it is known
 */
record Stores(
        String name,
        CatalogStore catalog,
        SeriesReadingStore readings,
        Election election,
        Consumer<CatalogRefresh> follow,
        Consumer<Tokens> followTokens,
        Consumer<EndedSessions> followSessions,
        IntSupplier others,
        DataFolder folder,
        Optional<SpoolingJournal> spool,
        Supplier<OptionalLong> behindDatabase) {
    /** @throws io.isotherm.store.StoreException when one cannot be opened */
    static Stores open(Config config, Parts parts, Tracer tracer) {
        DataFolder folder = parts.watched(DataFolder.open(config.data()));
        return switch (config.store()) {
            case Config.Embedded _ -> embedded(folder, parts, tracer);
            case Config.MongoDb mongo -> mongo(mongo, folder, config, parts, tracer);
        };
    }

    private static Stores embedded(DataFolder folder, Parts parts, Tracer tracer) {
        CatalogStore catalog = parts.watched(SqliteCatalogStore.open(folder));
        SqliteJournal journal = SqliteJournal.open(folder);
        SqliteBlockStore blocks;
        try {
            blocks = SqliteBlockStore.open(folder);
        } catch (StoreException e) {
            journal.close();
            throw e;
        }
        SeriesReadingStore readings = readings(journal, blocks, parts, tracer);
        RowsUpgrade.run(folder, readings);
        return new Stores(
                "embedded",
                catalog,
                readings,
                Election.ALONE,
                refresh -> {},
                tokens -> {},
                sessions -> {},
                () -> 0,
                folder,
                Optional.empty(),
                OptionalLong::empty);
    }

    private static SeriesReadingStore readings(Journal journal, BlockStore blocks, Parts parts, Tracer tracer) {
        SeriesReadingStore readings = parts.part(SeriesReadingStore.open(
                tracer.isOn() ? new TracedJournal(journal) : journal,
                tracer.isOn() ? new TracedBlockStore(blocks, tracer) : blocks,
                SeriesOptions.usual()));
        parts.watch(Component.of("journal", readings::checkJournal));
        parts.watch(Component.of("blocks", readings::checkBlocks));
        return readings;
    }

    private static Stores mongo(Config.MongoDb mongo, DataFolder folder, Config config, Parts parts, Tracer tracer) {
        // Who only takes readings in has no use for those of others, and would pay for them.
        boolean reads =
                config.roles().contains(Config.Role.LIVE) || config.roles().contains(Config.Role.WORKER);
        MongoHome home = MongoHome.open(mongo.url(), reads, tracer.isOn());
        MongoJournal inMongo;
        Journal journal;
        Optional<SpoolingJournal> spool = Optional.empty();
        MongoCatalogStore catalog;
        if (config.spool() > 0) {
            // Not watched by itself: what it means that the database is away is for the journal to say.
            parts.part(home);
            catalog = parts.part(new MongoCatalogStore(home));
            inMongo = new MongoJournal(home);
            SpoolingJournal spooling = new SpoolingJournal(inMongo, SqliteJournal.spool(folder), config.spool());
            parts.watch(Component.of("spool", spooling::checkSpool));
            spool = Optional.of(spooling);
            journal = spooling;
        } else {
            parts.watched(home);
            catalog = parts.watched(new MongoCatalogStore(home));
            inMongo = new MongoJournal(home);
            journal = inMongo;
        }
        SeriesReadingStore readings = readings(journal, new MongoBlockStore(home), parts, tracer);
        String name = catalog.settingOnce("store", UUID.randomUUID().toString());
        return new Stores(
                name,
                catalog,
                readings,
                new MongoElection(home),
                refresh -> parts.part(follow(catalog, refresh)),
                tokens -> parts.part(catalog.followTokens(tokens::changed)::run),
                sessions -> parts.part(catalog.followSessions(sessions::changed)::run),
                inMongo::others,
                folder,
                spool,
                home::behindDatabase);
    }

    private static CatalogChanges.Subscription follow(MongoCatalogStore catalog, CatalogRefresh refresh) {
        return catalog.follow(new CatalogChanges.Listener() {
            @Override
            public void changed(CatalogChanges.Kind kind, String id) {
                refresh.changed();
            }

            @Override
            public void lost() {
                refresh.changed();
            }
        });
    }
}
