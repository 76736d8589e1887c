package io.isotherm.store.sqlite;

import io.isotherm.store.series.BlockStore.Retention;
import io.isotherm.store.series.BlockStore.Retired;
import io.isotherm.store.series.Spans;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Drops what is too old from one file, in short transactions. */
final class BlockRetirement {
    /** Rows that one transaction changes: 2 MB of payloads. */
    private static final int ROWS = 512;

    /** Pages given back in one transaction: 2 MB. */
    private static final int SHRUNK_PAGES = 32;

    /** Pages that may stay free, for the next blocks: 1 MB. */
    private static final int SPARE_PAGES = 16;

    private final SqliteFile file;
    private final Period period;
    private final Retention retention;
    private final List<Row> due = new ArrayList<>();
    private long payloads;
    private long blocks;

    private BlockRetirement(SqliteFile file, Period period, Retention retention) {
        this.file = file;
        this.period = period;
        this.retention = retention;
    }

    /** @param payload null where there is none (any more) */
    private record Row(
            int sensor, int level, long start, @Nullable Long payload, boolean whole) {}

    static Retired run(SqliteFile file, Period period, Retention retention) {
        return new BlockRetirement(file, period, retention).run();
    }

    private Retired run() {
        boolean payloadsLeft = file.read(session -> session.exists("SELECT 1 FROM payload"));
        for (Integer sensor = next("block", null); sensor != null; sensor = next("block", sensor)) {
            long summariesBefore = retention.summariesBefore(sensor);
            if (summariesBefore > period.from()) {
                collect(sensor, summariesBefore, true);
            }
            long readingsBefore = retention.readingsBefore(sensor);
            if (payloadsLeft && readingsBefore > period.from()) {
                collect(sensor, readingsBefore, false);
            }
        }
        drop();
        for (Integer sensor = next("loser", null); sensor != null; sensor = next("loser", sensor)) {
            int of = sensor;
            long before = retention.readingsBefore(of);
            if (before > period.from()) {
                while (file.write(session -> LoserRows.removeSome(session, of, before))) {}
            }
        }
        for (long free = file.freePages(); free > SPARE_PAGES; ) {
            long left = file.shrink(SHRUNK_PAGES);
            free = left < free ? left : 0;
        }
        return new Retired(payloads, blocks);
    }

    /** Whether all blocks and losers of the file are too old, as all are that end with its period. */
    static boolean isAllOld(SqliteFile file, Period period, Retention retention) {
        if (period.equals(Period.OTHER)) {
            return false;
        }
        for (Integer sensor = next(file, "block", null); sensor != null; sensor = next(file, "block", sensor)) {
            if (retention.summariesBefore(sensor) < period.to()) {
                return false;
            }
        }
        for (Integer sensor = next(file, "loser", null); sensor != null; sensor = next(file, "loser", sensor)) {
            if (retention.readingsBefore(sensor) < period.to()) {
                return false;
            }
        }
        return true;
    }

    static long count(SqliteFile file) {
        return file.read(session -> session.number("SELECT count(*) FROM block"));
    }

    private @Nullable Integer next(String table, @Nullable Integer after) {
        return next(file, table, after);
    }

    private static @Nullable Integer next(SqliteFile file, String table, @Nullable Integer after) {
        // Along the primary key, a look-up a sensor.
        List<Integer> found = file.read(session -> {
            PreparedStatement select = session.prepare("SELECT min(sensor) FROM " + table + " WHERE sensor > ?");
            select.setLong(1, after == null ? Long.MIN_VALUE : after);
            try (ResultSet row = select.executeQuery()) {
                int sensor = row.getInt(1);
                return row.wasNull() ? List.of() : List.of(sensor);
            }
        });
        return found.isEmpty() ? null : found.getFirst();
    }

    /** Collects a sensor's blocks that end before a time, and drops them when they are many. */
    private void collect(int sensor, long before, boolean whole) {
        for (int level = 0; level < Spans.LEVELS; level++) {
            // A block ends before a time when it starts before the span that the time lies in.
            long start = Spans.start(level, before);
            int of = level;
            int found;
            do {
                found = file.read(session -> collectSome(session, sensor, of, start, whole));
                if (due.size() >= ROWS) {
                    drop();
                }
            } while (found == ROWS);
        }
    }

    private int collectSome(Session session, int sensor, int level, long before, boolean whole) throws SQLException {
        PreparedStatement select = session.prepare("SELECT start, payload FROM block WHERE sensor = ? AND level = ?"
                + " AND start < ?" + (whole ? "" : " AND payload IS NOT NULL") + " ORDER BY start LIMIT " + ROWS);
        select.setInt(1, sensor);
        select.setInt(2, level);
        select.setLong(3, before);
        int found = 0;
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                long start = row.getLong(1);
                long payload = row.getLong(2);
                due.add(new Row(sensor, level, start, row.wasNull() ? null : payload, whole));
                found++;
            }
        }
        return found;
    }

    private void drop() {
        if (due.isEmpty()) {
            return;
        }
        file.write(session -> {
            for (Row row : due) {
                drop(session, row);
            }
            return due.size();
        });
        due.clear();
    }

    private void drop(Session session, Row row) throws SQLException {
        // A block that was written meanwhile has another payload; the next retirement takes it.
        PreparedStatement change = session.prepare((row.whole ? "DELETE FROM block" : "UPDATE block SET payload = NULL")
                + " WHERE sensor = ? AND level = ? AND start = ? AND payload IS ?");
        change.setInt(1, row.sensor);
        change.setInt(2, row.level);
        change.setLong(3, row.start);
        change.setObject(4, row.payload);
        if (change.executeUpdate() == 0) {
            return;
        }
        if (row.payload != null) {
            PreparedStatement delete = session.prepare("DELETE FROM payload WHERE id = ?");
            delete.setLong(1, row.payload);
            delete.executeUpdate();
        }
        if (row.whole) {
            blocks++;
        } else {
            payloads++;
        }
    }
}
