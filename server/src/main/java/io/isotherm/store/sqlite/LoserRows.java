package io.isotherm.store.sqlite;

import io.isotherm.model.ReadingBatch;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The rows of readings that lost against another one, in one file. */
final class LoserRows {
    private static final int REMOVED_AT_ONCE = 4_096;

    private LoserRows() {}

    static void add(Session session, ReadingBatch losers) throws SQLException {
        PreparedStatement insert = session.prepare("INSERT INTO loser VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
        for (int i = 0; i < losers.size(); i++) {
            long value = Double.doubleToRawLongBits(losers.value(i));
            insert.setInt(1, losers.sensor(i));
            insert.setLong(2, losers.time(i));
            insert.setLong(3, value);
            insert.setInt(4, losers.flags(i));
            insert.setInt(5, Checksum.of(losers.sensor(i), losers.time(i), value, losers.flags(i)));
            insert.executeUpdate();
        }
    }

    static void find(Session session, Path file, int sensor, long from, long to, int limit, ReadingBatch.Builder found)
            throws SQLException {
        PreparedStatement select = session.prepare("SELECT time, value, flags, checksum FROM loser"
                + " WHERE sensor = ? AND time >= ? AND time < ? ORDER BY time, value, flags LIMIT ?");
        select.setInt(1, sensor);
        select.setLong(2, from);
        select.setLong(3, to);
        select.setInt(4, limit);
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                long time = row.getLong(1);
                long value = row.getLong(2);
                int flags = row.getInt(3);
                if (row.getInt(4) != Checksum.of(sensor, time, value, flags)) {
                    throw SqliteFailure.damaged(file, "has an altered loser of sensor " + sensor + " at " + time, null);
                }
                found.add(sensor, time, Double.longBitsToDouble(value), flags);
            }
        }
    }

    /** Removes some of a range; whether more are left. */
    static boolean removeSome(Session session, int sensor, long from, long to) throws SQLException {
        PreparedStatement delete = session.prepare("DELETE FROM loser WHERE sensor = ?1 AND (time, value, flags) IN ("
                + "SELECT time, value, flags FROM loser WHERE sensor = ?1 AND time >= ?2 AND time < ?3 LIMIT "
                + REMOVED_AT_ONCE
                + ")");
        delete.setInt(1, sensor);
        delete.setLong(2, from);
        delete.setLong(3, to);
        return delete.executeUpdate() == REMOVED_AT_ONCE;
    }
}
