package io.isotherm.store.sqlite;

import static io.isotherm.store.Readings.batch;
import static io.isotherm.store.series.Blocks.block;
import static io.isotherm.store.series.Blocks.show;
import static io.isotherm.store.series.Blocks.withData;
import static io.isotherm.store.series.Blocks.written;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.ops.Health;
import io.isotherm.store.Readings;
import io.isotherm.store.Readings.Reading;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.Block;
import io.isotherm.store.series.BlockStore.Change;
import io.isotherm.store.series.BlockStore.Find;
import io.isotherm.store.series.Blocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damage is told, never hidden, stays within its file, and nothing damaged is deleted. */
class SeriesDamageTest {
    private static final long HOUR = 3_600_000;
    private static final long T = Math.floorDiv(1_700_000_000_000L, Period.LENGTH) * Period.LENGTH;
    private static final String FILE = Period.of(T).file();
    private static final int SENSORS = 6;
    private static final int BLOCKS = 12;
    private static final int PAGE = SeriesFormat.PAGE_SIZE;

    @TempDir
    Path temporary;

    private Path data;
    private byte[] sound = {};

    @BeforeEach
    void writeFiles() throws IOException {
        data = temporary.resolve("data");
        try (SqliteBlockStore store = open()) {
            for (int sensor = 1; sensor <= SENSORS; sensor++) {
                List<Change> changes = new ArrayList<>();
                for (int i = 0; i < BLOCKS; i++) {
                    changes.add(new Change(
                            List.of(), List.of(expected(sensor, i, 0)), batch(Reading.of(sensor, T + i, 9))));
                }
                changes.add(Blocks.add(other(sensor)));
                store.apply(changes);
            }
        }
        sound = Files.readAllBytes(data.resolve(FILE));
    }

    private SqliteBlockStore open() {
        try (DataFolder folder = DataFolder.open(data)) {
            return SqliteBlockStore.open(folder);
        }
    }

    private static Block expected(int sensor, int i, long version) {
        // Two levels, so that a search goes through both.
        return written(block(sensor, i < 6 ? 3 : 4, T + i * 4L * HOUR, sensor), version);
    }

    private static Block other(int sensor) {
        return block(sensor, 3, T + Period.LENGTH, sensor);
    }

    /** Whether health tells of a file. */
    private static boolean isTold(SqliteBlockStore store) {
        Health health = store.check();
        return health.state() != Health.State.OK && health.detail().contains("series-");
    }

    /** Whether all blocks and losers of a sensor come right, but for the bytes of their readings. */
    private static boolean isRight(SqliteBlockStore store, int sensor, boolean data) {
        List<String> expected = new ArrayList<>();
        List<Reading> losers = new ArrayList<>();
        for (int i = 0; i < BLOCKS; i++) {
            expected.add(show(withData(expected(sensor, i, 1), null)));
            losers.add(Reading.of(sensor, T + i, 9));
        }
        List<String> found = new ArrayList<>();
        for (Block block : store.find(Find.all(sensor, T, T + Period.LENGTH, 1_000, data))) {
            if (data && block.data() == null) {
                return false;
            }
            found.add(show(withData(block, null)));
        }
        return found.equals(expected)
                && Readings.list(store.losers(sensor, T, T + Period.LENGTH, 1_000))
                        .equals(losers);
    }

    /** Opens a store over these bytes, reads all, and fails where something is wrong and nobody is told. */
    private void assertToldOrRight(byte[] bytes, String what) throws IOException {
        restore(bytes);
        try (SqliteBlockStore store = open()) {
            boolean right = true;
            boolean told = false;
            for (int sensor = 1; sensor <= SENSORS; sensor++) {
                for (boolean data : new boolean[] {true, false}) {
                    try {
                        right &= isRight(store, sensor, data);
                    } catch (StoreException e) {
                        assertThat(e).as(what).hasMessageContaining("series-");
                        told = true;
                    }
                }
                assertThat(show(store.find(Find.all(sensor, T + Period.LENGTH, Long.MAX_VALUE, 9, true))))
                        .as("the other file, %s", what)
                        .containsExactly(show(written(other(sensor), 1)));
            }
            if (!right && !told && !isTold(store)) {
                store.scrub();
                assertThat(isTold(store)).as("wrong and not told, %s", what).isTrue();
            }
            if (told) {
                assertThat(isTold(store)).as("health, %s", what).isTrue();
            }
            if (what.hashCode() % 8 == 0) {
                assertWritable(store, what);
            }
        } catch (StoreException e) {
            assertThat(e).as(what).hasMessageContaining(FILE);
        }
    }

    /** A new block is kept, or refused aloud. */
    private static void assertWritable(SqliteBlockStore store, String what) {
        Block block = block(99, 3, T, 1);
        assertThat(store.apply(List.of(Blocks.add(block)))).as(what).isEmpty();
        assertThat(show(store.find(Find.all(99, T, T + 1, 1, true)))).as(what).containsExactly(show(written(block, 1)));
    }

    private void restore(byte[] bytes) throws IOException {
        try (var files = Files.list(data)) {
            for (Path path : files.toList()) {
                if (path.getFileName().toString().startsWith(FILE)) {
                    Files.delete(path);
                }
            }
        }
        Files.write(data.resolve(FILE), bytes);
    }

    @Test
    void aFlippedByteIsToldOrHarmsNothing() throws IOException {
        TreeSet<Integer> places = new TreeSet<>();
        for (int place = 0; place < sound.length; place += 2 * 997) {
            places.add(place);
        }
        // SQLite's header, and the head of each page.
        for (int place = 0; place < 100; place++) {
            places.add(place);
        }
        for (int page = 0; page < sound.length; page += PAGE) {
            for (int place = 0; place < 24; place++) {
                places.add(page + place);
            }
        }
        Random random = new Random(997);
        for (int place : places) {
            byte[] bytes = sound.clone();
            int flip = 1 << random.nextInt(8);
            bytes[place] ^= (byte) flip;
            assertToldOrRight(bytes, "byte " + place + " flipped by " + flip);
        }
    }

    @Test
    void aTruncatedFileIsToldAndKept() throws IOException {
        for (int length : new int[] {
            0, 1, 50, 99, 100, 4_096, PAGE - 1, PAGE, PAGE + 1, 3 * PAGE, sound.length - PAGE, sound.length - 1
        }) {
            byte[] bytes = Arrays.copyOf(sound, length);
            restore(bytes);
            try (SqliteBlockStore store = open()) {
                assertThat(isTold(store)).as("cut to %d", length).isTrue();
                assertWritable(store, "cut to " + length);
            }
            if (length < sound.length - 1) {
                assertThat(Files.readAllBytes(data.resolve(FILE + ".damaged-1")))
                        .isEqualTo(bytes);
            }
        }
    }

    @Test
    void aFileWithoutAHeaderIsSetAsideUntilSomebodyActs() throws IOException {
        byte[] bytes = sound.clone();
        Arrays.fill(bytes, 0, 100, (byte) 0);
        restore(bytes);
        Path aside = data.resolve(FILE + ".damaged-1");
        for (int start = 0; start < 2; start++) {
            try (SqliteBlockStore store = open()) {
                assertThat(store.check().state()).isEqualTo(Health.State.DEGRADED);
                assertThat(store.check().detail())
                        .contains(FILE + ".damaged-1", "32 days from 2023-10-18", "Restore a backup");
                assertThat(aside).hasBinaryContent(bytes);
            }
        }
        Files.write(data.resolve(FILE), bytes);
        try (SqliteBlockStore store = open()) {
            assertThat(data.resolve(FILE + ".damaged-2")).hasBinaryContent(bytes);
            assertThat(store.check().detail()).contains("1 more");
            Files.delete(aside);
            Files.delete(data.resolve(FILE + ".damaged-2"));
            assertThat(store.check().detail()).doesNotContain("series-");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7})
    void whatCanBeReadIsCopiedWhenAFileCannotBeWrittenTo(int page) throws IOException {
        byte[] bytes = sound.clone();
        Arrays.fill(bytes, page * PAGE, (page + 1) * PAGE, (byte) 0xFF);
        restore(bytes);
        try (SqliteBlockStore store = open()) {
            for (int sensor = 1; sensor <= SENSORS; sensor++) {
                Block late = block(sensor, 3, T + 600 * HOUR, 1);
                assertThat(store.apply(List.of(Blocks.add(late)))).isEmpty();
                assertThat(show(store.find(Find.all(sensor, late.start(), late.end(), 1, true))))
                        .containsExactly(show(written(late, 1)));
            }
            if (Files.exists(data.resolve(FILE + ".damaged-1"))) {
                assertThat(isTold(store)).isTrue();
                for (int sensor = 1; sensor <= SENSORS; sensor++) {
                    for (Block block : store.find(Find.all(sensor, T, T + 599 * HOUR, 1_000, true))) {
                        int i = (int) ((block.start() - T) / (4 * HOUR));
                        assertThat(show(block)).isEqualTo(show(expected(sensor, i, 1)));
                    }
                }
            }
        }
    }
}
