package io.isotherm;

import io.isotherm.cli.Copies;
import io.isotherm.model.ReadingBatch;
import io.isotherm.store.AuditEntry;
import io.isotherm.store.StoreException;
import io.isotherm.store.backup.CatalogueCopy;
import io.isotherm.store.backup.Contents;
import io.isotherm.store.backup.Target;
import io.isotherm.store.mongo.MongoContents;
import io.isotherm.store.mongo.MongoTarget;
import io.isotherm.store.sqlite.DataFolder;
import io.isotherm.store.sqlite.SqliteContents;
import io.isotherm.store.sqlite.SqliteTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The stores, as the commands that copy them want them. */
final class StoreCopies implements Copies {
    @Override
    public Contents beside(Path data, Place place) {
        return switch (place) {
            case Place.Folder(Path folder) -> SqliteContents.open(folder);
            case Place.Database(String url) ->
                new And(MongoContents.open(url), sink -> SqliteContents.spool(data, sink), () -> {});
        };
    }

    @Override
    public Contents alone(Place place) {
        return switch (place) {
            case Place.Folder(Path folder) -> {
                if (!Files.isDirectory(folder)) {
                    throw new StoreException("There is no folder " + folder + ".");
                }
                DataFolder held = DataFolder.open(folder);
                boolean opened = false;
                try {
                    Contents contents = new And(SqliteContents.open(folder), sink -> {}, held::close);
                    opened = true;
                    yield contents;
                } finally {
                    if (!opened) {
                        held.close();
                    }
                }
            }
            case Place.Database(String url) -> MongoContents.openUnused(url);
        };
    }

    @Override
    public Target target(Place place) {
        return switch (place) {
            case Place.Folder(Path folder) -> SqliteTarget.open(folder);
            case Place.Database(String url) -> MongoTarget.open(url);
        };
    }

    /**
     * Contents with something beside them.
     *
     * @param spool hands over what waits on this machine for the database; readings of it may be in both
     * @param end is done when it is closed
     */
    private record And(Contents contents, Consumer<JournalSink> spool, Runnable end) implements Contents {
        @Override
        public String place() {
            return contents.place();
        }

        @Override
        public String identity() {
            return contents.identity();
        }

        /** The spool first: what leaves it is in the database's journal by then. */
        @Override
        public void journals(JournalSink sink) {
            spool.accept(sink);
            contents.journals(sink);
        }

        @Override
        public void blocks(String after, BlockSink sink) {
            contents.blocks(after, sink);
        }

        @Override
        public void losers(Consumer<ReadingBatch> sink) {
            contents.losers(sink);
        }

        @Override
        public ReadingBatch newest() {
            return contents.newest();
        }

        @Override
        public CatalogueCopy catalogue() {
            return contents.catalogue();
        }

        @Override
        public void audit(Consumer<List<AuditEntry>> sink) {
            contents.audit(sink);
        }

        @Override
        public List<String> damage() {
            return contents.damage();
        }

        @Override
        public double share() {
            return contents.share();
        }

        @Override
        public void close() {
            contents.close();
            end.run();
        }
    }
}
