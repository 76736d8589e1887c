package io.isotherm.store.sqlite;

import java.util.List;

/** What the file of a {@link Period} is made of: docs/storage-format.md, "series-*.db". */
final class SeriesFormat {
    static final int PAGE_SIZE = 65_536;

    // Measured with SqliteHomeBench for payloads of 0.9 to 3.6 KB: a page of 64 KB leaves 2 to 4 % of itself unused,
    // one
    // of 32 KB 7, of 16 KB 15, of 4 KB 25; smaller ones spread a payload over several. 24 payloads take 0.25 ms to
    // read.
    private static final Layout LAYOUT = new Layout(PAGE_SIZE, true, 16 << 20, 16 << 10, 1 << 10);

    private static final Format FORMAT = new Format(
            "series.db",
            0x49534f53, // "ISOS"
            1,
            "0.1.0",
            List.of("""
                    CREATE TABLE block (
                        sensor INTEGER NOT NULL,
                        level INTEGER NOT NULL,
                        start INTEGER NOT NULL,
                        version INTEGER NOT NULL,
                        payload INTEGER,
                        summary BLOB NOT NULL,
                        PRIMARY KEY (sensor, level, start)
                    ) WITHOUT ROWID""", "CREATE TABLE payload (id INTEGER PRIMARY KEY, data BLOB NOT NULL)", """
                    CREATE TABLE loser (
                        sensor INTEGER NOT NULL,
                        time INTEGER NOT NULL,
                        value INTEGER NOT NULL,
                        flags INTEGER NOT NULL,
                        checksum INTEGER NOT NULL,
                        PRIMARY KEY (sensor, time, value, flags)
                    ) WITHOUT ROWID"""),
            LAYOUT);

    private SeriesFormat() {}

    static Format of(Period period) {
        return FORMAT.named(period.file());
    }
}
