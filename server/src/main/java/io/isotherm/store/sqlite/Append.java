package io.isotherm.store.sqlite;

import io.isotherm.store.Conflict;
import io.isotherm.store.ReadingStore.AppendResult;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Puts the readings of one commit into the tables. Rows are inserted many a statement, leaving alone what is there;
 * only where fewer were inserted than given, the statement's rows are compared with what the table holds, one by one.
 */
final class Append {
    // 64 rows a statement write 5 times as many rows a second as one; 256 write little more.
    private static final int[] ROWS = {64, 8, 1};
    private static final String[] INSERT = new String[ROWS.length];
    private static final String[] NEWEST = new String[ROWS.length];

    static {
        for (int i = 0; i < ROWS.length; i++) {
            INSERT[i] = "INSERT INTO reading VALUES " + rows(ROWS[i], "(?, ?, ?, ?)") + " ON CONFLICT DO NOTHING";
            // CROSS JOIN: SQLite must look up each reading, not go through all of them.
            NEWEST[i] = "WITH touched (sensor, time) AS (VALUES " + rows(ROWS[i], "(?, ?)") + ")"
                    + " INSERT INTO newest SELECT r.sensor, r.time, r.value, r.flags FROM touched t"
                    + " CROSS JOIN reading r ON r.sensor = t.sensor AND r.time = t.time WHERE true"
                    + " ON CONFLICT DO UPDATE SET time = excluded.time, value = excluded.value, flags = excluded.flags"
                    + " WHERE excluded.time >= newest.time";
        }
    }

    private final Session session;
    private final GroupedReadings readings;
    private long added;
    private long conflicts;

    Append(Session session, GroupedReadings readings) {
        this.session = session;
        this.readings = readings;
    }

    AppendResult run() throws SQLException {
        for (int from = 0; from < readings.size; ) {
            int kind = kind(readings.size - from);
            int to = from + ROWS[kind];
            int inserted = insert(kind, from);
            if (inserted < to - from) {
                compare(from, to);
            }
            added += inserted;
            from = to;
        }
        updateNewest();
        return new AppendResult(added, readings.size - added - conflicts, conflicts);
    }

    private int insert(int kind, int from) throws SQLException {
        PreparedStatement insert = session.prepare(INSERT[kind]);
        int column = 1;
        for (int i = from; i < from + ROWS[kind]; i++) {
            insert.setInt(column++, readings.sensors[i]);
            insert.setLong(column++, readings.times[i]);
            insert.setLong(column++, readings.values[i]);
            insert.setInt(column++, readings.flags[i]);
        }
        return insert.executeUpdate();
    }

    // A row just inserted finds itself; the others find what was there before, or what won so far.
    private void compare(int from, int to) throws SQLException {
        PreparedStatement select = session.prepare("SELECT value, flags FROM reading WHERE sensor = ? AND time = ?");
        for (int i = from; i < to; i++) {
            select.setInt(1, readings.sensors[i]);
            select.setLong(2, readings.times[i]);
            long value;
            int flags;
            try (ResultSet row = select.executeQuery()) {
                value = row.getLong(1);
                flags = row.getInt(2);
            }
            if (value != readings.values[i] || flags != readings.flags[i]) {
                conflicts++;
                if (Conflict.wins(readings.values[i], readings.flags[i], value, flags)) {
                    replace(i);
                }
            }
        }
    }

    private void replace(int i) throws SQLException {
        PreparedStatement update =
                session.prepare("UPDATE reading SET value = ?, flags = ? WHERE sensor = ? AND time = ?");
        update.setLong(1, readings.values[i]);
        update.setInt(2, readings.flags[i]);
        update.setInt(3, readings.sensors[i]);
        update.setLong(4, readings.times[i]);
        update.executeUpdate();
    }

    private void updateNewest() throws SQLException {
        int[] touched = new int[readings.size];
        int sensors = 0;
        for (int i = 0; i < readings.size; i++) {
            if (i > 0 && readings.sensors[i] == readings.sensors[i - 1]) {
                if (readings.times[i] > readings.times[touched[sensors - 1]]) {
                    touched[sensors - 1] = i;
                }
            } else {
                touched[sensors++] = i;
            }
        }
        for (int from = 0; from < sensors; ) {
            int kind = kind(sensors - from);
            PreparedStatement upsert = session.prepare(NEWEST[kind]);
            int column = 1;
            for (int i = from; i < from + ROWS[kind]; i++) {
                upsert.setInt(column++, readings.sensors[touched[i]]);
                upsert.setLong(column++, readings.times[touched[i]]);
            }
            upsert.executeUpdate();
            from += ROWS[kind];
        }
    }

    /** The index of the largest statement that {@code left} rows fill. */
    private static int kind(int left) {
        int kind = 0;
        while (ROWS[kind] > left) {
            kind++;
        }
        return kind;
    }

    private static String rows(int count, String row) {
        return (row + ", ").repeat(count - 1) + row;
    }
}
