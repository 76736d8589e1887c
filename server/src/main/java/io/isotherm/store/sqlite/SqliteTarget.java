package io.isotherm.store.sqlite;

import io.isotherm.model.Device;
import io.isotherm.model.Sensor;
import io.isotherm.model.Site;
import io.isotherm.store.AuditEntry;
import io.isotherm.store.EndedSession;
import io.isotherm.store.StoreException;
import io.isotherm.store.TokenEntry;
import io.isotherm.store.backup.CatalogueCopy;
import io.isotherm.store.backup.Contents;
import io.isotherm.store.backup.Target;
import io.isotherm.store.series.BlockStore;
import io.isotherm.store.series.Journal;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A data folder that is being filled, locked like that of a server. */
public final class SqliteTarget implements Target {
    /** The row of table {@code meta} that says that the catalogue is there. */
    private static final String DONE = "copied";

    private final DataFolder folder;
    private final SqliteFile catalogue;
    private final SqliteJournal journal;
    private final SqliteBlockStore blocks;

    private SqliteTarget(DataFolder folder) {
        this.folder = folder;
        SqliteFile openCatalogue = null;
        SqliteJournal openJournal = null;
        SqliteBlockStore openBlocks = null;
        try {
            openCatalogue = SqliteFile.open(folder, SqliteCatalogStore.FORMAT);
            openJournal = SqliteJournal.open(folder);
            openBlocks = SqliteBlockStore.open(folder);
        } finally {
            if (openBlocks == null) {
                if (openJournal != null) {
                    openJournal.close();
                }
                if (openCatalogue != null) {
                    openCatalogue.close();
                }
            }
        }
        catalogue = openCatalogue;
        journal = openJournal;
        blocks = openBlocks;
    }

    /**
     * Takes the folder, made where there is none.
     *
     * @throws StoreException when something is in it that no unfinished copy left, or a process uses it
     */
    public static SqliteTarget open(Path path) {
        DataFolder folder = DataFolder.openToFill(path);
        boolean opened = false;
        try {
            if (folder.unfinished().isEmpty()) {
                requireEmpty(folder.path());
                // Before there is a file: what is begun must be known as begun.
                folder.unfinished("");
            }
            SqliteTarget target = new SqliteTarget(folder);
            opened = true;
            return target;
        } finally {
            if (!opened) {
                folder.close();
            }
        }
    }

    private static void requireEmpty(Path path) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "*.db*")) {
            for (Path file : files) {
                throw new StoreException("The data folder " + path + " is not empty (" + file.getFileName()
                        + "): name a new one with --data, or move what is there away.");
            }
        } catch (IOException e) {
            throw new StoreException("The data folder " + path + " cannot be read (" + e + ").", e);
        }
    }

    @Override
    public String place() {
        return folder.path().toString();
    }

    @Override
    public Optional<String> unfinished() {
        return folder.unfinished().filter(note -> !note.isEmpty());
    }

    @Override
    public void unfinished(String note) {
        folder.unfinished(note);
    }

    @Override
    public BlockStore blocks() {
        return blocks;
    }

    @Override
    public Journal journal() {
        return journal;
    }

    /** In one transaction, so that an earlier call did all of it or nothing. */
    @Override
    public void catalogue(CatalogueCopy copy, Consumer<Consumer<List<AuditEntry>>> audit) {
        catalogue.write(session -> {
            if (session.exists("SELECT 1 FROM meta WHERE name = '" + DONE + "'")) {
                return false;
            }
            put(session, copy);
            audit.accept(some -> add(session, some));
            // Taken back at the end; tells an empty catalogue that was copied from one that was not.
            session.execute("INSERT INTO meta VALUES ('" + DONE + "', 1)");
            return true;
        });
    }

    private void put(Session session, CatalogueCopy copy) throws SQLException {
        for (Site site : copy.sites()) {
            PreparedStatement insert =
                    session.prepare("INSERT INTO site (id, name, zone, notes, version) VALUES (?, ?, ?, ?, ?)");
            insert.setString(1, site.id());
            insert.setString(2, site.name());
            insert.setString(3, site.zone().getId());
            insert.setString(4, site.notes());
            insert.setLong(5, site.version());
            insert.executeUpdate();
        }
        for (Device device : copy.devices()) {
            CatalogWrites.put(session, device);
        }
        for (Sensor sensor : copy.sensors()) {
            CatalogWrites.put(session, sensor);
        }
        CatalogRows.putStates(session, copy.states());
        for (Map.Entry<String, String> each : copy.settings().entrySet()) {
            setting(session, each.getKey(), each.getValue());
        }
        for (TokenEntry token : copy.tokens()) {
            TokenRows.add(session, token);
        }
        for (EndedSession ended : copy.endedSessions()) {
            SessionRows.end(session, ended);
        }
        session.execute("DELETE FROM sqlite_sequence WHERE name = 'sensor'");
        session.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('sensor', " + copy.lastNumber() + ")");
    }

    private static void setting(Session session, String name, String value) throws SQLException {
        PreparedStatement insert = session.prepare("INSERT INTO setting (name, value) VALUES (?, ?)");
        insert.setString(1, name);
        insert.setString(2, value);
        insert.executeUpdate();
    }

    private void add(Session session, List<AuditEntry> some) {
        try {
            for (AuditEntry entry : some) {
                AuditRows.add(session, entry);
            }
        } catch (SQLException e) {
            throw SqliteFailure.of(e, catalogue.path());
        }
    }

    @Override
    public Contents contents() {
        return SqliteContents.open(folder.path());
    }

    @Override
    public void finish() {
        catalogue.write(session -> {
            session.execute("DELETE FROM meta WHERE name = '" + DONE + "'");
            return true;
        });
        folder.finished();
    }

    @Override
    public void close() {
        blocks.close();
        journal.close();
        catalogue.close();
        folder.close();
    }
}
