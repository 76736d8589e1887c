package io.isotherm.store.sqlite;

import java.util.List;

/** What the file of a {@link Period} is made of: docs/storage-format.md, "series-*.db". */
final class SeriesFormat {
    static final int PAGE_SIZE = 2_048;

    // Measured with StoreBench sizes, payloads of 2.9 KB: beyond payloads and rows a file takes 4 % with pages of 1 or
    // 2 KB, 35 % with 4 KB, 15 % with 16 KB, 4 % with 64 KB when it is large, but half a megabyte when it is small.
    // Reading and writing cost the same with 2 KB and 64 KB.
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
                    CREATE TABLE damaged (
                        sensor INTEGER NOT NULL,
                        level INTEGER NOT NULL,
                        start INTEGER NOT NULL,
                        version INTEGER NOT NULL,
                        summary BLOB NOT NULL,
                        data BLOB,
                        PRIMARY KEY (sensor, level, start, version)
                    ) WITHOUT ROWID""", """
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
