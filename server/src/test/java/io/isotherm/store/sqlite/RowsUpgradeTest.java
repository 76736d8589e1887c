package io.isotherm.store.sqlite;

import static io.isotherm.store.Readings.GOOD;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.store.Readings;
import io.isotherm.store.Readings.Reading;
import io.isotherm.store.series.SeriesOptions;
import io.isotherm.store.series.SeriesReadingStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readings of a data folder of the time before there were blocks. */
class RowsUpgradeTest {
    private static final long T = 1_700_000_000_000L;

    @TempDir
    Path data;

    private List<Reading> old(int sensor, int count) {
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            readings.add(Reading.of(sensor, T + i * 1_000L, i % 100 / 8.0, GOOD));
        }
        readings.set(3, Reading.of(sensor, T + 3_000, Double.NaN, Readings.FAULT));
        readings.set(4, Reading.of(sensor, T + 4_000, -0.0, GOOD));
        return readings;
    }

    /** As the program of that time wrote it. */
    private void write(List<List<Reading>> sensors) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("readings.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID");
            statement.execute("INSERT INTO meta VALUES ('needs', '0.1.0')");
            statement.execute("CREATE TABLE reading (sensor INTEGER NOT NULL, time INTEGER NOT NULL,"
                    + " value INTEGER NOT NULL, flags INTEGER NOT NULL, PRIMARY KEY (sensor, time)) WITHOUT ROWID");
            statement.execute("PRAGMA application_id = " + 0x49534f52);
            statement.execute("PRAGMA user_version = 1");
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO reading VALUES (?, ?, ?, ?)")) {
                for (List<Reading> readings : sensors) {
                    for (Reading reading : readings) {
                        insert.setInt(1, reading.sensor());
                        insert.setLong(2, reading.time());
                        insert.setLong(3, reading.bits());
                        insert.setInt(4, reading.flags());
                        insert.addBatch();
                    }
                }
                insert.executeBatch();
            }
            connection.commit();
        }
    }

    @Test
    void theyAreTakenOverOnceAndTheOldFileStays() throws Exception {
        List<Reading> first = old(1, 60_000);
        List<Reading> second = old(2, 10);
        write(List.of(first, second));
        for (int start = 0; start < 2; start++) {
            try (DataFolder folder = DataFolder.open(data);
                    SeriesReadingStore store = SeriesReadingStore.open(
                            SqliteJournal.open(folder), SqliteBlockStore.open(folder), SeriesOptions.usual())) {
                RowsUpgrade.run(folder, store);
                assertThat(Readings.all(store, 1)).isEqualTo(first);
                assertThat(Readings.all(store, 2)).isEqualTo(second);
            }
            assertThat(data.resolve("readings.db")).doesNotExist();
            assertThat(Files.size(data.resolve("readings.db.upgraded"))).isPositive();
        }
    }
}
