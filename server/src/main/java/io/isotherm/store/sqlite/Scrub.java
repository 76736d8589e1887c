package io.isotherm.store.sqlite;

import io.isotherm.store.series.BlockRow;
import io.isotherm.store.series.Spans;
import io.isotherm.store.series.SummaryCodec;
import io.isotherm.store.series.codec.CorruptException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Reads a period's file through: SQLite's own check of pages, order and free space, then every summary's and every
 * loser's checksum. Readings have checksums of their own, which are looked at whenever they are read.
 */
final class Scrub {
    /** Rows read in one go, so that the log can start anew. */
    private static final int ROWS = 2_000;

    private Scrub() {}

    private record Place(long sensor, long level, long start) {}

    /** What is wrong with the file; empty where nothing is. */
    static Optional<String> of(SqliteFile file) {
        String pages = file.read(session -> session.value("PRAGMA quick_check(1)"));
        if (!pages.equals("ok")) {
            return Optional.of(pages);
        }
        try {
            Place place = new Place(Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE);
            for (int found = ROWS; found == ROWS; ) {
                Place from = place;
                Place[] last = {place};
                found = file.read(session -> rows(session, from, last));
                place = last[0];
            }
            file.read(Scrub::losers);
            return Optional.empty();
        } catch (CorruptException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static int rows(Session session, Place after, Place[] last) throws SQLException {
        PreparedStatement select = session.prepare("SELECT sensor, level, start, version, payload, summary FROM block"
                + " WHERE (sensor, level, start) > (?, ?, ?) ORDER BY sensor, level, start LIMIT " + ROWS);
        select.setLong(1, after.sensor);
        select.setLong(2, after.level);
        select.setLong(3, after.start);
        int found = 0;
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                last[0] = new Place(row.getLong(1), row.getLong(2), row.getLong(3));
                byte[] summary = row.getBytes(6);
                if (last[0].level < 0 || last[0].level >= Spans.LEVELS || summary == null) {
                    throw new CorruptException("altered block of sensor " + last[0].sensor);
                }
                SummaryCodec.decode(
                        new BlockRow(
                                (int) last[0].sensor,
                                (int) last[0].level,
                                last[0].start,
                                row.getLong(4),
                                row.getLong(5)),
                        summary);
                found++;
            }
        }
        return found;
    }

    private static int losers(Session session) throws SQLException {
        int found = 0;
        try (ResultSet row = session.prepare("SELECT sensor, time, value, flags, checksum FROM loser")
                .executeQuery()) {
            while (row.next()) {
                if (row.getInt(5) != Checksum.of(row.getInt(1), row.getLong(2), row.getLong(3), row.getInt(4))) {
                    throw new CorruptException("altered loser of sensor " + row.getInt(1));
                }
                found++;
            }
        }
        return found;
    }
}
