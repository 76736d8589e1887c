package io.isotherm.store.sqlite;

import static io.isotherm.store.Readings.GOOD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.isotherm.store.ReadingStore;
import io.isotherm.store.ReadingStore.AppendResult;
import io.isotherm.store.ReadingStoreContract;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.SeriesOptions;
import io.isotherm.store.series.SeriesReadingStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine over files of SQLite: what the embedded store promises. */
class SqliteSeriesStoreTest extends ReadingStoreContract {
    @TempDir
    Path temporary;

    private final AtomicReference<SqliteJournal> opened = new AtomicReference<>();

    @Override
    protected ReadingStore open() {
        try (DataFolder folder = DataFolder.open(temporary.resolve("data"))) {
            SqliteJournal journal = SqliteJournal.open(folder);
            opened.set(journal);
            return SeriesReadingStore.open(journal, SqliteBlockStore.open(folder), SeriesOptions.usual());
        }
    }

    @Override
    protected void putAway() {
        ((SeriesReadingStore) store).settle();
    }

    private SqliteFile file() {
        return opened.get().file();
    }

    private static List<ReadingBatch> many(int sensor, int count) {
        Random random = new Random(sensor);
        ReadingBatch.Builder batch = new ReadingBatch.Builder(count);
        for (int i = 0; i < count; i++) {
            // Hard to pack, so that they take room.
            batch.add(sensor, 1_000L * i, random.nextGaussian(), GOOD);
        }
        return List.of(batch.build());
    }

    @Test
    void aFullDiskRefusesAndHarmsNothing() throws Exception {
        store.append(many(1, 1_000));
        file().pragma("max_page_count = " + (file().pages() + 4));

        assertThatThrownBy(() -> store.append(many(2, 20_000)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("journal.db")
                .hasMessageContaining("disk is full");
        assertThat(store.count(2, 0, Long.MAX_VALUE)).isZero();
        assertThat(store.count(1, 0, Long.MAX_VALUE)).isEqualTo(1_000);
        assertThat(store.check().state()).isEqualTo(Health.State.DOWN);
        assertThat(store.check().detail()).contains("disk is full");

        file().pragma("max_page_count = 1000000");
        assertThat(store.check().state()).as("tried out, without a reading").isNotEqualTo(Health.State.DOWN);
        assertThat(store.append(many(2, 20_000))).isEqualTo(new AppendResult(20_000, 0, 0));
        reopen();
        assertThat(store.count(1, 0, Long.MAX_VALUE)).isEqualTo(1_000);
        assertThat(store.count(2, 0, Long.MAX_VALUE)).isEqualTo(20_000);
    }

    @Test
    void aClosedStoreLeavesNothingInItsJournal() {
        store.append(many(1, 1_000));
        store.close();
        try (DataFolder folder = DataFolder.open(temporary.resolve("data"));
                SqliteJournal left = SqliteJournal.open(folder)) {
            assertThat(left.bytes()).isZero();
            assertThat(left.newest().size()).isEqualTo(1);
        }
    }

    @Test
    void aSecondProcessIsToldThatTheFolderIsTaken() {
        assertThatThrownBy(() -> DataFolder.open(temporary.resolve("data"))).isInstanceOf(StoreException.class);
    }
}
