package io.isotherm.store.sqlite;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.BlockRow;
import io.isotherm.store.series.Spans;
import io.isotherm.store.series.SummaryCodec;
import io.isotherm.store.series.codec.CorruptException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the blocks that can be read from a damaged file into the one that took its place; the damaged one stays as it
 * is. Each level of each sensor is read from its start until the damage, then from its end back to it.
 */
final class Salvage {
    private static final Logger log = LoggerFactory.getLogger(Salvage.class);
    private static final int ROWS = 256;

    private final Connection damaged;
    private final SqliteFile fresh;
    private long copied;
    private boolean incomplete;

    private Salvage(Connection damaged, SqliteFile fresh) {
        this.damaged = damaged;
        this.fresh = fresh;
    }

    private record Row(BlockRow row, byte[] summary, byte @Nullable [] data) {}

    private record Loser(int sensor, long time, long value, int flags) {}

    /** Never throws for what cannot be read. */
    static void copy(Path path, SqliteFile fresh) {
        try (Connection damaged = Connections.toRead(path, Layout.ROWS)) {
            Salvage salvage = new Salvage(damaged, fresh);
            salvage.sensors();
            salvage.losers();
            log.warn("blocks copied from={} blocks={} complete={}", path, salvage.copied, !salvage.incomplete);
        } catch (SQLException e) {
            log.error("no blocks copied from={} error={}", path, e.getMessage());
        }
    }

    private void sensors() {
        long up = Long.MIN_VALUE;
        for (Long sensor = sensor("min", ">", up); sensor != null; sensor = sensor("min", ">", up)) {
            levels(sensor);
            up = sensor;
        }
        long down = Long.MAX_VALUE;
        for (Long sensor = sensor("max", "<", down);
                incomplete && sensor != null && sensor > up;
                sensor = sensor("max", "<", down)) {
            levels(sensor);
            down = sensor;
        }
    }

    /** The next sensor in a direction; null where there is none, or it cannot be read. */
    private @Nullable Long sensor(String end, String direction, long from) {
        try (PreparedStatement select =
                damaged.prepareStatement("SELECT " + end + "(sensor) FROM block WHERE sensor " + direction + " ?")) {
            select.setLong(1, from);
            try (ResultSet row = select.executeQuery()) {
                long sensor = row.getLong(1);
                return row.wasNull() ? null : sensor;
            }
        } catch (SQLException e) {
            incomplete = true;
            return null;
        }
    }

    private void levels(long sensor) {
        if (sensor != (int) sensor) {
            incomplete = true;
            return;
        }
        for (int level = 0; level < Spans.LEVELS; level++) {
            if (!rows((int) sensor, level, "ASC")) {
                incomplete = true;
                rows((int) sensor, level, "DESC");
            }
        }
    }

    /** Copies until the end, or until a row that cannot be read; whether it came to the end. */
    private boolean rows(int sensor, int level, String direction) {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement select = damaged.prepareStatement(
                "SELECT b.start, b.version, b.payload, b.summary, p.data FROM block b LEFT JOIN payload p"
                        + " ON p.id = b.payload WHERE b.sensor = ? AND b.level = ? ORDER BY b.start " + direction)) {
            select.setInt(1, sensor);
            select.setInt(2, level);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    add(rows, sensor, level, row);
                    if (rows.size() == ROWS) {
                        write(rows);
                    }
                }
            }
            write(rows);
            return true;
        } catch (SQLException e) {
            write(rows);
            return false;
        }
    }

    private void add(List<Row> rows, int sensor, int level, ResultSet row) throws SQLException {
        BlockRow of = new BlockRow(sensor, level, row.getLong(1), row.getLong(2), row.getLong(3));
        byte[] summary = row.getBytes(4);
        byte[] data = row.getBytes(5);
        try {
            SummaryCodec.decode(of, summary == null ? new byte[0] : summary);
        } catch (CorruptException e) {
            incomplete = true;
            return;
        }
        // A block whose readings are lost would look like one whose readings were dropped for their age.
        if (summary == null || (of.payload() != 0 && data == null)) {
            incomplete = true;
            return;
        }
        rows.add(new Row(of, summary, data));
    }

    private void write(List<Row> rows) {
        if (rows.isEmpty()) {
            return;
        }
        try {
            copied += fresh.write(session -> {
                int written = 0;
                for (Row row : rows) {
                    written += write(session, row);
                }
                return written;
            });
        } catch (StoreException e) {
            incomplete = true;
            log.warn("blocks not copied to={} error={}", fresh.path(), e.getMessage());
        }
        rows.clear();
    }

    private static int write(Session session, Row row) throws SQLException {
        PreparedStatement insert = session.prepare("INSERT INTO block (sensor, level, start, version, payload, summary)"
                + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
        long payload = session.number("SELECT coalesce(max(id), 0) + 1 FROM payload");
        BlockRow now = row.row.withPayload(row.data == null ? 0 : payload);
        insert.setInt(1, now.sensor());
        insert.setInt(2, now.level());
        insert.setLong(3, now.start());
        insert.setLong(4, now.version());
        if (row.data == null) {
            insert.setNull(5, Types.INTEGER);
        } else {
            insert.setLong(5, payload);
        }
        insert.setBytes(6, SummaryCodec.resealed(row.summary, row.row, now));
        int written = insert.executeUpdate();
        if (written > 0 && row.data != null) {
            PreparedStatement data = session.prepare("INSERT INTO payload VALUES (?, ?)");
            data.setLong(1, payload);
            data.setBytes(2, row.data);
            data.executeUpdate();
        }
        return written;
    }

    private void losers() {
        List<Loser> losers = new ArrayList<>();
        try (PreparedStatement select =
                        damaged.prepareStatement("SELECT sensor, time, value, flags, checksum FROM loser");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                Loser loser = new Loser(row.getInt(1), row.getLong(2), row.getLong(3), row.getInt(4));
                if (row.getInt(5) == Checksum.of(loser.sensor, loser.time, loser.value, loser.flags)) {
                    losers.add(loser);
                }
            }
        } catch (SQLException e) {
            incomplete = true;
        }
        ReadingBatch.Builder batch = new ReadingBatch.Builder();
        losers.forEach(one -> batch.add(one.sensor, one.time, Double.longBitsToDouble(one.value), one.flags));
        ReadingBatch readings = batch.build();
        try {
            fresh.write(session -> {
                LoserRows.add(session, readings);
                return readings.size();
            });
        } catch (StoreException e) {
            incomplete = true;
        }
    }
}
