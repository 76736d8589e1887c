package io.isotherm.store.mongo;

import static io.isotherm.store.Readings.batch;
import static io.isotherm.store.Readings.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.Readings.Reading;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.Journal;
import io.isotherm.store.series.codec.RecordCodec;
import io.isotherm.store.sqlite.ChildJvm;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a process leaves when it dies comes to exactly one other, and nothing of it is lost. */
class ClaimingTest {
    private static final Duration LEASE = Duration.ofMillis(1_500);

    private final String url = TestMongo.freshDatabase();
    private final List<MongoHome> homes = new ArrayList<>();
    private final List<MongoJournal> journals = new ArrayList<>();

    private MongoJournal journal() {
        MongoHome home = MongoHome.open(url);
        homes.add(home);
        MongoJournal journal = new MongoJournal(home, LEASE, Duration.ofSeconds(20));
        journals.add(journal);
        return journal;
    }

    /** Ends a process without a word: its lease stays. */
    private void die(MongoJournal journal) {
        homes.get(journals.indexOf(journal)).close();
    }

    @AfterEach
    void close() {
        journals.forEach(MongoJournal::close);
        homes.forEach(MongoHome::close);
    }

    private static byte[] bytes(long sequence) {
        return Long.toString(sequence).getBytes(StandardCharsets.UTF_8);
    }

    private static NavigableMap<Long, String> replay(Journal.Orphan orphan) {
        NavigableMap<Long, String> records = new TreeMap<>();
        orphan.replay((sequence, record) -> records.put(sequence, new String(record, StandardCharsets.UTF_8)));
        return records;
    }

    private static Journal.Orphan awaitOrphan(Journal journal) {
        List<Journal.Orphan> found = new ArrayList<>();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            journal.claim().ifPresent(found::add);
            return !found.isEmpty();
        });
        return found.getFirst();
    }

    @Test
    void aLiveWritersJournalIsNotClaimed() {
        MongoJournal live = journal();
        live.append(1, bytes(1));
        MongoJournal other = journal();
        await().during(LEASE.multipliedBy(2))
                .atMost(Duration.ofSeconds(30))
                .until(() -> other.claim().isEmpty());
    }

    @Test
    void ofManyThatWantItOneClaims() throws Exception {
        MongoJournal dead = journal();
        for (long sequence = 1; sequence <= 50; sequence++) {
            dead.append(sequence, bytes(sequence));
        }
        List<MongoJournal> others = List.of(journal(), journal(), journal());
        die(dead);
        List<Journal.Orphan> claimed = Collections.synchronizedList(new ArrayList<>());
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<?>> all = new ArrayList<>();
            long end = System.nanoTime() + LEASE.multipliedBy(2).plusSeconds(1).toNanos();
            for (MongoJournal other : others) {
                all.add(threads.submit(() -> {
                    while (System.nanoTime() < end) {
                        other.claim().ifPresent(claimed::add);
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        assertThat(claimed).hasSize(1);
        assertThat(replay(claimed.getFirst())).hasSize(50).containsEntry(50L, "50");
        claimed.getFirst().done(batch(Reading.of(1, 5, 4)));
        for (MongoJournal other : others) {
            assertThat(other.claim()).isEmpty();
            assertThat(list(other.newest())).containsExactly(Reading.of(1, 5, 4));
        }
    }

    @Test
    void aClaimersDeathFreesItsClaim() {
        MongoJournal dead = journal();
        dead.append(1, bytes(1));
        MongoJournal claimer = journal();
        MongoJournal last = journal();
        die(dead);
        awaitOrphan(claimer);
        assertThat(last.claim()).isEmpty();
        die(claimer);
        assertThat(replay(awaitOrphan(last))).containsOnlyKeys(1L);
    }

    @Test
    void whatIsLetGoIsClaimedAtOnce() {
        MongoJournal dead = journal();
        dead.append(1, bytes(1));
        die(dead);
        MongoJournal one = journal();
        MongoJournal other = journal();
        Journal.Orphan orphan = awaitOrphan(one);
        orphan.release();
        assertThat(replay(other.claim().orElseThrow())).hasSize(1);
    }

    @Test
    void aRecordThatIsThereAlreadyIsConfirmedByItsBytes() {
        MongoJournal journal = journal();
        journal.append(1, bytes(1));
        journal.append(1, bytes(1));
        assertThatThrownBy(() -> journal.append(1, bytes(2)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("sequence 1");
    }

    /** Appends and says so, until it is killed. */
    static final class Appender {
        public static void main(String[] arguments) {
            MongoJournal journal = new MongoJournal(MongoHome.open(arguments[0]), LEASE, Duration.ofSeconds(20));
            System.out.println("ready");
            for (long sequence = 1; ; sequence++) {
                journal.append(sequence, bytes(sequence));
                System.out.println("appended " + sequence);
            }
        }
    }

    @Test
    void aFrozenWriterLosesNothing() throws Exception {
        MongoJournal claimer = journal();
        Process child = ChildJvm.start(Appender.class, url);
        List<Long> acknowledged = Collections.synchronizedList(new ArrayList<>());
        try (BufferedReader out = child.inputReader()) {
            ChildJvm.awaitLine(out, "ready");
            Thread reading = Thread.ofVirtual()
                    .start(() -> out.lines()
                            .filter(line -> line.startsWith("appended "))
                            .forEach(line -> acknowledged.add(Long.parseLong(line.substring(9)))));
            await().atMost(Duration.ofSeconds(20)).until(() -> acknowledged.size() > 30);
            signal(child, "STOP");
            Journal.Orphan orphan = awaitOrphan(claimer);
            NavigableMap<Long, String> all = replay(orphan);
            int before = all.size();
            // It comes back while its records are being put into blocks.
            signal(child, "CONT");
            int seen = acknowledged.size();
            await().atMost(Duration.ofSeconds(20)).until(() -> acknowledged.size() > seen + 30);
            orphan.done(ReadingBatch.EMPTY);
            await().during(LEASE.multipliedBy(2))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> claimer.claim().isEmpty());
            signal(child, "KILL");
            reading.join();
            all.putAll(replay(awaitOrphan(claimer)));
            assertThat(all.keySet()).containsAll(acknowledged);
            assertThat(all).as("those since it came back too").hasSizeGreaterThan(before + 30);
        } finally {
            child.destroyForcibly();
        }
    }

    private static void signal(Process process, String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    // ---- removals

    @Test
    void aRemovalWaitsForEveryLiveProcess() throws Exception {
        MongoJournal announcer = journal();
        MongoJournal other = journal();
        Heard heard = new Heard() {
            @Override
            public void removed(int sensor, long from, long to) {
                super.removed(sensor, from, to);
                await().atMost(Duration.ofSeconds(10)).until(() -> log.contains("go on"));
            }
        };
        other.follow(heard);
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<?> removal = threads.submit(() -> announcer.announceRemoval(7, -5, 1_000));
            await().atMost(Duration.ofSeconds(10)).until(() -> heard.log.contains("removed 7 -5 1000"));
            await().during(Duration.ofMillis(300)).until(() -> !removal.isDone());
            heard.log.add("go on");
            removal.get();
        }
        assertThat(homes.getFirst().collection(MongoLayout.REMOVALS).countDocuments())
                .as("nothing stays")
                .isZero();
    }

    @Test
    void aRemovalComesToWhoClaimsADeadProcess() {
        MongoJournal announcer = journal();
        MongoJournal dead = journal();
        dead.append(1, bytes(1));
        die(dead);
        announcer.announceRemoval(7, -5, 1_000);
        MongoJournal claimer = journal();
        List<byte[]> records = new ArrayList<>();
        Journal.Orphan orphan = awaitOrphan(claimer);
        orphan.replay((sequence, record) -> records.add(record));
        assertThat(records).containsExactly(bytes(1), RecordCodec.removal(7, -5, 1_000));
        orphan.done(ReadingBatch.EMPTY);
        assertThat(homes.getFirst().collection(MongoLayout.REMOVALS).countDocuments())
                .isZero();
        assertThat(homes.getFirst().collection(MongoLayout.WRITERS).countDocuments())
                .as("the two that live")
                .isEqualTo(2);
        assertThat(Optional.of(claimer).flatMap(Journal::claim)).isEmpty();
    }

    @Test
    void aRemovalByOneProcessAloneIsDoneAtOnce() {
        MongoJournal alone = journal();
        alone.append(1, bytes(1));
        alone.announceRemoval(1, 0, 10);
        assertThat(homes.getFirst().collection(MongoLayout.REMOVALS).countDocuments())
                .isZero();
    }
}
