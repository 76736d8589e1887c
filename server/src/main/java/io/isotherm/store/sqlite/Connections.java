package io.isotherm.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TempStore;
import org.sqlite.SQLiteOpenMode;

/**
 * How connections are set up. None maps the file into memory: a read error of the disk would then end the process
 * instead of the read.
 */
final class Connections {
    static final int BUSY_MILLIS = 5_000;

    // More did not help: at 10,000 sensors the time goes into writing pages, not into finding them.
    private static final int WRITER_CACHE_KIB = 16 << 10;
    private static final int READER_CACHE_KIB = 4 << 10;

    /** SQLite copies the log back into the file after so many pages (16 MB). */
    private static final int CHECKPOINT_PAGES = 4_000;

    private Connections() {}

    /** @param logLimit the bytes to which the log is cut down when it starts anew */
    static Connection toWrite(Path path, long logLimit) throws SQLException {
        SQLiteConfig config = config(WRITER_CACHE_KIB);
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        Connection connection = config.createConnection("jdbc:sqlite:" + path);
        try (var statement = connection.createStatement()) {
            // On macOS, fsync alone leaves the data in the drive's cache.
            statement.execute("PRAGMA fullfsync = ON");
            statement.execute("PRAGMA checkpoint_fullfsync = ON");
            statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
            statement.execute("PRAGMA journal_size_limit = " + logLimit);
            try (var mode = statement.executeQuery("PRAGMA journal_mode")) {
                if (!mode.getString(1).equals("wal")) {
                    throw new SQLException("the file system has no shared memory for the write-ahead log; a network"
                            + " share cannot hold the data folder");
                }
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    static Connection toRead(Path path) throws SQLException {
        SQLiteConfig config = config(READER_CACHE_KIB);
        config.setReadOnly(true);
        return config.createConnection("jdbc:sqlite:" + path);
    }

    private static SQLiteConfig config(int cacheKib) {
        SQLiteConfig config = new SQLiteConfig();
        // A session is used by one thread at a time, so SQLite need not lock at each call.
        config.setOpenMode(SQLiteOpenMode.NOMUTEX);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setCacheSize(-cacheKib);
        config.setTempStore(TempStore.MEMORY);
        return config;
    }
}
