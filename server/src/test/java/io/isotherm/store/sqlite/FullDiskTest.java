package io.isotherm.store.sqlite;

import static io.isotherm.store.series.Blocks.add;
import static io.isotherm.store.series.Blocks.block;
import static io.isotherm.store.series.Blocks.show;
import static io.isotherm.store.series.Blocks.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.Block;
import io.isotherm.store.series.BlockStore.Find;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full refuses, loses nothing, and is used again when there is room. Needs root, to mount one. */
class FullDiskTest {
    private static final long HOUR = 3_600_000;
    private static final long T = Period.of(1_700_000_000_000L).from();

    @TempDir
    Path temporary;

    private Path disk;
    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(temporary.resolve("disk"));
        try {
            mounted = run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString());
        } catch (IOException e) {
            mounted = false;
        }
        assumeTrue(mounted, "this user may not mount a disk");
        // Room for a log, and then for the file that it goes into as well.
        Files.write(disk.resolve("filler"), new byte[14_000_000]);
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(run("umount", disk.toString())).isTrue();
        }
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }

    /** Takes what is left of the disk, which may be enough for a small file. */
    private void takeTheRest() {
        try (OutputStream filler = Files.newOutputStream(disk.resolve("filler"), StandardOpenOption.APPEND)) {
            while (true) {
                filler.write(new byte[512]);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("space");
        }
    }

    private void makeRoom() throws IOException {
        Files.delete(disk.resolve("filler"));
    }

    @Test
    void theJournalKeepsWhatItAcknowledged() throws Exception {
        try (DataFolder folder = DataFolder.open(disk.resolve("data"));
                SqliteJournal journal = SqliteJournal.open(folder)) {
            int[] appended = {0};
            assertThatThrownBy(() -> {
                        for (; ; appended[0]++) {
                            journal.append(appended[0], new byte[100_000]);
                        }
                    })
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("disk is full");
            assertThat(appended[0]).isPositive();
            assertThat(journal.check().state()).isEqualTo(Health.State.DOWN);
            List<Long> kept = new ArrayList<>();
            journal.replay((sequence, record) -> kept.add(sequence));
            assertThat(kept).hasSize(appended[0]);

            makeRoom();
            journal.append(appended[0], new byte[100_000]);
            journal.trim(appended[0], ReadingBatch.EMPTY);
            assertThat(journal.check().state()).isNotEqualTo(Health.State.DOWN);
        }
    }

    @Test
    void blocksThatWereAcknowledgedAreKept() throws Exception {
        try (DataFolder folder = DataFolder.open(disk.resolve("data"));
                SqliteBlockStore store = SqliteBlockStore.open(folder)) {
            List<String> expected = new ArrayList<>();
            int[] number = {0};
            assertThatThrownBy(() -> {
                        for (; ; number[0]++) {
                            Block block = block(1, 3, T + number[0] * HOUR, 1);
                            store.apply(List.of(add(block)));
                            expected.add(show(written(block, 1)));
                        }
                    })
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("series-")
                    .hasMessageContaining("disk is full");
            assertThat(expected).isNotEmpty();
            assertThat(store.check().state()).isEqualTo(Health.State.DOWN);
            assertThat(show(store.find(Find.all(1, T, Long.MAX_VALUE, 100_000, true))))
                    .isEqualTo(expected);

            takeTheRest();
            Block next = block(1, 3, T + 9 * Period.LENGTH, 1);
            assertThatThrownBy(() -> store.apply(List.of(add(next)))).isInstanceOf(StoreException.class);
            assertThat(disk.resolve("data").resolve(Period.of(next.start()).file()))
                    .as("no file is begun")
                    .doesNotExist();

            makeRoom();
            assertThat(store.apply(List.of(add(next)))).isEmpty();
            Block same = block(1, 3, T + number[0] * HOUR, 1);
            assertThat(store.apply(List.of(add(same)))).isEmpty();
            expected.add(show(written(same, 1)));
            expected.add(show(written(next, 1)));
            assertThat(show(store.find(Find.all(1, T, Long.MAX_VALUE, 100_000, true))))
                    .isEqualTo(expected);
            assertThat(store.check().state()).isNotEqualTo(Health.State.DOWN);
        }
    }
}
