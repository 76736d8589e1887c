package io.isotherm.store.sqlite;

import static io.isotherm.store.Readings.batch;
import static io.isotherm.store.Readings.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.isotherm.store.Readings;
import io.isotherm.store.Readings.Reading;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.Journal;
import io.isotherm.store.series.JournalContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteJournalTest extends JournalContract {
    @TempDir
    Path temporary;

    @Override
    protected Journal open() {
        DataFolder folder = DataFolder.open(temporary.resolve("data"));
        try {
            return SqliteJournal.open(folder);
        } finally {
            // It stays locked until the journal is closed.
            folder.close();
        }
    }

    private SqliteFile file() {
        return ((SqliteJournal) journal).file();
    }

    private List<Long> sequences() {
        List<Long> sequences = new ArrayList<>();
        journal.replay((sequence, record) -> sequences.add(sequence));
        return sequences;
    }

    @Test
    void aRecordThatWasAppendedIsNeverReplaced() {
        journal.append(5, new byte[] {1});
        assertThatThrownBy(() -> journal.append(5, new byte[] {2})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> journal.append(4, new byte[] {2})).isInstanceOf(IllegalArgumentException.class);
        journal.replay((sequence, record) -> assertThat(record).containsExactly(1));
    }

    @Test
    void ofTwoNewestAtOneTimeTheWinnerStays() {
        Reading good = Reading.of(1, 7, 4);
        Reading greater = Reading.of(1, 7, 5);
        Reading suspect = Reading.of(1, 7, 9, Readings.FAULT);
        for (List<Reading> order : List.of(
                List.of(good, greater, suspect), List.of(suspect, greater, good), List.of(greater, suspect, good))) {
            journal.replaceNewest(1, 0, 100, ReadingBatch.EMPTY);
            order.forEach(reading -> journal.trim(0, batch(reading)));
            assertThat(list(journal.newest())).as("%s", order).containsExactly(greater);
        }
    }

    @Test
    void theFileShrinksAfterALongBacklog() throws Exception {
        byte[] record = new byte[1_000_000];
        for (int sequence = 1; sequence <= 250; sequence++) {
            journal.append(sequence, record);
        }
        Path path = temporary.resolve("data").resolve("journal.db");
        assertThat(file().pages() * 8_192).isGreaterThan(250_000_000);
        for (int sequence = 1; sequence <= 250; sequence++) {
            if (sequence % 50 == 0) {
                journal.trim(sequence, ReadingBatch.EMPTY);
            }
        }
        journal.close();
        assertThat(Files.size(path)).isLessThan(80_000_000);
        journal = open();
        assertThat(sequences()).containsExactly(250L);
    }

    @Test
    void aFullDiskRefusesAndHarmsNothing() throws Exception {
        journal.append(1, new byte[1_000]);
        file().pragma("max_page_count = " + (file().pages() + 4));
        assertThatThrownBy(() -> journal.append(2, new byte[200_000]))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("journal.db")
                .hasMessageContaining("disk is full");
        assertThat(journal.check().state()).isEqualTo(Health.State.DOWN);
        assertThat(sequences()).containsExactly(1L);
        file().pragma("max_page_count = 1000000");
        assertThat(journal.check().state()).isNotEqualTo(Health.State.DOWN);
        journal.append(2, new byte[200_000]);
        reopen();
        assertThat(sequences()).containsExactly(1L, 2L);
    }

    @Test
    void anAppendWaitsForTheDiskAfterATrimToo() {
        journal.append(1, new byte[100]);
        journal.trim(1, batch(Reading.of(1, 7, 4)));
        String mode = file().write(session -> session.value("PRAGMA synchronous"));
        assertThat(mode)
                .as("FULL, see sqlite.org/pragma.html#pragma_synchronous")
                .isEqualTo("2");
    }

    @Test
    void anAlteredNewestIsNotShown() throws Exception {
        journal.trim(0, batch(Reading.of(1, 7, 4)));
        file().write(session -> {
            session.execute("UPDATE newest SET value = value + 1");
            return 0;
        });
        assertThatThrownBy(() -> journal.newest())
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("journal.db is damaged");
    }

    @Test
    void theLogGoesIntoTheFileOnClosing() {
        journal.append(1, new byte[100]);
        journal.close();
        assertThat(temporary.resolve("data").resolve("journal.db")).isNotEmptyFile();
        assertThat(temporary.resolve("data").resolve("journal.db-wal")).doesNotExist();
    }
}
