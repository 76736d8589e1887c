package io.isotherm.store.sqlite;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.isotherm.store.BucketQuery;
import io.isotherm.store.Buckets;
import io.isotherm.store.ReadingStore;
import io.isotherm.store.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Readings in {@code readings.db}, a row each. Table {@code newest} repeats every sensor's newest row, so that a page
 * that opens does not search the history of all sensors.
 */
public final class SqliteReadingStore implements ReadingStore {
    static final Format FORMAT = new Format(
            "readings.db",
            0x49534f52, // "ISOR"
            1,
            "0.1.0",
            List.of(
                    // The value is the double's bits: as a REAL, SQLite would turn NaN into NULL and -0.0 into 0.
                    """
                    CREATE TABLE reading (
                        sensor INTEGER NOT NULL,
                        time INTEGER NOT NULL,
                        value INTEGER NOT NULL,
                        flags INTEGER NOT NULL,
                        PRIMARY KEY (sensor, time)
                    ) WITHOUT ROWID""", """
                    CREATE TABLE newest (
                        sensor INTEGER PRIMARY KEY,
                        time INTEGER NOT NULL,
                        value INTEGER NOT NULL,
                        flags INTEGER NOT NULL
                    )"""));

    /** Readings handed on at once. */
    static final int PIECE = 4_096;

    /** Readings removed in one transaction, so that a removal of years does not keep new readings waiting. */
    private static final int REMOVED_AT_ONCE = 20_000;

    private final SqliteFile file;

    private SqliteReadingStore(SqliteFile file) {
        this.file = file;
    }

    /**
     * @throws StoreException when {@code readings.db} is open already, is no file of ours, is of a newer format, or
     *     cannot be opened
     */
    public static SqliteReadingStore open(DataFolder folder) {
        return new SqliteReadingStore(SqliteFile.open(folder, FORMAT));
    }

    @Override
    public AppendResult append(List<ReadingBatch> batches) {
        GroupedReadings readings = GroupedReadings.of(batches);
        if (readings.size == 0) {
            return new AppendResult(0, 0, 0);
        }
        return file.write(session -> new Append(session, readings).run());
    }

    @Override
    public void read(int sensor, long from, long to, Consumer<ReadingBatch> sink) {
        // Each piece is a read of its own: a slow sink keeps neither a connection nor the log's past.
        long next = from;
        while (next < to) {
            ReadingBatch piece = piece(sensor, next, to);
            if (!piece.isEmpty()) {
                sink.accept(piece);
            }
            if (piece.size() < PIECE) {
                return;
            }
            next = piece.time(piece.size() - 1) + 1;
        }
    }

    private ReadingBatch piece(int sensor, long from, long to) {
        return file.read(session -> {
            PreparedStatement select = session.prepare("SELECT sensor, time, value, flags FROM reading"
                    + " WHERE sensor = ? AND time >= ? AND time < ? ORDER BY time LIMIT " + PIECE);
            bindRange(select, sensor, from, to);
            return readings(select);
        });
    }

    @Override
    public Buckets buckets(BucketQuery query) {
        BucketBuilder builder = new BucketBuilder(query);
        read(query.sensor(), query.from(), query.to(), builder::add);
        return builder.build();
    }

    @Override
    public ReadingBatch latest() {
        return file.read(session -> readings(session.prepare("SELECT sensor, time, value, flags FROM newest")));
    }

    @Override
    public ReadingBatch newest(int sensor, int count) {
        if (count <= 0) {
            return ReadingBatch.EMPTY;
        }
        return file.read(session -> {
            PreparedStatement select = session.prepare("""
                    SELECT * FROM (
                        SELECT sensor, time, value, flags FROM reading WHERE sensor = ? ORDER BY time DESC LIMIT ?
                    ) ORDER BY time""");
            select.setInt(1, sensor);
            select.setInt(2, count);
            return readings(select);
        });
    }

    private static ReadingBatch readings(PreparedStatement select) throws SQLException {
        ReadingBatch.Builder readings = new ReadingBatch.Builder();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                readings.add(row.getInt(1), row.getLong(2), Double.longBitsToDouble(row.getLong(3)), row.getInt(4));
            }
        }
        return readings.build();
    }

    @Override
    public long count(int sensor, long from, long to) {
        return file.read(session -> {
            PreparedStatement select =
                    session.prepare("SELECT count(*) FROM reading WHERE sensor = ? AND time >= ? AND time < ?");
            bindRange(select, sensor, from, to);
            try (ResultSet row = select.executeQuery()) {
                return row.getLong(1);
            }
        });
    }

    @Override
    public long remove(int sensor, long from, long to) {
        long removed = 0;
        long now;
        do {
            now = file.write(session -> removeSome(session, sensor, from, to));
            removed += now;
        } while (now == REMOVED_AT_ONCE);
        return removed;
    }

    private static long removeSome(Session session, int sensor, long from, long to) throws SQLException {
        PreparedStatement delete = session.prepare("DELETE FROM reading WHERE sensor = ?1 AND time IN ("
                + "SELECT time FROM reading WHERE sensor = ?1 AND time >= ?2 AND time < ?3 ORDER BY time LIMIT "
                + REMOVED_AT_ONCE + ")");
        bindRange(delete, sensor, from, to);
        long removed = delete.executeUpdate();

        PreparedStatement forget = session.prepare("DELETE FROM newest WHERE sensor = ? AND time >= ? AND time < ?");
        bindRange(forget, sensor, from, to);
        if (forget.executeUpdate() > 0) {
            PreparedStatement find = session.prepare("INSERT INTO newest SELECT sensor, time, value, flags FROM reading"
                    + " WHERE sensor = ? ORDER BY time DESC LIMIT 1");
            find.setInt(1, sensor);
            find.executeUpdate();
        }
        return removed;
    }

    private static void bindRange(PreparedStatement statement, int sensor, long from, long to) throws SQLException {
        statement.setInt(1, sensor);
        statement.setLong(2, from);
        statement.setLong(3, to);
    }

    /** For tests: the file, to make its writes fail. */
    SqliteFile file() {
        return file;
    }

    @Override
    public String name() {
        return "readings";
    }

    @Override
    public Health check() {
        return file.check();
    }

    @Override
    public void close() {
        file.close();
    }
}
