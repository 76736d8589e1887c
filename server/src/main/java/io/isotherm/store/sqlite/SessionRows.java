package io.isotherm.store.sqlite;

import io.isotherm.store.EndedSession;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** The rows of ended sessions in {@code catalogue.db}. */
final class SessionRows {
    static final List<String> SCHEMA = List.of("""
            CREATE TABLE ended_session (
                hash TEXT PRIMARY KEY,
                until INTEGER NOT NULL
            ) WITHOUT ROWID""");

    private SessionRows() {}

    static List<EndedSession> all(Session session) throws SQLException {
        return CatalogRows.all(
                session,
                "SELECT hash, until FROM ended_session ORDER BY hash",
                row -> new EndedSession(row.getString(1), row.getLong(2)));
    }

    static void end(Session session, EndedSession ended) throws SQLException {
        PreparedStatement insert = session.prepare("INSERT INTO ended_session (hash, until) VALUES (?, ?)"
                + " ON CONFLICT (hash) DO UPDATE SET until = max(until, excluded.until)");
        insert.setString(1, ended.hash());
        insert.setLong(2, ended.until());
        insert.executeUpdate();
    }

    static void forget(Session session, long before, int most) throws SQLException {
        PreparedStatement old = session.prepare("DELETE FROM ended_session WHERE until < ?");
        old.setLong(1, before);
        old.executeUpdate();
        PreparedStatement rest = session.prepare("DELETE FROM ended_session WHERE hash IN"
                + " (SELECT hash FROM ended_session ORDER BY until DESC, hash LIMIT -1 OFFSET ?)");
        rest.setInt(1, most);
        rest.executeUpdate();
    }
}
