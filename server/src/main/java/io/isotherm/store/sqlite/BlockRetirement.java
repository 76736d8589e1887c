package io.isotherm.store.sqlite;

import io.isotherm.store.Retention;
import io.isotherm.store.Retired;
import io.isotherm.store.series.BlockRow;
import io.isotherm.store.series.Spans;
import io.isotherm.store.series.SummaryCodec;
import io.isotherm.store.series.codec.CorruptException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drops what is too old from one file, in short transactions. */
final class BlockRetirement {
    private static final Logger log = LoggerFactory.getLogger(BlockRetirement.class);

    /** Rows that one transaction changes: 2 MB of payloads. */
    private static final int ROWS = 512;

    /** Pages given back in one transaction: 2 MB. */
    private static final int SHRUNK_PAGES = 32;

    /** Pages that may stay free, for the next blocks: 1 MB. */
    private static final int SPARE_PAGES = 16;

    private static final String DELETE = "DELETE FROM block";
    private static final String EMPTY = "UPDATE block SET payload = NULL, summary = ?6";
    private static final String SAME =
            " WHERE sensor = ?1 AND level = ?2 AND start = ?3 AND version = ?4 AND coalesce(payload, 0) = ?5";

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

    /** @param summary as it is without the readings; null where the block is to go whole */
    private record Row(BlockRow row, byte @Nullable [] summary) {}

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
                while (file.writeLazily(session -> LoserRows.removeSome(session, of, Long.MIN_VALUE, before))) {}
            }
        }
        shrink();
        return new Retired(payloads, blocks);
    }

    private void shrink() {
        long free = file.freePages();
        if (free <= SPARE_PAGES) {
            return;
        }
        for (long before = Long.MAX_VALUE; free > SPARE_PAGES && free < before; ) {
            before = free;
            free = file.shrink(SHRUNK_PAGES);
        }
        file.checkpoint();
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
            long[] next = {Long.MIN_VALUE};
            int found;
            do {
                found = file.read(session -> collectSome(session, sensor, of, next, start, whole));
                if (due.size() >= ROWS) {
                    drop();
                }
            } while (found == ROWS);
        }
    }

    /** @param next where to go on; is moved on */
    private int collectSome(Session session, int sensor, int level, long[] next, long before, boolean whole)
            throws SQLException {
        PreparedStatement select = session.prepare("SELECT start, version, payload, summary FROM block"
                + " WHERE sensor = ? AND level = ? AND start >= ? AND start < ?"
                + (whole ? "" : " AND payload IS NOT NULL") + " ORDER BY start LIMIT " + ROWS);
        select.setInt(1, sensor);
        select.setInt(2, level);
        select.setLong(3, next[0]);
        select.setLong(4, before);
        int found = 0;
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                BlockRow of = new BlockRow(sensor, level, row.getLong(1), row.getLong(2), row.getLong(3));
                next[0] = of.start() + 1;
                found++;
                if (whole) {
                    due.add(new Row(of, null));
                } else {
                    withoutReadings(of, row.getBytes(4));
                }
            }
        }
        return found;
    }

    private void withoutReadings(BlockRow row, byte @Nullable [] summary) {
        try {
            byte[] bytes = summary == null ? new byte[0] : summary;
            due.add(new Row(row, SummaryCodec.resealed(bytes, row, row.withPayload(0))));
        } catch (CorruptException e) {
            // A new checksum would hide the damage.
            log.warn("altered block left file={} sensor={} start={}", file.path(), row.sensor(), row.start());
        }
    }

    private void drop() {
        if (due.isEmpty()) {
            return;
        }
        file.writeLazily(session -> {
            for (Row row : due) {
                drop(session, row);
            }
            return due.size();
        });
        due.clear();
    }

    private void drop(Session session, Row row) throws SQLException {
        // A block that was written meanwhile has another version; the next retirement takes it.
        PreparedStatement change = session.prepare((row.summary == null ? DELETE : EMPTY) + SAME);
        change.setInt(1, row.row.sensor());
        change.setInt(2, row.row.level());
        change.setLong(3, row.row.start());
        change.setLong(4, row.row.version());
        change.setLong(5, row.row.payload());
        if (row.summary != null) {
            change.setBytes(6, row.summary);
        }
        if (change.executeUpdate() == 0) {
            return;
        }
        if (row.row.payload() != 0) {
            PreparedStatement delete = session.prepare("DELETE FROM payload WHERE id = ?");
            delete.setLong(1, row.row.payload());
            delete.executeUpdate();
        }
        if (row.summary == null) {
            blocks++;
        } else {
            payloads++;
        }
    }
}
