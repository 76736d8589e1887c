package io.isotherm.store.sqlite;

import static io.isotherm.store.series.Blocks.add;
import static io.isotherm.store.series.Blocks.block;
import static io.isotherm.store.series.Blocks.replace;
import static io.isotherm.store.series.Blocks.show;
import static io.isotherm.store.series.Blocks.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.isotherm.store.Retired;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.Block;
import io.isotherm.store.series.BlockStore;
import io.isotherm.store.series.BlockStore.Change;
import io.isotherm.store.series.BlockStoreContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteBlockStoreTest extends BlockStoreContract {
    @TempDir
    Path temporary;

    private int openFiles = 24;

    @Override
    protected BlockStore open() {
        DataFolder folder = DataFolder.open(temporary.resolve("data"));
        try {
            return SqliteBlockStore.open(folder, openFiles);
        } finally {
            // It stays locked until the store is closed.
            folder.close();
        }
    }

    private Path path(String file) {
        return temporary.resolve("data").resolve(file);
    }

    private SeriesFiles files() {
        return ((SqliteBlockStore) store).files();
    }

    private static long period(int number) {
        return T + number * Period.LENGTH;
    }

    private List<String> names() throws Exception {
        try (var listing = Files.list(temporary.resolve("data"))) {
            return listing.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("series-"))
                    .sorted()
                    .toList();
        }
    }

    private static void sql(Path path, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static long number(Path path, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            return row.getLong(1);
        }
    }

    @Test
    void aFileHolds32Days() throws Exception {
        put(
                block(1, HOURS, period(0), 1),
                block(1, HOURS, period(1) - HOUR, 1),
                block(1, HOURS, period(1), 1),
                block(1, HOURS, -HOUR, 1),
                block(1, HOURS, 946_684_800_000L, 1),
                block(1, HOURS, 7_258_118_400_000L, 1),
                block(1, HOURS, 7_352_899_200_000L, 1));
        store.close();
        assertThat(names())
                .containsExactly(
                        "series-1999-12-19.db",
                        "series-2023-10-18.db",
                        "series-2023-11-19.db",
                        "series-2199-12-26.db",
                        "series-other.db");
        assertThat(number(path("series-2023-10-18.db"), "SELECT count(*) FROM block"))
                .isEqualTo(2);
        store = open();
        assertThat(all(1)).hasSize(7);
    }

    @Test
    void aChangeLiesInOneFile() {
        Change change = add(block(1, HOURS, period(1) - HOUR, 1), block(1, HOURS, period(1), 1));
        assertThatThrownBy(() -> store.apply(List.of(change))).isInstanceOf(IllegalArgumentException.class);
        assertThat(all(1)).isEmpty();
    }

    @Test
    void aFileGoesWhenAllInItIsTooOld() throws Exception {
        for (int sensor = 1; sensor <= 3; sensor++) {
            put(block(sensor, HOURS, period(0), 1), block(sensor, HOURS, period(1), 1));
        }
        assertThat(store.retire(keep(MAX_TIME, period(1) - 1)))
                .as("kept a millisecond longer: rows go, one by one")
                .isEqualTo(new Retired(3, 3));
        assertThat(names()).contains("series-2023-11-19.db");
        assertThat(store.retire(keep(MAX_TIME, period(1) + 5))).isEqualTo(new Retired(0, 0));
        store.close();
        assertThat(names()).containsExactly("series-2023-11-19.db");
        store = open();
        assertThat(store.retire(keep(period(2), period(2)))).isEqualTo(new Retired(0, 3));
        assertThat(names()).isEmpty();
        put(block(1, HOURS, period(1), 2));
        assertThat(all(1)).hasSize(1);
    }

    private static final long MAX_TIME = Long.MAX_VALUE;

    @Test
    void retiringGivesSpaceBack() throws Exception {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            changes.add(add(block(1, HOURS, period(0) + i * HOUR, i)));
        }
        store.apply(changes);
        assertThat(store.retire(keep(period(0) + 500 * HOUR, Long.MIN_VALUE))).isEqualTo(new Retired(500, 0));
        store.close();
        // 200 payloads of 2.2 KB, 700 summaries, and a megabyte to spare.
        assertThat(Files.size(path("series-2023-10-18.db"))).isLessThan(1_900_000);
        store = open();
    }

    @Test
    void noPayloadStaysBehind() throws Exception {
        Random random = new Random(5);
        for (int round = 0; round < 30; round++) {
            List<Change> changes = new ArrayList<>();
            for (int sensor = 1; sensor <= 5; sensor++) {
                List<Block> found = all(sensor);
                Block next = block(sensor, HOURS, period(0) + random.nextInt(4) * HOUR, round);
                found.stream()
                        .filter(block -> block.start() == next.start())
                        .findFirst()
                        .ifPresentOrElse(
                                block -> changes.add(
                                        random.nextBoolean()
                                                ? replace(block, next)
                                                : new Change(List.of(block), List.of(), ReadingBatch.EMPTY)),
                                () -> changes.add(add(next)));
            }
            assertThat(store.apply(changes)).isEmpty();
        }
        store.close();
        Path path = path("series-2023-10-18.db");
        assertThat(number(path, "SELECT count(*) FROM payload")).isEqualTo(number(path, "SELECT count(*) FROM block"));
        assertThat(number(path, "SELECT count(*) FROM block JOIN payload ON id = payload"))
                .isPositive()
                .isEqualTo(number(path, "SELECT count(*) FROM block"));
        store = open();
    }

    @Test
    void fewFilesAreOpenAtOnce() throws Exception {
        store.close();
        openFiles = 2;
        store = open();
        for (int i = 0; i < 5; i++) {
            put(block(1, HOURS, period(i), 1));
            assertThat(files().openFiles()).isLessThanOrEqualTo(2);
        }
        assertThat(all(1)).hasSize(5);
        assertThat(files().openFiles()).isLessThanOrEqualTo(2);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> done = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int sensor = 10 + t;
                done.add(threads.submit(() -> {
                    for (int i = 0; i < 10; i++) {
                        put(block(sensor, HOURS, period(i % 5) + i * HOUR, 1));
                        assertThat(all(sensor)).hasSize(i + 1);
                        if (i % 5 == 0) {
                            store.retire(keep(Long.MIN_VALUE, Long.MIN_VALUE));
                            ((SqliteBlockStore) store).scrub();
                        }
                    }
                }));
            }
            for (Future<?> one : done) {
                one.get();
            }
        }
        assertThat(files().openFiles()).isLessThanOrEqualTo(2);
        assertThat(store.check().detail()).doesNotContain("series-");
    }

    @Test
    void writersMeetTheDeletionOfTheirFile() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> retiring = threads.submit(() -> {
                for (int i = 0; i < 60; i++) {
                    store.retire(keep(period(1), period(1)));
                }
            });
            // What is written is there until it is retired; that both go on is what counts.
            for (int i = 0; !retiring.isDone(); i++) {
                put(block(1 + i, HOURS, period(0), 1));
                put(block(1 + i, HOURS, period(1), 1));
                assertThat(all(1 + i)).hasSizeBetween(1, 2);
            }
            retiring.get();
        }
        store.retire(keep(period(1), period(1)));
        assertThat(names()).noneMatch(name -> name.startsWith("series-2023-10-18"));
    }

    @Test
    void aFileOfAnotherKindIsNamed() throws Exception {
        store.close();
        sql(path("series-2023-10-18.db"), "CREATE TABLE customer (name TEXT)");
        byte[] before = Files.readAllBytes(path("series-2023-10-18.db"));
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("series-2023-10-18.db is not a file of Isotherm");
        assertThat(Files.readAllBytes(path("series-2023-10-18.db"))).isEqualTo(before);
        Files.delete(path("series-2023-10-18.db"));
        Files.createFile(path("series-2023-10-19.db"));
        Files.createFile(path("series-of-mine.db"));
        store = open();
        put(block(1, HOURS, period(0), 1));
    }

    @Test
    void aFileOfANewerProgramIsNamed() throws Exception {
        put(block(1, HOURS, period(0), 1));
        store.close();
        sql(
                path("series-2023-10-18.db"),
                "PRAGMA user_version = 2",
                "UPDATE meta SET value = '7.3.0' WHERE name = 'needs'");
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("series-2023-10-18.db")
                .hasMessageContaining("Isotherm 7.3.0");
        sql(path("series-2023-10-18.db"), "PRAGMA user_version = 1");
        store = open();
        assertThat(all(1)).hasSize(1);
    }

    @Test
    void aStoreIsOpenOnce() {
        try (DataFolder folder = DataFolder.open(temporary.resolve("other"));
                SqliteBlockStore first = SqliteBlockStore.open(folder)) {
            assertThatThrownBy(() -> SqliteBlockStore.open(folder)).isInstanceOf(StoreException.class);
            assertThat(first.check().state()).isNotEqualTo(Health.State.DOWN);
        }
    }

    @Test
    void aFullFileRefusesAndHarmsNothing() throws Exception {
        Block block = block(1, HOURS, period(0), 1);
        put(block);
        files().write(new Period(period(0) / Period.LENGTH), file -> {
            file.pragma("max_page_count = " + (file.pages() + 1));
            return file;
        });
        List<Change> many = new ArrayList<>();
        for (int sensor = 1; sensor <= 300; sensor++) {
            many.add(add(block(sensor, HOURS, period(0) + HOUR, 1)));
        }
        assertThatThrownBy(() -> store.apply(many))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("series-2023-10-18.db")
                .hasMessageContaining("disk is full");
        assertThat(store.check().state()).isEqualTo(Health.State.DOWN);
        assertThat(show(all(1))).isEqualTo(firstWritings(block));
        put(block(1, HOURS, period(1), 1));
        files().write(new Period(period(0) / Period.LENGTH), file -> {
            file.pragma("max_page_count = 1000000");
            return file;
        });
        assertThat(store.check().state()).isNotEqualTo(Health.State.DOWN);
        assertThat(store.apply(many)).isEmpty();
        assertThat(show(all(300))).containsExactly(show(written(block(300, HOURS, period(0) + HOUR, 1), 1)));
    }

    @Test
    void theLogsGoIntoTheFilesOnClosing() throws Exception {
        put(block(1, HOURS, period(0), 1), block(1, HOURS, period(1), 1));
        store.close();
        assertThat(names()).containsExactly("series-2023-10-18.db", "series-2023-11-19.db");
    }
}
