package io.isotherm.store.sqlite;

import java.util.List;

/** What the file of a {@link Period} is made of: docs/storage-format.md, "series-*.db". */
final class SeriesFormat {
    static final int PAGE_SIZE = 65_536;

    // Measured on 2026-11-26 with these tables, for payloads of 0.9 to 3.6 KB. Of the payloads' bytes, pages of 64 KB
    // waste
    // 2 to 4 %, of 32 KB 3 to 7, of 16 KB 5 to 16, of 4 KB 15 to 41; of 1 KB 4 to 9, at twice the CPU seconds. 24
    // payloads
    // of a sensor take 0.26 ms to read. The price: a block that is written alone writes two pages, twice.
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
