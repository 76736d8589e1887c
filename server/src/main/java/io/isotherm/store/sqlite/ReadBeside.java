package io.isotherm.store.sqlite;

import io.isotherm.store.StoreException;
import io.isotherm.store.sqlite.SqliteFile.Work;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file of a data folder, read beside whoever writes it: SQLite's log lets another process read one state of the file
 * while the next ones are written. Not a byte of the file is changed. For one thread.
 */
final class ReadBeside implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReadBeside.class);

    private final Path path;
    private final Session session;

    private ReadBeside(Path path, Session session) {
        this.path = path;
        this.session = session;
    }

    /**
     * @throws StoreException when it is not there, no file of ours, of another format than this program writes, or cannot
     *     be read
     */
    static ReadBeside open(Path folder, Format format) {
        Path path = folder.resolve(format.file());
        if (Files.notExists(path)) {
            throw new StoreException("There is no " + format.file() + " in " + folder
                    + ": name the data folder of an Isotherm with --data.");
        }
        FormatCheck.check(path, format);
        ReadBeside file = new ReadBeside(path, new Session(() -> Connections.toRead(path, format.layout())));
        boolean opened = false;
        try {
            long version = file.read(session -> session.number("PRAGMA user_version"));
            if (version != 0 && version != format.version()) {
                throw new StoreException(path + " is of format " + version + ", and this program reads "
                        + format.version() + ": start and stop this version once, which takes the folder over; or use"
                        + " the version that wrote it.");
            }
            opened = true;
            return file;
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    /** Whether its making is not over, so that nothing can be in it. */
    boolean isUnmade() {
        return read(session -> session.number("PRAGMA user_version")) == 0;
    }

    <T> T read(Work<T> work) {
        try {
            return work.with(session);
        } catch (SQLException e) {
            drop();
            throw SqliteFailure.of(e, path);
        }
    }

    /** Like {@link #read}, but all statements see one state of the file. */
    <T> T snapshot(Work<T> work) {
        return read(of -> {
            of.prepare("BEGIN").execute();
            boolean ended = false;
            try {
                T result = work.with(of);
                of.prepare("COMMIT").execute();
                ended = true;
                return result;
            } finally {
                if (!ended) {
                    drop();
                }
            }
        });
    }

    Path path() {
        return path;
    }

    private void drop() {
        try {
            session.drop();
        } catch (SQLException e) {
            log.debug("connection not closed file={} error={}", path, e.getMessage());
        }
    }

    @Override
    public void close() {
        drop();
    }
}
