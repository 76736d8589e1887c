package io.isotherm.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.Block;
import io.isotherm.store.series.BlockStore.Change;
import io.isotherm.store.series.BlockStore.Find;
import io.isotherm.store.series.Blocks;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Three real servers, of which some die or freeze while records are appended and blocks are changed: what was
 * acknowledged is there, once. Elections begin after {@code -Disotherm.test.election} milliseconds, 2,000 unless said;
 * MongoDB's default is 10,000.
 */
class FailoverTest {
    private static final int HOURS = 3;
    private static final long T = 3_600_000L * 472_222;
    private static final int SENSORS = 4;

    private static @Nullable ReplicaSet shared;

    // With the instance, not before all: so each test is told as skipped where there is no mongod.
    private final ReplicaSet set = shared();
    private final MongoHome home = MongoHome.open(set.url("failover_" + System.nanoTime()));
    private final MongoJournal journal = new MongoJournal(home);
    private final MongoBlockStore blocks = new MongoBlockStore(home);
    private volatile boolean stop;

    private final Set<Long> appended = new ConcurrentSkipListSet<>();
    private final AtomicInteger changed = new AtomicInteger();
    private final AtomicInteger doubtful = new AtomicInteger();
    private final Pace appends = new Pace();
    private final Pace changes = new Pace();
    private final List<Thread> threads = new ArrayList<>();

    /** How long a loop stood still, and how often it was refused. */
    private static final class Pace {
        private volatile long last = System.nanoTime();
        private volatile long longest;
        private final AtomicInteger refusals = new AtomicInteger();

        void done() {
            long now = System.nanoTime();
            longest = Math.max(longest, now - last);
            last = now;
        }

        @Override
        public String toString() {
            return "stood still for " + longest / 1_000_000 + " ms, refused " + refusals + " times";
        }
    }

    private static ReplicaSet shared() {
        if (shared == null) {
            shared = ReplicaSet.start(3, Integer.getInteger("isotherm.test.election", 2_000));
        }
        return shared;
    }

    @AfterAll
    static void end() {
        if (shared != null) {
            shared.close();
        }
    }

    @BeforeEach
    void open() {
        threads.add(Thread.ofPlatform().start(this::append));
        threads.add(Thread.ofPlatform().start(this::change));
        await().atMost(Duration.ofSeconds(20)).until(() -> appended.size() > 50 && changed.get() > 50);
    }

    @AfterEach
    void close() {
        stop = true;
        journal.close();
        home.close();
    }

    private static byte[] bytes(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }

    private void append() {
        for (long sequence = 1; !stop; sequence++) {
            try {
                journal.append(sequence, bytes(sequence));
                appended.add(sequence);
                appends.done();
            } catch (StoreException e) {
                appends.refusals.incrementAndGet();
            }
        }
    }

    /** Each change counts one on, in the readings of one of some blocks; every eighth in those of two at once. */
    private void change() {
        for (int i = 0; !stop; i++) {
            try {
                List<Change> wanted = new ArrayList<>();
                int sensor = 1 + i % SENSORS;
                if (i % 8 == 7) {
                    Change one = next(sensor, T);
                    Change other = next(sensor, T + 3_600_000);
                    List<Block> replaced = new ArrayList<>(one.replaced());
                    replaced.addAll(other.replaced());
                    wanted.add(new Change(
                            replaced,
                            List.of(one.blocks().getFirst(), other.blocks().getFirst()),
                            ReadingBatch.EMPTY));
                } else {
                    wanted.add(next(sensor, T));
                }
                doubtful.incrementAndGet();
                int refused = blocks.apply(wanted).size();
                // An answer came: it is made, or for sure not.
                doubtful.decrementAndGet();
                changed.addAndGet(1 - refused);
                changes.done();
            } catch (StoreException e) {
                changes.refusals.incrementAndGet();
            }
        }
    }

    private Change next(int sensor, long start) {
        List<Block> found = blocks.find(Find.all(sensor, start, start + 1, 1, true));
        long count = found.isEmpty() ? 0 : count(found.getFirst());
        Block by = Blocks.withData(Blocks.block(sensor, HOURS, start, 1), bytes(count + 1));
        return found.isEmpty() ? Blocks.add(by) : Blocks.replace(found.getFirst(), by);
    }

    private static long count(Block block) {
        return ByteBuffer.wrap(Objects.requireNonNull(block.data())).getLong();
    }

    /** Goes on for a while after what happened, and then looks at all that is there. */
    private void assertNothingIsLost(String what) throws InterruptedException {
        int appendedBefore = appended.size();
        int changedBefore = changed.get();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> appended.size() > appendedBefore + 50 && changed.get() > changedBefore + 50);
        stop = true;
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.printf(
                "FIGURE %s: appends %s (%d acknowledged); changes %s (%d acknowledged)%n",
                what, appends, appended.size(), changes, changed.get());

        Set<Long> there = new HashSet<>();
        for (BsonDocument each : home.collection(MongoLayout.JOURNAL).find()) {
            long sequence = JournalDocuments.sequence(each.getDocument("_id"));
            assertThat(JournalDocuments.record(each)).isEqualTo(bytes(sequence));
            assertThat(there.add(sequence)).isTrue();
        }
        assertThat(there).containsAll(appended);

        long counted = 0;
        for (int sensor = 1; sensor <= SENSORS; sensor++) {
            List<Block> found = blocks.find(Find.all(sensor, T, T + 7_200_000, 10, true));
            assertThat(found).hasSizeBetween(1, 2);
            for (Block block : found) {
                assertThat(count(block)).as("each writing counted once").isEqualTo(block.version());
            }
            counted += count(found.getFirst());
        }
        assertThat(counted).isBetween((long) changed.get(), (long) changed.get() + doubtful.get());
    }

    @Test
    void thePrimaryIsKilled() throws Exception {
        Mongod primary = set.primary();
        primary.kill();
        assertNothingIsLost("primary killed -9");
        primary.restart();
        primary.await();
    }

    @Test
    void thePrimaryIsFrozenAndComesBack() throws Exception {
        Mongod primary = set.primary();
        primary.freeze();
        try {
            int before = appended.size();
            long frozen = System.nanoTime();
            Mongod next = set.primary(primary);
            System.out.printf(
                    "FIGURE another primary %d ms after the first froze%n", (System.nanoTime() - frozen) / 1_000_000);
            assertThat(next).isNotEqualTo(primary);
            await().atMost(Duration.ofSeconds(90)).until(() -> appended.size() > before + 50);
        } finally {
            primary.thaw();
        }
        assertNothingIsLost("primary frozen");
    }

    @Test
    void allAreKilledAndStartedAgain() throws Exception {
        set.servers.forEach(Mongod::kill);
        LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        set.servers.forEach(Mongod::restart);
        set.primary();
        assertNothingIsLost("all killed -9 and started again");
    }
}
