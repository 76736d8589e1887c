package io.isotherm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.model.Flags;
import io.isotherm.model.Sensor;
import io.isotherm.model.Unit;
import io.isotherm.store.Readings;
import io.isotherm.store.Readings.Reading;
import io.isotherm.store.StoreException;
import io.isotherm.store.backup.BackupContents;
import io.isotherm.store.backup.Copy;
import io.isotherm.store.series.SeriesOptions;
import io.isotherm.store.series.SeriesReadingStore;
import io.isotherm.store.sqlite.DataFolder;
import io.isotherm.store.sqlite.RowsUpgrade;
import io.isotherm.store.sqlite.SqliteBlockStore;
import io.isotherm.store.sqlite.SqliteCatalogStore;
import io.isotherm.store.sqlite.SqliteJournal;
import io.isotherm.store.sqlite.SqliteTarget;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What older programs wrote is opened as a whole; what newer ones wrote is refused, and named. */
class OldFormatsTest {
    private static final long T = 1_700_000_000_000L;
    private static final long LATER = 40L * 86_400;
    private static final int GOOD = Flags.of(Flags.GOOD, Unit.CELSIUS);

    @TempDir
    Path data;

    private void unpack(String name) throws IOException {
        try (InputStream packed = Objects.requireNonNull(getClass().getResourceAsStream("/formats/" + name + ".zip"));
                ZipInputStream zip = new ZipInputStream(packed)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!entry.isDirectory()) {
                    Files.copy(zip, data.resolve(Path.of(entry.getName()).getFileName()));
                }
            }
        }
    }

    private static List<Reading> written(int sensor) {
        List<Reading> readings = new ArrayList<>();
        add(readings, sensor, 0, 300);
        add(readings, sensor, LATER, 300);
        add(readings, sensor, LATER + 300, 100);
        return readings;
    }

    private static void add(List<Reading> readings, int sensor, long second, int count) {
        for (int i = 0; i < count; i++) {
            double value = i == 3 ? Double.NaN : i == 4 ? -0.0 : sensor + i % 100 / 8.0;
            readings.add(Reading.of(sensor, T + (second + i) * 1_000, value, GOOD));
        }
    }

    private void assertThatAllIsThere() {
        try (DataFolder folder = DataFolder.open(data);
                SqliteCatalogStore catalog = SqliteCatalogStore.open(folder);
                SeriesReadingStore store = SeriesReadingStore.open(
                        SqliteJournal.open(folder), SqliteBlockStore.open(folder), SeriesOptions.usual())) {
            RowsUpgrade.run(folder, store);
            assertThat(catalog.sensors()).extracting(Sensor::key).containsExactly("fridge/air", "fridge/door");
            assertThat(catalog.setting("kept")).contains("yes");
            assertThat(Readings.all(store, 1)).isEqualTo(written(1));
            assertThat(Readings.all(store, 2)).isEqualTo(written(2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"before-blocks", "catalogue-1", "catalogue-2", "catalogue-3", "catalogue-4"})
    void aFolderOfEachFormatIsOpenedAndTheProgramStartsOnIt(String format) throws Exception {
        unpack(format);
        assertThatAllIsThere();
        try (TestServer server = TestServer.start(data)) {
            assertThat(server.json("/api/v1/sensors").getJsonArray("items")).hasSize(2);
        }
        assertThatAllIsThere();
    }

    @Test
    void aBackupOfEachFormatIsRestored() throws Exception {
        Path file = data.resolve("file");
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/formats/backup-1.isotherm"))) {
            Files.copy(in, file);
        }
        try (BackupContents backup = BackupContents.open(file, (doing, share, readings) -> {});
                SqliteTarget target = SqliteTarget.open(data)) {
            Copy.run(backup, target, (doing, share, readings) -> {});
        }
        assertThatAllIsThere();
    }

    @ParameterizedTest
    @ValueSource(strings = {"catalogue.db", "journal.db", "series-2023-10-18.db"})
    void aFileOfANewerProgramIsRefusedByName(String name) throws Exception {
        unpack("catalogue-4");
        sql(name, "PRAGMA user_version = 99", "UPDATE meta SET value = '7.3.0' WHERE name = 'needs'");
        byte[] before = Files.readAllBytes(data.resolve(name));
        assertThatThrownBy(() -> TestServer.start(data).close())
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("written by a newer Isotherm (format 99")
                .hasMessageContaining("start Isotherm 7.3.0 or newer. Nothing was changed.");
        assertThat(data.resolve(name)).hasBinaryContent(before);
        sql(name, "PRAGMA user_version = " + (name.startsWith("catalogue") ? 4 : 1));
        assertThatAllIsThere();
    }

    private void sql(String name, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve(name));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
