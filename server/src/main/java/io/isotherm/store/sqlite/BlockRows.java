package io.isotherm.store.sqlite;

import io.isotherm.store.StoreException;
import io.isotherm.store.series.Block;
import io.isotherm.store.series.BlockRow;
import io.isotherm.store.series.BlockStore.Find;
import io.isotherm.store.series.Spans;
import io.isotherm.store.series.SummaryCodec;
import io.isotherm.store.series.codec.CorruptException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Finds blocks in one file. Each level that the sensor uses is a stretch of the primary key; the stretches are read side
 * by side, so that no more is read than is found.
 */
final class BlockRows {
    private static final String SUMMARY = "SELECT b.start, b.version, b.payload, b.summary FROM block b";
    private static final String DATA = "SELECT b.start, b.version, b.payload, b.summary, p.data FROM block b"
            + " LEFT JOIN payload p ON p.id = b.payload";

    private final Session session;
    private final Path file;
    private final Find find;

    private BlockRows(Session session, Path file, Find find) {
        this.session = session;
        this.file = file;
        this.find = find;
    }

    /**
     * Adds what is found to the list, until that has as many as were asked for.
     *
     * @param from only blocks that start from here
     * @param to and before this
     * @throws StoreException when a row is not what was written
     */
    static void find(Session session, Path file, Find find, long from, long to, List<Block> found) throws SQLException {
        new BlockRows(session, file, find).merge(from, Math.min(to, find.to()), found);
    }

    /** The start of the sensor's last block that starts in a range. */
    static OptionalLong lastStart(Session session, Path file, int sensor, long from, long to) throws SQLException {
        Find any = Find.all(sensor, from, to, 1, false);
        BlockRows rows = new BlockRows(session, file, any);
        OptionalLong last = OptionalLong.empty();
        for (int level = rows.next(-1); level >= 0; level = rows.next(level)) {
            PreparedStatement select = session.prepare(
                    "SELECT max(start) FROM block WHERE sensor = ? AND level = ? AND start >= ? AND start < ?");
            select.setInt(1, sensor);
            select.setInt(2, level);
            select.setLong(3, from);
            select.setLong(4, to);
            try (ResultSet row = select.executeQuery()) {
                long start = row.getLong(1);
                if (!row.wasNull() && (last.isEmpty() || start > last.getAsLong())) {
                    last = OptionalLong.of(start);
                }
            }
        }
        return last;
    }

    private void merge(long from, long to, List<Block> found) throws SQLException {
        List<Level> levels = new ArrayList<>();
        try {
            for (int level = next(-1); level >= 0; level = next(level)) {
                long first = Math.max(from, Spans.start(level, find.from()));
                // A level above the given one has its block of the same start still to come.
                if (level > find.afterLevel()) {
                    first = Math.max(first, find.afterStart());
                } else if (find.afterStart() == Long.MAX_VALUE) {
                    continue;
                } else {
                    first = Math.max(first, find.afterStart() + 1);
                }
                levels.add(new Level(level, rows(level, first, to, find.limit() - found.size())));
            }
            while (found.size() < find.limit()) {
                Level least = least(levels);
                if (least == null) {
                    return;
                }
                found.add(block(least));
                least.step();
            }
        } finally {
            for (Level level : levels) {
                level.rows.close();
            }
        }
    }

    /** The next level that the sensor uses; -1 for none. */
    private int next(int above) throws SQLException {
        PreparedStatement select = session.prepare("SELECT min(level) FROM block WHERE sensor = ? AND level > ?");
        select.setInt(1, find.sensor());
        select.setInt(2, above);
        try (ResultSet row = select.executeQuery()) {
            int level = row.getInt(1);
            if (row.wasNull()) {
                return -1;
            }
            if (level <= above || level >= Spans.LEVELS) {
                throw damaged("has a block of level " + level, null);
            }
            return level;
        }
    }

    private ResultSet rows(int level, long from, long to, int limit) throws SQLException {
        // The level is in the text: a statement has one result at a time.
        PreparedStatement select = session.prepare((find.data() ? DATA : SUMMARY) + " WHERE b.sensor = ? AND b.level = "
                + level + " AND b.start >= ? AND b.start < ? ORDER BY b.start LIMIT ?");
        select.setInt(1, find.sensor());
        select.setLong(2, from);
        select.setLong(3, to);
        select.setInt(4, limit);
        return select.executeQuery();
    }

    private static @Nullable Level least(List<Level> levels) {
        Level least = null;
        for (Level level : levels) {
            if (level.there && (least == null || level.start < least.start)) {
                least = level;
            }
        }
        return least;
    }

    private Block block(Level level) throws SQLException {
        ResultSet row = level.rows;
        long version = row.getLong(2);
        long payload = row.getLong(3);
        boolean kept = !row.wasNull();
        byte[] data = find.data() && kept ? row.getBytes(5) : null;
        if (find.data() && kept && data == null) {
            throw damaged("has no readings for the block of sensor " + find.sensor() + " at " + level.start, null);
        }
        byte[] summary = row.getBytes(4);
        if (summary == null) {
            throw damaged("has no summary for the block of sensor " + find.sensor() + " at " + level.start, null);
        }
        try {
            SummaryCodec.Stored summaries = SummaryCodec.decode(
                    new BlockRow(find.sensor(), level.number, level.start, version, payload), summary);
            return new Block(
                    find.sensor(),
                    level.number,
                    level.start,
                    version,
                    summaries.whole(),
                    summaries.partLength(),
                    summaries.parts(),
                    data);
        } catch (CorruptException e) {
            throw damaged("has an altered summary of sensor " + find.sensor() + " at " + level.start, e);
        }
    }

    private StoreException damaged(String what, @Nullable CorruptException cause) {
        return SqliteFailure.damaged(file, what, cause);
    }

    /** The rows of one level, and where they are. */
    private static final class Level {
        private final int number;
        private final ResultSet rows;
        private boolean there;
        private long start;

        Level(int number, ResultSet rows) throws SQLException {
            this.number = number;
            this.rows = rows;
            step();
        }

        void step() throws SQLException {
            there = rows.next();
            start = there ? rows.getLong(1) : 0;
        }
    }
}
