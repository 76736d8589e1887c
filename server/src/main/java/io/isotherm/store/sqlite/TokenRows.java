package io.isotherm.store.sqlite;

import io.isotherm.store.TokenEntry;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of senders' tokens in {@code catalogue.db}. */
final class TokenRows {
    static final List<String> SCHEMA = List.of("""
            CREATE TABLE token (
                id TEXT PRIMARY KEY,
                name TEXT NOT NULL,
                hash TEXT NOT NULL UNIQUE,
                granted TEXT NOT NULL,
                created INTEGER NOT NULL,
                author TEXT NOT NULL,
                used INTEGER,
                revoked INTEGER
            ) WITHOUT ROWID""");

    private static final String ALL =
            "SELECT id, name, hash, granted, created, author, used, revoked FROM token ORDER BY created, id";

    private TokenRows() {}

    static List<TokenEntry> all(Session session) throws SQLException {
        return CatalogRows.all(session, ALL, TokenRows::entry);
    }

    static boolean add(Session session, TokenEntry token) throws SQLException {
        PreparedStatement insert =
                session.prepare("INSERT INTO token (id, name, hash, granted, created, author, used, revoked)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
        insert.setString(1, token.id());
        insert.setString(2, token.name());
        insert.setString(3, token.hash());
        insert.setString(4, token.grant());
        insert.setLong(5, token.created());
        insert.setString(6, token.by());
        insert.setObject(7, token.used());
        insert.setObject(8, token.revoked());
        return insert.executeUpdate() == 1;
    }

    static boolean revoke(Session session, String id, long time) throws SQLException {
        PreparedStatement update =
                session.prepare("UPDATE token SET revoked = min(coalesce(revoked, ?1), ?1) WHERE id = ?2");
        update.setLong(1, time);
        update.setString(2, id);
        return update.executeUpdate() == 1;
    }

    static void used(Session session, Map<String, Long> times) throws SQLException {
        PreparedStatement update = session.prepare("UPDATE token SET used = max(coalesce(used, ?1), ?1) WHERE id = ?2");
        for (Map.Entry<String, Long> time : times.entrySet()) {
            update.setLong(1, time.getValue());
            update.setString(2, time.getKey());
            update.executeUpdate();
        }
    }

    private static TokenEntry entry(ResultSet row) throws SQLException {
        return new TokenEntry(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getString(6),
                time(row, 7),
                time(row, 8));
    }

    private static @Nullable Long time(ResultSet row, int column) throws SQLException {
        long time = row.getLong(column);
        return row.wasNull() ? null : Long.valueOf(time);
    }
}
