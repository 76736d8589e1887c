package io.isotherm.store.sqlite;

import io.isotherm.store.series.Block;
import io.isotherm.store.series.BlockRow;
import io.isotherm.store.series.BlockStore.Change;
import io.isotherm.store.series.SummaryCodec;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes changes in one file, in one transaction. */
final class BlockChanges {
    private final Session session;
    /** The next payload's number: behind all others, so that payloads fill pages one after the other. */
    private long nextPayload;

    private BlockChanges(Session session) {
        this.session = session;
    }

    /** Returns the changes that were not made. */
    static List<Change> make(Session session, List<Change> changes) throws SQLException {
        return new BlockChanges(session).make(changes);
    }

    /** Moves a block of this version to the damaged ones; whether it was there. */
    static boolean setAside(Session session, Block block) throws SQLException {
        PreparedStatement keep = session.prepare("INSERT OR IGNORE INTO damaged"
                + " SELECT b.sensor, b.level, b.start, b.version, b.summary, p.data FROM block b"
                + " LEFT JOIN payload p ON p.id = b.payload"
                + " WHERE b.sensor = ? AND b.level = ? AND b.start = ? AND b.version = ?");
        bind(keep, block);
        keep.setLong(4, block.version());
        if (keep.executeUpdate() == 0) {
            return false;
        }
        PreparedStatement payload = session.prepare("DELETE FROM payload WHERE id ="
                + " (SELECT payload FROM block WHERE sensor = ? AND level = ? AND start = ?)");
        bind(payload, block);
        payload.executeUpdate();
        PreparedStatement delete = session.prepare("DELETE FROM block WHERE sensor = ? AND level = ? AND start = ?");
        bind(delete, block);
        return delete.executeUpdate() > 0;
    }

    /** @param payload null where its readings were dropped */
    private record Row(long version, @Nullable Long payload) {}

    private record Identity(int sensor, int level, long start) {
        static Identity of(Block block) {
            return new Identity(block.sensor(), block.level(), block.start());
        }
    }

    private List<Change> make(List<Change> changes) throws SQLException {
        try (ResultSet row = session.prepare("SELECT max(id) FROM payload").executeQuery()) {
            nextPayload = row.getLong(1) + 1;
        }
        List<Change> refused = new ArrayList<>();
        for (Change change : changes) {
            Map<Identity, Row> replaced = replaced(change);
            if (replaced == null) {
                refused.add(change);
            } else {
                make(change, replaced);
            }
        }
        return refused;
    }

    /** The rows that are replaced; null where the file has others than the change expects. */
    private @Nullable Map<Identity, Row> replaced(Change change) throws SQLException {
        Map<Identity, Row> replaced = new HashMap<>();
        for (Block block : change.replaced()) {
            Row row = row(block);
            if (row == null || row.version != block.version()) {
                return null;
            }
            replaced.put(Identity.of(block), row);
        }
        for (Block block : change.blocks()) {
            if (!replaced.containsKey(Identity.of(block)) && row(block) != null) {
                return null;
            }
        }
        return replaced;
    }

    private @Nullable Row row(Block block) throws SQLException {
        PreparedStatement select =
                session.prepare("SELECT version, payload FROM block WHERE sensor = ? AND level = ? AND start = ?");
        bind(select, block);
        try (ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                return null;
            }
            long version = row.getLong(1);
            long payload = row.getLong(2);
            return new Row(version, row.wasNull() ? null : payload);
        }
    }

    private void make(Change change, Map<Identity, Row> replaced) throws SQLException {
        for (Block block : change.replaced()) {
            PreparedStatement delete =
                    session.prepare("DELETE FROM block WHERE sensor = ? AND level = ? AND start = ?");
            bind(delete, block);
            delete.executeUpdate();
        }
        for (Row row : replaced.values()) {
            if (row.payload != null) {
                PreparedStatement delete = session.prepare("DELETE FROM payload WHERE id = ?");
                delete.setLong(1, row.payload);
                delete.executeUpdate();
            }
        }
        for (Block block : change.blocks()) {
            Row before = replaced.get(Identity.of(block));
            insert(block, before == null ? 1 : before.version + 1);
        }
        LoserRows.add(session, change.losers());
    }

    private void insert(Block block, long version) throws SQLException {
        PreparedStatement insert = session.prepare(
                "INSERT INTO block (sensor, level, start, version, payload, summary) VALUES (?, ?, ?, ?, ?, ?)");
        bind(insert, block);
        insert.setLong(4, version);
        byte[] data = block.data();
        long payload = data == null ? 0 : insertPayload(data);
        if (data == null) {
            insert.setNull(5, Types.INTEGER);
        } else {
            insert.setLong(5, payload);
        }
        insert.setBytes(6, SummaryCodec.encode(block, BlockRow.of(block, version, payload)));
        insert.executeUpdate();
    }

    private long insertPayload(byte[] data) throws SQLException {
        PreparedStatement insert = session.prepare("INSERT INTO payload VALUES (?, ?)");
        insert.setLong(1, nextPayload);
        insert.setBytes(2, data);
        insert.executeUpdate();
        return nextPayload++;
    }

    private static void bind(PreparedStatement statement, Block block) throws SQLException {
        statement.setInt(1, block.sensor());
        statement.setInt(2, block.level());
        statement.setLong(3, block.start());
    }
}
