package io.isotherm.store.mongo;

import static io.isotherm.store.Readings.GOOD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.isotherm.store.Readings;
import io.isotherm.store.Readings.Reading;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.Journal;
import io.isotherm.store.series.SeriesOptions;
import io.isotherm.store.series.SeriesReadingStore;
import io.isotherm.store.spool.SpoolingJournal;
import io.isotherm.store.sqlite.ChildJvm;
import io.isotherm.store.sqlite.DataFolder;
import io.isotherm.store.sqlite.SqliteJournal;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the engine promises where several processes share a MongoDB, which is away at times. */
class MongoSeriesTest {
    private static final long T = 1_700_000_000_000L;
    private static final int SENSORS = 10;
    private static final long SPOOL = 64 << 20;

    // Heads become blocks all the time, and blocks split.
    private static final SeriesOptions BUSY = new SeriesOptions(
            Duration.ofMillis(50), Duration.ofMillis(200), Duration.ZERO, Long.MAX_VALUE, Long.MAX_VALUE / 4, 7, 40);

    @TempDir
    Path temporary;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    private SeriesReadingStore open(String url, SeriesOptions options) {
        MongoHome home = part(MongoHome.open(url));
        MongoJournal journal = new MongoJournal(home, Duration.ofSeconds(4), Duration.ofSeconds(20));
        return part(SeriesReadingStore.open(journal, new MongoBlockStore(home), options));
    }

    private <T extends AutoCloseable> T part(T part) {
        opened.add(part);
        return part;
    }

    private static List<ReadingBatch> round(long round) {
        ReadingBatch.Builder batch = new ReadingBatch.Builder(SENSORS);
        for (int sensor = 1; sensor <= SENSORS; sensor++) {
            batch.add(sensor, T + round * 1_000, value(sensor, round), GOOD);
        }
        return List.of(batch.build());
    }

    private static double value(int sensor, long round) {
        return new Random(round * SENSORS + sensor).nextInt(1_000) / 100.0;
    }

    /** Whether the store has just these rounds, each once and right. */
    private static void assertHas(SeriesReadingStore store, long rounds) {
        for (int sensor = 1; sensor <= SENSORS; sensor++) {
            List<Reading> expected = new ArrayList<>();
            for (long round = 0; round < rounds; round++) {
                expected.add(Reading.of(sensor, T + round * 1_000, value(sensor, round)));
            }
            assertThat(Readings.all(store, sensor)).isEqualTo(expected);
            assertThat(store.count(sensor, Long.MIN_VALUE, Long.MAX_VALUE)).isEqualTo(rounds);
            assertThat(store.conflicts(sensor, Long.MIN_VALUE, Long.MAX_VALUE, 1)
                            .isEmpty())
                    .isTrue();
        }
    }

    @Test
    void whatOneProcessAcknowledgedTheOtherSeesWithinASecond() {
        String url = TestMongo.freshDatabase();
        SeriesReadingStore one = open(url, SeriesOptions.usual());
        SeriesReadingStore other = open(url, SeriesOptions.usual());
        for (long round = 0; round < 20; round++) {
            (round % 2 == 0 ? one : other).append(round(round));
            SeriesReadingStore reader = round % 2 == 0 ? other : one;
            long rounds = round + 1;
            await("the other process sees it")
                    .atMost(Duration.ofSeconds(1))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> reader.count(1, Long.MIN_VALUE, Long.MAX_VALUE) == rounds);
            assertThat(Readings.list(reader.latest())).contains(Reading.of(1, T + round * 1_000, value(1, round)));
        }
        one.settle();
        assertHas(other, 20);
        other.settle();
        assertHas(one, 20);
    }

    @Test
    void twoWritersOfTheSameSensorsMakeBlocksOfBoth() {
        String url = TestMongo.freshDatabase();
        SeriesReadingStore one = open(url, BUSY);
        SeriesReadingStore other = open(url, BUSY);
        long rounds = 300;
        for (long round = 0; round < rounds; round++) {
            (round % 3 == 0 ? one : other).append(round(round));
            // Some come to both, as when a sender tries again elsewhere.
            if (round % 7 == 0) {
                (round % 3 == 0 ? other : one).append(round(round));
            }
        }
        one.settle();
        other.settle();
        assertHas(one, rounds);
        assertHas(other, rounds);
        one.settle();
        SeriesReadingStore third = open(url, SeriesOptions.usual());
        assertHas(third, rounds);
    }

    @Test
    void aRemovalReachesEveryProcess() {
        String url = TestMongo.freshDatabase();
        SeriesReadingStore one = open(url, SeriesOptions.usual());
        SeriesReadingStore other = open(url, SeriesOptions.usual());
        for (long round = 0; round < 10; round++) {
            (round % 2 == 0 ? one : other).append(round(round));
        }
        one.settle();
        await("both see all").until(() -> one.count(1, Long.MIN_VALUE, Long.MAX_VALUE) == 10);
        assertThat(one.remove(1, T + 5_000, T + 100_000)).isEqualTo(5);
        for (SeriesReadingStore store : List.of(one, other)) {
            assertThat(Readings.all(store, 1)).hasSize(5);
            assertThat(Readings.all(store, 2)).hasSize(10);
            assertThat(Readings.list(store.latest())).contains(Reading.of(1, T + 4_000, value(1, 4)));
        }
        other.settle();
        assertThat(Readings.all(one, 1)).hasSize(5);
    }

    @Test
    void readingsAreTakenWhileMongoIsAwayAndFollowWhenItIsBack() throws Exception {
        try (ReplicaSet set = ReplicaSet.start(1, 2_000)) {
            String url = set.url("away") + "&serverSelectionTimeoutMS=1000";
            MongoHome home = part(MongoHome.open(url));
            Journal journal;
            try (DataFolder folder = DataFolder.open(temporary.resolve("data"))) {
                journal = new SpoolingJournal(new MongoJournal(home), SqliteJournal.spool(folder), SPOOL);
            }
            SeriesReadingStore store = part(SeriesReadingStore.open(journal, new MongoBlockStore(home), BUSY));
            long round = 0;
            for (; round < 50; round++) {
                store.append(round(round));
            }
            set.servers.getFirst().kill();
            long end = System.nanoTime()
                    + Duration.ofSeconds(Long.getLong("isotherm.test.away", 8)).toNanos();
            long longest = 0;
            for (; System.nanoTime() < end; round++) {
                long start = System.nanoTime();
                store.append(round(round));
                longest = Math.max(longest, System.nanoTime() - start);
                Thread.sleep(2);
            }
            assertThat(store.check().state()).isEqualTo(Health.State.DEGRADED);
            assertThat(store.check().detail()).contains("spool");
            assertThat(Readings.list(store.latest()))
                    .contains(Reading.of(1, T + (round - 1) * 1_000, value(1, round - 1)));
            set.servers.getFirst().restart();
            for (int i = 0; i < 200; i++, round++) {
                store.append(round(round));
                Thread.sleep(2);
            }
            await("the spool is drained and heads are written")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> !store.check().detail().matches(".*(spool|wait).*"));
            System.out.printf("away: %d rounds, longest append %d ms%n", round, longest / 1_000_000);
            assertHas(store, round);
            SeriesReadingStore other = open(set.url("away"), SeriesOptions.usual());
            long rounds = round;
            await("another process has all")
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertHas(other, rounds));
        }
    }

    @Test
    void withoutASpoolReadingsAreRefusedAndTakenAgain() {
        try (ReplicaSet set = ReplicaSet.start(1, 2_000)) {
            SeriesReadingStore store = open(set.url("refused") + "&serverSelectionTimeoutMS=1000", BUSY);
            store.append(round(0));
            set.servers.getFirst().kill();
            assertThatThrownBy(() -> store.append(round(1)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("MongoDB");
            assertThat(store.check().state()).isEqualTo(Health.State.DOWN);
            set.servers.getFirst().restart();
            await("it takes readings again").atMost(Duration.ofSeconds(30)).until(() -> {
                try {
                    store.append(round(1));
                    return true;
                } catch (StoreException e) {
                    return false;
                }
            });
            assertHas(store, 2);
        }
    }

    /** Appends round after round, tells each when it is acknowledged, and is killed at any moment. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) {
            MongoHome home = MongoHome.open(arguments[0]);
            MongoJournal journal = new MongoJournal(home, Duration.ofSeconds(4), Duration.ofSeconds(20));
            SeriesReadingStore store = SeriesReadingStore.open(journal, new MongoBlockStore(home), BUSY);
            for (long round = Long.parseLong(arguments[1]); ; round++) {
                store.append(round(round));
                System.out.println("ack " + round);
                System.out.flush();
            }
        }
    }

    @Test
    void whatADeadProcessAcknowledgedIsTakenOver() throws Exception {
        String url = TestMongo.freshDatabase();
        SeriesReadingStore survivor = open(url, BUSY);
        Random random = new Random(System.nanoTime());
        TreeMap<Long, Boolean> acknowledged = new TreeMap<>();
        for (int kill = 0; kill < Integer.getInteger("isotherm.test.mongokills", 3); kill++) {
            long first = acknowledged.isEmpty() ? 0 : Math.max(0, acknowledged.lastKey() - 2);
            long enough = first + 20 + random.nextInt(100);
            Process writer = ChildJvm.start(Writer.class, url, Long.toString(first));
            try (BufferedReader out = writer.inputReader()) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    if (line.startsWith("ack ")) {
                        long round = Long.parseLong(line.substring(4));
                        acknowledged.put(round, true);
                        if (round >= enough) {
                            writer.toHandle().destroyForcibly();
                        }
                    }
                }
            } finally {
                writer.destroyForcibly().waitFor();
            }
        }
        long last = acknowledged.lastKey();
        // One more may have been made durable and not been told.
        await("the dead processes' journals are taken over")
                .atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> {
                    long there = survivor.count(1, Long.MIN_VALUE, Long.MAX_VALUE);
                    assertThat(there).isBetween(last + 1, last + 2);
                    assertHas(survivor, there);
                    try (MongoHome home = MongoHome.open(url)) {
                        assertThat(home.collection(MongoLayout.JOURNAL).countDocuments())
                                .isZero();
                    }
                });
    }
}
