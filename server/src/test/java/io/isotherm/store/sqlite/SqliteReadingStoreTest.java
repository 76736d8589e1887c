package io.isotherm.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Unit;
import io.isotherm.ops.Health;
import io.isotherm.store.ReadingStore;
import io.isotherm.store.ReadingStore.AppendResult;
import io.isotherm.store.ReadingStoreContract;
import io.isotherm.store.StoreException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteReadingStoreTest extends ReadingStoreContract {
    private static final int GOOD = Flags.of(Flags.GOOD, Unit.CELSIUS);

    @TempDir
    Path temporary;

    @Override
    protected ReadingStore open() {
        DataFolder folder = DataFolder.open(temporary.resolve("data"));
        try {
            return SqliteReadingStore.open(folder);
        } finally {
            // It stays locked until the store is closed.
            folder.close();
        }
    }

    private SqliteFile file() {
        return ((SqliteReadingStore) store).file();
    }

    private Path path() {
        return temporary.resolve("data").resolve("readings.db");
    }

    private static List<ReadingBatch> many(int sensor, int count) {
        ReadingBatch.Builder batch = new ReadingBatch.Builder(count);
        for (int i = 0; i < count; i++) {
            batch.add(sensor, 1_000L * i, i / 100.0, GOOD);
        }
        return List.of(batch.build());
    }

    @Test
    void aLongRangeIsNeverHeldWhole() {
        store.append(many(1, 10_000));
        List<Integer> sizes = new ArrayList<>();
        store.read(1, 0, Long.MAX_VALUE, piece -> sizes.add(piece.size()));
        assertThat(sizes).containsExactly(SqliteReadingStore.PIECE, SqliteReadingStore.PIECE, 1_808);
    }

    @Test
    void aFullDiskRefusesAndHarmsNothing() throws Exception {
        store.append(many(1, 1_000));
        file().pragma("max_page_count = " + (pages() + 4));

        assertThatThrownBy(() -> store.append(many(2, 20_000)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("readings.db")
                .hasMessageContaining("disk is full");
        assertThatThrownBy(() -> store.append(many(2, 20_000))).isInstanceOf(StoreException.class);
        assertThat(store.count(2, 0, Long.MAX_VALUE)).isZero();
        assertThat(store.count(1, 0, Long.MAX_VALUE)).isEqualTo(1_000);
        assertThat(store.latest().size()).isEqualTo(1);
        assertThat(store.check().state()).isEqualTo(Health.State.DOWN);
        assertThat(store.check().detail()).contains("disk is full");

        file().pragma("max_page_count = 1000000");
        assertThat(store.check().state()).as("tried out, without a reading").isNotEqualTo(Health.State.DOWN);
        assertThat(store.append(many(2, 20_000))).isEqualTo(new AppendResult(20_000, 0, 0));
        reopen();
        assertThat(store.count(1, 0, Long.MAX_VALUE)).isEqualTo(1_000);
        assertThat(store.count(2, 0, Long.MAX_VALUE)).isEqualTo(20_000);
    }

    private long pages() throws Exception {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + path());
                Statement statement = other.createStatement();
                var row = statement.executeQuery("PRAGMA page_count")) {
            return row.getLong(1);
        }
    }

    @Test
    void aFileLockedByAnotherProgramIsUsedAgainAfterwards() throws Exception {
        file().pragma("busy_timeout = 20");
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + path());
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertThatThrownBy(() -> store.append(many(1, 10)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("another program");
            assertThat(store.check().state()).isEqualTo(Health.State.DOWN);
            assertThat(store.latest().size()).as("reads go on").isZero();
            statement.execute("ROLLBACK");
        }
        assertThat(store.append(many(1, 10))).isEqualTo(new AppendResult(10, 0, 0));
        assertThat(store.check().state()).isNotEqualTo(Health.State.DOWN);
    }

    @Test
    void aFailureInMidTransactionLeavesNothingAndTheStoreGoesOn() throws Exception {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + path());
                Statement statement = other.createStatement()) {
            statement.execute(
                    "CREATE TRIGGER break BEFORE INSERT ON newest BEGIN SELECT raise(ROLLBACK, 'broken'); END");
            assertThatThrownBy(() -> store.append(many(1, 10))).isInstanceOf(StoreException.class);
            assertThat(store.count(1, 0, Long.MAX_VALUE)).isZero();
            statement.execute("DROP TRIGGER break");
        }
        assertThat(store.append(many(1, 10))).isEqualTo(new AppendResult(10, 0, 0));
    }

    @Test
    void aDamagedPageIsToldAndNotHidden() throws Exception {
        store.append(many(1, 50_000));
        store.close();
        try (RandomAccessFile raw = new RandomAccessFile(path().toFile(), "rw")) {
            raw.seek(20 * 4_096);
            raw.write(new byte[150 * 4_096]);
        }
        store = open();
        assertThatThrownBy(() -> store.read(1, 0, Long.MAX_VALUE, piece -> {}))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("damaged")
                .hasMessageContaining("restore a backup");
        assertThat(store.check().state()).isNotEqualTo(Health.State.OK);
    }

    @Test
    void theLogGoesIntoTheFileOnClosing() {
        store.append(many(1, 1_000));
        store.close();
        assertThat(path()).isNotEmptyFile();
        assertThat(Path.of(path() + "-wal")).doesNotExist();
    }
}
