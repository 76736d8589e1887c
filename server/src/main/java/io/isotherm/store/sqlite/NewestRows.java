package io.isotherm.store.sqlite;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.StoreException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The rows of the newest reading of each sensor. */
final class NewestRows {
    /** The value is the double's bits: as a REAL, SQLite would turn NaN into NULL and -0.0 into 0. */
    static final String TABLE = """
            CREATE TABLE newest (
                sensor INTEGER PRIMARY KEY,
                time INTEGER NOT NULL,
                value INTEGER NOT NULL,
                flags INTEGER NOT NULL,
                checksum INTEGER NOT NULL
            )""";

    private static final String INSERT = "INSERT INTO newest VALUES (?, ?, ?, ?, ?)";

    // Of two at one time the one that Conflict lets win.
    private static final String TAKE_IN = INSERT + """
             ON CONFLICT DO UPDATE
            SET time = excluded.time, value = excluded.value, flags = excluded.flags, checksum = excluded.checksum
            WHERE (excluded.time, (excluded.flags & 65535) = 0, excluded.value, excluded.flags)
                > (newest.time, (newest.flags & 65535) = 0, newest.value, newest.flags)""";

    private NewestRows() {}

    static int takeIn(Session session, ReadingBatch newest, int from, int to) throws SQLException {
        PreparedStatement statement = session.prepare(TAKE_IN);
        for (int i = from; i < to; i++) {
            put(statement, newest, i);
        }
        return to - from;
    }

    static int replace(Session session, int sensor, long from, long to, ReadingBatch newest) throws SQLException {
        PreparedStatement delete = session.prepare("DELETE FROM newest WHERE sensor = ? AND time >= ? AND time < ?");
        delete.setInt(1, sensor);
        delete.setLong(2, from);
        delete.setLong(3, to);
        return delete.executeUpdate() == 0 ? 0 : takeIn(session, newest, 0, newest.size());
    }

    private static void put(PreparedStatement statement, ReadingBatch batch, int i) throws SQLException {
        long value = Double.doubleToRawLongBits(batch.value(i));
        statement.setInt(1, batch.sensor(i));
        statement.setLong(2, batch.time(i));
        statement.setLong(3, value);
        statement.setInt(4, batch.flags(i));
        statement.setInt(5, Checksum.of(batch.sensor(i), batch.time(i), value, batch.flags(i)));
        statement.executeUpdate();
    }

    static ReadingBatch all(Session session, Path file) throws SQLException {
        ReadingBatch.Builder newest = new ReadingBatch.Builder();
        try (ResultSet row = session.prepare("SELECT sensor, time, value, flags, checksum FROM newest")
                .executeQuery()) {
            while (row.next()) {
                if (row.getInt(5) != Checksum.of(row.getInt(1), row.getLong(2), row.getLong(3), row.getInt(4))) {
                    throw new StoreException(file + " is damaged: the newest reading of sensor " + row.getInt(1)
                            + " is not what was written. Stop the program, keep a copy of the file, and restore a"
                            + " backup.");
                }
                newest.add(row.getInt(1), row.getLong(2), Double.longBitsToDouble(row.getLong(3)), row.getInt(4));
            }
        }
        return newest.build();
    }
}
