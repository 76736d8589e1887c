package io.isotherm.store.mongo;

import static io.isotherm.store.Readings.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Site;
import io.isotherm.model.Unit;
import io.isotherm.store.CatalogStore.Naming;
import io.isotherm.store.Readings.Reading;
import io.isotherm.store.series.BlockStore;
import io.isotherm.store.series.Blocks;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one process does another one hears of, soon and in order. */
class FollowingTest {
    private static final int HOURS = 3;
    private static final long T = 1_700_000_400_000L - 1_700_000_400_000L % 3_600_000;

    private final String url = TestMongo.freshDatabase();
    private final MongoHome here = MongoHome.open(url);
    private final MongoHome there = MongoHome.open(url);
    private final MongoJournal mine = new MongoJournal(here);
    private final MongoJournal other = new MongoJournal(there);
    private final Heard heard = new Heard();

    @AfterEach
    void close() {
        mine.close();
        other.close();
        here.close();
        there.close();
    }

    private static byte[] bytes(long sequence) {
        return Long.toString(sequence).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private void awaitHeard(String line) {
        await().pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(10))
                .until(() -> heard.log.contains(line));
    }

    @Test
    void recordsAreHeardOfWithinASecond() {
        other.append(1, bytes(1));
        mine.append(1, bytes(100));
        mine.follow(heard);
        awaitHeard("appended 1");
        long slowest = 0;
        for (long sequence = 2; sequence <= 100; sequence++) {
            long start = System.nanoTime();
            other.append(sequence, bytes(sequence));
            awaitHeard("appended " + sequence);
            slowest = Math.max(slowest, System.nanoTime() - start);
        }
        System.out.printf("FIGURE slowest of 99 appends until another process heard: %d ms%n", slowest / 1_000_000);
        assertThat(slowest).isLessThan(1_000_000_000L);
        assertThat(heard.records).as("only those of the other").hasSize(100);
        assertThat(heard.records.get(Heard.key(there.process(), 100))).isEqualTo(bytes(100));
    }

    @Test
    void aTrimIsHeardOfAfterTheBlocksThatAllowedIt() {
        MongoBlockStore blocks = new MongoBlockStore(here);
        MongoBlockStore othersBlocks = new MongoBlockStore(there);
        List<String> all = heard.log;
        blocks.follow(listener(all));
        mine.follow(heard);
        for (long sequence = 1; sequence <= 20; sequence++) {
            other.append(sequence, bytes(sequence));
        }
        awaitHeard("appended 20");
        othersBlocks.apply(List.of(Blocks.add(Blocks.block(7, HOURS, T, 1))));
        other.trim(18, batch(Reading.of(7, T, 4)));
        awaitHeard("trimmed 17");
        assertThat(all.indexOf("changed 7 " + T)).isBetween(0, all.indexOf("trimmed 17"));
        assertThat(all)
                .filteredOn(line -> line.startsWith("trimmed"))
                .as("told as one")
                .hasSizeLessThan(5);
    }

    private static BlockStore.Listener listener(List<String> log) {
        return new BlockStore.Listener() {
            @Override
            public void changed(int sensor, long start) {
                log.add("changed " + sensor + " " + start);
            }

            @Override
            public void lost() {
                log.add("lost");
            }
        };
    }

    @Test
    void aProcessHearsOfTheBlocksThatOthersChanged() {
        MongoBlockStore blocks = new MongoBlockStore(here);
        MongoBlockStore othersBlocks = new MongoBlockStore(there);
        List<String> log = new CopyOnWriteArrayList<>();
        blocks.follow(listener(log));
        othersBlocks.apply(List.of(Blocks.add(Blocks.block(1, HOURS, T, 1))));
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            // The first change may have been before the stream began.
            othersBlocks.apply(List.of(Blocks.add(Blocks.block(99, HOURS, T, 1))));
            othersBlocks.apply(List.of(Blocks.remove(othersBlocks
                    .find(BlockStore.Find.all(99, T, T + 1, 1, false))
                    .toArray(io.isotherm.store.series.Block[]::new))));
            assertThat(log).contains("changed 99 " + T);
        });
        blocks.apply(List.of(Blocks.add(Blocks.block(2, HOURS, T, 1))));
        blocks.apply(List.of(Blocks.replace(
                blocks.find(BlockStore.Find.all(2, T, T + 1, 1, false)).getFirst(), Blocks.block(2, HOURS, T, 2))));
        blocks.apply(List.of(Blocks.remove(
                blocks.find(BlockStore.Find.all(2, T, T + 1, 1, false)).getFirst())));
        othersBlocks.apply(List.of(Blocks.add(Blocks.block(3, HOURS, T, 1), Blocks.block(3, HOURS + 1, T, 1))));
        await().atMost(Duration.ofSeconds(5))
                .until(() -> log.stream().filter(("changed 3 " + T)::equals).count() == 2);
        assertThat(log).as("its own").doesNotContain("changed 2 " + T);
    }

    @Test
    void whenTheStreamIsLostEverythingIsToldAgain() {
        mine.follow(heard);
        other.append(1, bytes(1));
        awaitHeard("appended 1");
        try (MongoClient client = MongoClients.create(url)) {
            client.getDatabase(url.substring(url.lastIndexOf('/') + 1).replaceAll("\\?.*", ""))
                    .drop();
        }
        other.append(2, bytes(2));
        await().atMost(Duration.ofSeconds(10)).until(() -> heard.restarts.get() > 0);
        other.append(3, bytes(3));
        awaitHeard("appended 3");
        assertThat(heard.log).contains("appended 2").doesNotContain("appended 1");
    }

    @Test
    void aFollowerThatFailsIsToldAgain() {
        Heard failing = new Heard() {
            private boolean failed;

            @Override
            public void appended(String writer, long sequence, byte[] record) {
                if (sequence == 2 && !failed) {
                    failed = true;
                    throw new IllegalStateException("as asked by the test");
                }
                super.appended(writer, sequence, record);
            }
        };
        mine.follow(failing);
        other.append(1, bytes(1));
        other.append(2, bytes(2));
        other.append(3, bytes(3));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(failing.log).containsExactly("appended 1", "appended 2", "appended 3"));
        assertThat(failing.restarts).hasValue(1);
    }

    @Test
    void theCataloguesChangesAreHeardOf() {
        MongoCatalogStore catalogue = new MongoCatalogStore(here);
        MongoCatalogStore others = new MongoCatalogStore(there);
        List<String> log = new CopyOnWriteArrayList<>();
        catalogue.follow(new CatalogChanges.Listener() {
            @Override
            public void changed(CatalogChanges.Kind kind, String id) {
                log.add(kind + " " + id);
            }

            @Override
            public void lost() {
                log.add("lost");
            }
        });
        await().atMost(Duration.ofSeconds(10)).until(() -> log.contains("lost"));
        others.create(new Site("here", "Here", ZoneId.of("UTC"), 1));
        others.sensor(
                new SensorKey("fridge/air", Quantity.TEMPERATURE),
                new Naming("Air", "Fridge", Unit.CELSIUS, Optional.of("here")));
        others.removeSensor("fridge-air", 1);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> log.equals(
                        List.of("lost", "SITE here", "DEVICE fridge", "SENSOR fridge-air", "SENSOR fridge-air")));
    }
}
