package io.isotherm.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.TempStore;
import org.sqlite.SQLiteOpenMode;

/**
 * How connections are set up. None maps the file into memory: a read error of the disk would then end the process
 * instead of the read.
 */
final class Connections {
    static final int BUSY_MILLIS = 5_000;

    static {
        NativeLibrary.load();
    }

    private Connections() {}

    /** @param logLimit the bytes to which the log is cut down when it starts anew */
    static Connection toWrite(Path path, Layout layout, long logLimit) throws SQLException {
        SQLiteConfig config = config(layout.writerCacheKib());
        config.enforceForeignKeys(true);
        Connection connection = config.createConnection("jdbc:sqlite:" + path);
        try (var statement = connection.createStatement()) {
            // These two are for a file that has no page yet; turning on the log makes the first one.
            statement.execute("PRAGMA page_size = " + layout.pageSize());
            statement.execute("PRAGMA auto_vacuum = " + (layout.shrinks() ? "INCREMENTAL" : "NONE"));
            try (var mode = statement.executeQuery("PRAGMA journal_mode = WAL")) {
                if (!mode.getString(1).equals("wal")) {
                    throw new SQLException("the file system has no shared memory for the write-ahead log; a network"
                            + " share cannot hold the data folder");
                }
            }
            statement.execute("PRAGMA synchronous = FULL");
            // On macOS, fsync alone leaves the data in the drive's cache.
            statement.execute("PRAGMA fullfsync = ON");
            statement.execute("PRAGMA checkpoint_fullfsync = ON");
            statement.execute("PRAGMA wal_autocheckpoint = " + layout.checkpointBytes() / layout.pageSize());
            statement.execute("PRAGMA journal_size_limit = " + logLimit);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    static Connection toRead(Path path, Layout layout) throws SQLException {
        SQLiteConfig config = config(layout.readerCacheKib());
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
