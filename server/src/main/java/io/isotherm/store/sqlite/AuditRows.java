package io.isotherm.store.sqlite;

import io.isotherm.store.AuditEntry;
import io.isotherm.store.AuditEntry.Outcome;
import io.isotherm.store.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The rows of the audit in {@code catalogue.db}. */
final class AuditRows {
    /** Counts are written as {@code blocks=2 payloads=30}, for whoever looks with SQLite's own shell. */
    static final List<String> SCHEMA = List.of(
            """
            CREATE TABLE audit (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                time INTEGER NOT NULL,
                actor TEXT NOT NULL,
                action TEXT NOT NULL,
                outcome TEXT NOT NULL,
                subject TEXT NOT NULL,
                detail TEXT NOT NULL,
                reason TEXT NOT NULL,
                counts TEXT NOT NULL
            )""",
            "CREATE INDEX audit_time ON audit (time, number)",
            // Against a slip of ours or of a tool, not against whoever owns the file.
            "CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit stays'); END",
            "CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit stays'); END");

    private static final String COLUMNS =
            "SELECT number, time, actor, action, outcome, subject, detail, reason, counts FROM audit";

    private AuditRows() {}

    static void add(Session session, AuditEntry entry) throws SQLException {
        PreparedStatement insert = session.prepare("INSERT INTO audit"
                + " (time, actor, action, outcome, subject, detail, reason, counts) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        insert.setLong(1, entry.time());
        insert.setString(2, entry.actor());
        insert.setString(3, entry.action());
        insert.setString(4, entry.outcome().name().toLowerCase(Locale.ROOT));
        insert.setString(5, entry.subject());
        insert.setString(6, entry.detail());
        insert.setString(7, entry.reason());
        insert.setString(8, written(entry.counts()));
        insert.executeUpdate();
    }

    /** The newest before a time, and with the last of them all others of its millisecond. */
    static List<AuditEntry> newest(Session session, long before, int limit) throws SQLException {
        List<AuditEntry> entries = new ArrayList<>();
        PreparedStatement select = session.prepare(COLUMNS + " WHERE time < ? ORDER BY time DESC, number DESC LIMIT ?");
        select.setLong(1, before);
        select.setInt(2, limit);
        long last = 0;
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                entries.add(entry(row));
                last = row.getLong(1);
            }
        }
        if (!entries.isEmpty()) {
            PreparedStatement rest = session.prepare(COLUMNS + " WHERE time = ? AND number < ? ORDER BY number DESC");
            rest.setLong(1, entries.getLast().time());
            rest.setLong(2, last);
            try (ResultSet row = rest.executeQuery()) {
                while (row.next()) {
                    entries.add(entry(row));
                }
            }
        }
        return entries;
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        try {
            return new AuditEntry(
                    row.getLong(2),
                    row.getString(3),
                    row.getString(4),
                    Outcome.valueOf(row.getString(5).toUpperCase(Locale.ROOT)),
                    row.getString(6),
                    row.getString(7),
                    row.getString(8),
                    read(row.getString(9)));
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    "Entry " + row.getLong(1)
                            + " of the audit in catalogue.db is none that this program knows: restore a"
                            + " backup, or start a newer Isotherm.",
                    e);
        }
    }

    private static String written(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(count -> count.getKey() + "=" + count.getValue())
                .collect(Collectors.joining(" "));
    }

    private static SortedMap<String, Long> read(String text) {
        SortedMap<String, Long> counts = new TreeMap<>();
        if (!text.isEmpty()) {
            for (String count : text.split(" ", -1)) {
                int end = count.indexOf('=');
                counts.put(count.substring(0, Math.max(0, end)), Long.parseLong(count.substring(end + 1)));
            }
        }
        return counts;
    }
}
