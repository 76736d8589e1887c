package io.isotherm.store.sqlite;

import io.isotherm.store.StoreException;
import io.isotherm.store.series.codec.CorruptException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.sqlite.SQLiteConfig;

/** Refuses files that are not ours or too new, without changing a byte of them. */
final class FormatCheck {
    /** The row of table {@code meta} that names the program version needed; at the same place in every format. */
    static final String NEEDS = "needs";

    // sqlite.org/fileformat.html, 1.3 "The Database Header".
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 100;
    private static final int APPLICATION_ID = 68;

    private static final int PAGE_COUNT = 28;
    private static final int USER_VERSION = 60;

    private FormatCheck() {}

    /**
     * Whether the header alone says that the file is of this format, readable, and as long as it should be. Where it
     * does not, the file may still be, as with a log beside it: {@link #check} tells.
     */
    static boolean isPlainlyOurs(Path path, Format format) throws IOException {
        byte[] header = header(path);
        if (header.length < HEADER || !Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return false;
        }
        ByteBuffer fields = ByteBuffer.wrap(header);
        return fields.getInt(APPLICATION_ID) == format.applicationId()
                && fields.getInt(USER_VERSION) == format.version()
                && Files.size(path)
                        == (long) fields.getInt(PAGE_COUNT) * format.layout().pageSize();
    }

    /**
     * @throws StoreException when the file is there and this program must not write to it;
     *     {@linkplain SqliteFailure#isDamage damage} where it is no SQLite file at all
     */
    static void check(Path path, Format format) {
        try {
            // No file, or one whose making was cut off before its first page: SQLite starts or rolls back by itself.
            if (Files.notExists(path) || Files.size(path) == 0 || Files.exists(Path.of(path + "-journal"))) {
                return;
            }
            byte[] header = header(path);
            if (header.length < HEADER || !Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
                throw new StoreException(foreign(path), new CorruptException("no header of SQLite"));
            }
            int id = ByteBuffer.wrap(header).getInt(APPLICATION_ID);
            if (id != 0 && id != format.applicationId()) {
                throw new StoreException(foreign(path));
            }
        } catch (IOException e) {
            throw new StoreException(path + " cannot be read: " + e + ". Let the program's user own it.", e);
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + path);
                Statement statement = connection.createStatement()) {
            check(statement, path, format);
        } catch (SQLException e) {
            throw SqliteFailure.of(e, path);
        }
    }

    private static void check(Statement statement, Path path, Format format) throws SQLException {
        long id = number(statement, "PRAGMA application_id");
        if (id == 0 && number(statement, "SELECT count(*) FROM sqlite_schema") == 0) {
            return;
        }
        if (id != format.applicationId()) {
            throw new StoreException(foreign(path));
        }
        long version = number(statement, "PRAGMA user_version");
        if (version > format.version()) {
            throw new StoreException(
                    path + " was written by a newer Isotherm (format " + version + "; this program knows "
                            + format.version() + "): start " + needed(statement) + " or newer. Nothing was changed.");
        }
    }

    private static String needed(Statement statement) {
        try (ResultSet row = statement.executeQuery("SELECT value FROM meta WHERE name = '" + NEEDS + "'")) {
            return "Isotherm " + row.getString(1);
        } catch (SQLException e) {
            return "the version that wrote it";
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.getLong(1);
        }
    }

    private static byte[] header(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(HEADER);
        }
    }

    private static String foreign(Path path) {
        return path + " is not a file of Isotherm of this kind, or it is damaged. It was left as it is:"
                + " move it away, or restore a backup.";
    }
}
