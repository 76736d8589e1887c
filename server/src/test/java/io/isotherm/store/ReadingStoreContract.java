package io.isotherm.store;

import static io.isotherm.store.Readings.FAULT;
import static io.isotherm.store.Readings.GOOD;
import static io.isotherm.store.Readings.all;
import static io.isotherm.store.Readings.batch;
import static io.isotherm.store.Readings.list;
import static io.isotherm.store.Readings.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Unit;
import io.isotherm.ops.Health;
import io.isotherm.store.ReadingStore.AppendResult;
import io.isotherm.store.Readings.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link ReadingStore} promises. An implementation inherits this and says how it is opened. */
public abstract class ReadingStoreContract {
    private static final long T = 1_700_000_000_000L;

    protected ReadingStore store;

    /** Opens the store that belongs to the running test: empty the first time, as it was closed after that. */
    protected abstract ReadingStore open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    /** Makes the store put away what it holds in memory, where it does that. */
    protected void putAway() {}

    protected final void reopen() throws Exception {
        store.close();
        store = open();
    }

    private AppendResult append(Reading... readings) {
        return store.append(List.of(batch(readings)));
    }

    @Test
    void anEmptyStoreHasNothing() {
        assertThat(all(store, 1)).isEmpty();
        assertThat(list(store.latest())).isEmpty();
        assertThat(list(store.newest(1, 5))).isEmpty();
        assertThat(store.count(1, Long.MIN_VALUE, Long.MAX_VALUE)).isZero();
        assertThat(store.remove(1, Long.MIN_VALUE, Long.MAX_VALUE)).isZero();
        assertThat(store.append(List.of())).isEqualTo(new AppendResult(0, 0, 0));
        assertThat(store.append(List.of(ReadingBatch.EMPTY))).isEqualTo(new AppendResult(0, 0, 0));
        assertThat(store.check().state()).isNotEqualTo(Health.State.DOWN);
    }

    @Test
    void valuesAreKeptToTheBit() throws Exception {
        double[] values = {
            4.31,
            0.1 + 0.2,
            0.0,
            -0.0,
            Double.MIN_VALUE,
            -Double.MAX_VALUE,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.NaN,
            Double.longBitsToDouble(0x7ff8_0000_0000_1234L),
            Double.longBitsToDouble(0xfff8_dead_beef_0001L),
            9_007_199_254_740_991.0,
        };
        List<Reading> sent = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            sent.add(Reading.of(7, T + i, values[i], i % 2 == 0 ? GOOD : 0x00FF_FFFF));
        }
        store.append(List.of(batch(sent)));
        assertThat(all(store, 7)).isEqualTo(sent);
        reopen();
        assertThat(all(store, 7)).isEqualTo(sent);
        assertThat(list(store.newest(7, 100))).isEqualTo(sent);
    }

    @Test
    void aRepeatChangesNothing() throws Exception {
        Reading nan = Reading.of(1, T, Double.NaN);
        Reading other = Reading.of(2, T, 4.5);
        assertThat(append(nan, other)).isEqualTo(new AppendResult(2, 0, 0));
        assertThat(append(nan, other, other)).isEqualTo(new AppendResult(0, 3, 0));
        reopen();
        // What was put away is not looked up for a late reading: it may count as added.
        AppendResult again = append(nan);
        assertThat(again.added() + again.repeated()).isEqualTo(1);
        assertThat(again.conflicts()).isZero();
        assertThat(all(store, 1)).containsExactly(nan);
        assertThat(store.count(1, T, T + 1)).isEqualTo(1);
        assertThat(list(store.conflicts(1, Long.MIN_VALUE, Long.MAX_VALUE, 10))).isEmpty();
    }

    @Test
    void aRepeatWithinACommitIsCountedOnce() {
        Reading one = Reading.of(1, T, 4);
        assertThat(store.append(List.of(batch(one, one), batch(one)))).isEqualTo(new AppendResult(1, 2, 0));
    }

    @Test
    void anAppendOfManyBatchesCountsExactly() {
        List<Reading> first = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            first.add(Reading.of(1 + i % 7, T + i, i));
        }
        assertThat(store.append(List.of(batch(first.subList(0, 333)), batch(first.subList(333, 1_000)))))
                .isEqualTo(new AppendResult(1_000, 0, 0));
        List<Reading> second = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            second.add(Reading.of(1 + i % 7, T + i, i % 10 == 3 ? i + 0.5 : i));
        }
        assertThat(store.append(List.of(batch(second)))).isEqualTo(new AppendResult(500, 900, 100));
        for (int sensor = 1; sensor <= 7; sensor++) {
            long of = sensor;
            assertThat(all(store, sensor))
                    .isEqualTo(second.stream().filter(r -> r.sensor() == of).toList());
        }
    }

    /** How the readings of one identity come: their number of commits, and whether the store is opened anew between. */
    enum Arrival {
        ONE_BATCH,
        A_BATCH_EACH,
        A_COMMIT_EACH,
        A_REOPENING_EACH
    }

    @ParameterizedTest
    @EnumSource(Arrival.class)
    void theSameReadingIsKeptWhateverTheOrderOfArrival(Arrival arrival) throws Exception {
        List<Reading> rivals = List.of(
                Reading.of(0, T, 4.0),
                Reading.of(0, T, -5.0),
                Reading.of(0, T, 9.0, FAULT),
                Reading.of(0, T, 4.0, Flags.of(Flags.GOOD, Unit.FAHRENHEIT)));
        Reading winner = rivals.stream().reduce(Reading::against).orElseThrow();
        assertThat(winner.flags()).isEqualTo(Flags.of(Flags.GOOD, Unit.FAHRENHEIT));
        int sensor = 0;
        for (List<Reading> order : permutations(rivals)) {
            sensor++;
            List<ReadingBatch> batches = new ArrayList<>();
            for (Reading rival : order) {
                batches.add(batch(new Reading(sensor, rival.time(), rival.bits(), rival.flags())));
            }
            AppendResult result = deliver(batches, arrival);
            if (arrival == Arrival.A_REOPENING_EACH) {
                assertThat(result.added() + result.conflicts())
                        .as("of %s", order)
                        .isEqualTo(4);
            } else {
                assertThat(result).as("of %s", order).isEqualTo(new AppendResult(1, 0, 3));
            }
            Reading kept = new Reading(sensor, T, winner.bits(), winner.flags());
            assertThat(all(store, sensor)).as("after %s", order).containsExactly(kept);
            assertThat(list(store.latest())).as("newest after %s", order).contains(kept);
            List<Reading> losers = new ArrayList<>();
            for (Reading rival : rivals) {
                if (!rival.equals(winner)) {
                    losers.add(new Reading(sensor, T, rival.bits(), rival.flags()));
                }
            }
            assertThat(list(store.conflicts(sensor, T, T + 1, 10)))
                    .as("listed after %s", order)
                    .containsExactlyInAnyOrderElementsOf(losers);
            assertThat(list(store.conflicts(sensor, T, T + 1, 2))).hasSize(2);
            assertThat(list(store.conflicts(sensor, T + 1, T + 2, 10))).isEmpty();
        }
        reopen();
        assertThat(list(store.conflicts(1, T, T + 1, 10))).as("listed for good").hasSize(3);
    }

    @Test
    void whatIsTooOldIsDroppedAndNothingElse() {
        long day = 86_400_000;
        ReadingBatch.Builder readings = new ReadingBatch.Builder();
        for (int i = 0; i < 40 * 24; i++) {
            readings.add(1, T + i * day / 24, i, GOOD);
            readings.add(2, T + i * day / 24, i, GOOD);
        }
        store.append(List.of(readings.build()));
        putAway();
        long before = T + 35 * day;
        store.retire(new Retention() {
            @Override
            public long readingsBefore(int sensor) {
                return sensor == 1 ? before : Long.MIN_VALUE;
            }

            @Override
            public long summariesBefore(int sensor) {
                return Long.MIN_VALUE;
            }
        });
        List<Reading> left = all(store, 1);
        assertThat(left.stream().filter(r -> r.time() >= before)).hasSize(5 * 24);
        assertThat(left).hasSizeLessThan(21 * 24);
        assertThat(all(store, 2)).hasSize(40 * 24);
        Buckets days = store.buckets(new BucketQuery(1, T, T + 40 * day, 16 * day, Unit.CELSIUS, 40 * day));
        long counted = 0;
        for (long count : days.count()) {
            counted += count;
        }
        assertThat(counted).as("summaries stay").isEqualTo(40 * 24);
        store.retire(everythingBefore(T + 100 * day));
        assertThat(all(store, 1)).isEmpty();
        assertThat(all(store, 2)).isEmpty();
        assertThat(list(store.latest())).isEmpty();
    }

    @Test
    void afterRetentionAndRemovalNothingOldComesBackAsTheNewest() throws Exception {
        long day = 24 * 3_600_000L;
        store.append(List.of(batch(Reading.of(1, T, 1))));
        putAway();
        store.append(List.of(batch(Reading.of(1, T + 40 * day, 2))));
        store.retire(everythingBefore(T + 30 * day));
        assertThat(store.remove(1, T + 35 * day, T + 45 * day)).isEqualTo(1);
        // Another sensor's, whose way into blocks takes the record of the removal out of the journal.
        store.append(List.of(batch(Reading.of(2, T + 40 * day, 3))));
        putAway();
        reopen();
        assertThat(all(store, 1)).isEmpty();
        assertThat(list(store.latest())).containsExactly(Reading.of(2, T + 40 * day, 3));
    }

    private static Retention everythingBefore(long time) {
        return new Retention() {
            @Override
            public long readingsBefore(int sensor) {
                return time;
            }

            @Override
            public long summariesBefore(int sensor) {
                return time;
            }
        };
    }

    private AppendResult deliver(List<ReadingBatch> batches, Arrival arrival) throws Exception {
        return switch (arrival) {
            case ONE_BATCH -> {
                List<Reading> together = new ArrayList<>();
                batches.forEach(batch -> together.addAll(list(batch)));
                yield store.append(List.of(batch(together)));
            }
            case A_BATCH_EACH -> store.append(batches);
            case A_COMMIT_EACH, A_REOPENING_EACH -> {
                AppendResult sum = new AppendResult(0, 0, 0);
                for (ReadingBatch batch : batches) {
                    AppendResult one = store.append(List.of(batch));
                    sum = new AppendResult(
                            sum.added() + one.added(),
                            sum.repeated() + one.repeated(),
                            sum.conflicts() + one.conflicts());
                    if (arrival == Arrival.A_REOPENING_EACH) {
                        reopen();
                    }
                }
                yield sum;
            }
        };
    }

    private static List<List<Reading>> permutations(List<Reading> readings) {
        if (readings.isEmpty()) {
            return List.of(List.of());
        }
        List<List<Reading>> permutations = new ArrayList<>();
        for (int i = 0; i < readings.size(); i++) {
            List<Reading> rest = new ArrayList<>(readings);
            Reading first = rest.remove(i);
            for (List<Reading> tail : permutations(rest)) {
                List<Reading> permutation = new ArrayList<>(List.of(first));
                permutation.addAll(tail);
                permutations.add(permutation);
            }
        }
        return permutations;
    }

    @Test
    void aRangeHasItsStartAndNotItsEnd() {
        append(Reading.of(1, T, 1), Reading.of(1, T + 1, 2), Reading.of(1, T + 2, 3), Reading.of(2, T + 1, 9));
        assertThat(range(store, 1, T, T + 2)).containsExactly(Reading.of(1, T, 1), Reading.of(1, T + 1, 2));
        assertThat(range(store, 1, T + 1, T + 1)).isEmpty();
        assertThat(range(store, 1, T + 2, T)).isEmpty();
        assertThat(range(store, 1, Long.MAX_VALUE, Long.MIN_VALUE)).isEmpty();
        assertThat(store.count(1, T, T + 2)).isEqualTo(2);
        assertThat(store.count(1, T + 2, T)).isZero();
        assertThat(store.count(1, Long.MIN_VALUE, Long.MAX_VALUE)).isEqualTo(3);
    }

    @Test
    void timesBeforeTheEpochAreTimes() {
        append(Reading.of(1, -5, 1), Reading.of(1, 5, 2), Reading.of(1, Long.MIN_VALUE, 3));
        assertThat(range(store, 1, -5, 5)).containsExactly(Reading.of(1, -5, 1));
        assertThat(all(store, 1)).extracting(Reading::time).containsExactly(Long.MIN_VALUE, -5L, 5L);
    }

    @Test
    void aLongRangeComesInPiecesAscending() {
        appendMany(1, 20_000);
        List<Integer> sizes = new ArrayList<>();
        List<Reading> read = new ArrayList<>();
        store.read(1, T, T + 20_000, piece -> {
            sizes.add(piece.size());
            read.addAll(list(piece));
        });
        assertThat(sizes).hasSizeGreaterThan(1).allMatch(size -> size > 0 && size <= 10_000);
        assertThat(read)
                .extracting(Reading::time)
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSize(20_000);
    }

    private void appendMany(int sensor, int count) {
        ReadingBatch.Builder batch = new ReadingBatch.Builder(count);
        for (int i = 0; i < count; i++) {
            batch.add(sensor, T + i, i, GOOD);
        }
        store.append(List.of(batch.build()));
    }

    @Test
    void aSinkMayCallTheStore() {
        appendMany(1, 20_000);
        AtomicLong nested = new AtomicLong();
        store.read(1, T, T + 20_000, piece -> {
            long first = piece.time(0);
            store.read(1, first, first + 10, inner -> nested.addAndGet(inner.size()));
            store.append(List.of(batch(Reading.of(2, first, 1))));
        });
        assertThat(nested.get()).isGreaterThan(10);
        assertThat(all(store, 2)).isNotEmpty();
    }

    @Test
    void aSinkStopsTheReadingByThrowing() {
        appendMany(1, 20_000);
        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(() -> store.read(1, T, T + 20_000, piece -> {
                        throw new IllegalStateException("enough");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("enough");
        }
        assertThat(store.count(1, T, T + 20_000)).isEqualTo(20_000);
    }

    @Test
    void theLatestIsTheNewestOfEverySensor() throws Exception {
        append(Reading.of(1, T, 1), Reading.of(1, T + 10, 2), Reading.of(2, T + 5, 3));
        append(Reading.of(3, T, 4));
        List<Reading> latest = List.of(Reading.of(1, T + 10, 2), Reading.of(2, T + 5, 3), Reading.of(3, T, 4));
        assertThat(list(store.latest())).containsExactlyInAnyOrderElementsOf(latest);
        reopen();
        assertThat(list(store.latest())).containsExactlyInAnyOrderElementsOf(latest);
    }

    @Test
    void lateReadingsDoNotBecomeTheLatest() {
        append(Reading.of(1, T + 10, 1));
        append(Reading.of(1, T + 9, 2), Reading.of(1, T - 100, 3));
        assertThat(list(store.latest())).containsExactly(Reading.of(1, T + 10, 1));
        append(Reading.of(1, T + 12, 5), Reading.of(1, T + 11, 4));
        assertThat(list(store.latest())).containsExactly(Reading.of(1, T + 12, 5));
    }

    @Test
    void theLatestFollowsAConflictAtItsTime() {
        append(Reading.of(1, T, 1));
        append(Reading.of(1, T, 2));
        assertThat(list(store.latest())).containsExactly(Reading.of(1, T, 2));
        append(Reading.of(1, T, 1.5));
        assertThat(list(store.latest())).containsExactly(Reading.of(1, T, 2));
    }

    @Test
    void theLatestFollowsARemoval() {
        append(Reading.of(1, T, 1), Reading.of(1, T + 1, 2), Reading.of(2, T, 3));
        assertThat(store.remove(1, T + 1, T + 2)).isEqualTo(1);
        assertThat(list(store.latest())).containsExactlyInAnyOrder(Reading.of(1, T, 1), Reading.of(2, T, 3));
        assertThat(store.remove(1, T, T + 1)).isEqualTo(1);
        assertThat(list(store.latest())).containsExactly(Reading.of(2, T, 3));
        append(Reading.of(1, T - 1, 7));
        assertThat(list(store.latest())).containsExactlyInAnyOrder(Reading.of(1, T - 1, 7), Reading.of(2, T, 3));
    }

    @Test
    void theNewestAreTheLastOnesAscending() {
        append(Reading.of(1, T + 2, 3), Reading.of(1, T, 1), Reading.of(1, T + 1, 2), Reading.of(2, T + 9, 9));
        assertThat(list(store.newest(1, 2))).containsExactly(Reading.of(1, T + 1, 2), Reading.of(1, T + 2, 3));
        assertThat(list(store.newest(1, Integer.MAX_VALUE))).hasSize(3);
        assertThat(list(store.newest(1, 0))).isEmpty();
        assertThat(list(store.newest(1, -1))).isEmpty();
    }

    @Test
    void aRemovalTakesItsRangeAndNothingElse() throws Exception {
        appendMany(1, 50_000);
        appendMany(2, 10);
        assertThat(store.remove(1, T + 100, T + 45_000)).isEqualTo(44_900);
        assertThat(store.remove(1, T + 100, T + 45_000)).isZero();
        reopen();
        assertThat(store.count(1, Long.MIN_VALUE, Long.MAX_VALUE)).isEqualTo(5_100);
        assertThat(store.count(1, T + 100, T + 45_000)).isZero();
        assertThat(store.count(2, T, T + 10)).isEqualTo(10);
        assertThat(store.remove(1, T + 10, T)).isZero();
        assertThat(append(Reading.of(1, T + 200, 5))).isEqualTo(new AppendResult(1, 0, 0));
    }

    @Test
    void bucketsSummariseTheirReadings() {
        append(
                Reading.of(1, 1_000, 4),
                Reading.of(1, 1_500, 5),
                Reading.of(1, 1_999, 9),
                Reading.of(1, 4_000, -1),
                Reading.of(1, 5_000, 7));
        Buckets buckets = store.buckets(new BucketQuery(1, 1_000, 5_000, 1_000, Unit.CELSIUS, 1_000));
        assertThat(buckets.times()).containsExactly(1_000, 4_000);
        assertThat(buckets.min()).containsExactly(4, -1);
        assertThat(buckets.max()).containsExactly(9, -1);
        assertThat(buckets.mean()).containsExactly(6, -1);
        assertThat(buckets.count()).containsExactly(3, 1);
        assertThat(buckets.flagged()).containsExactly(0, 0);
        assertThat(buckets.gaps()).containsExactly(1_999, 4_000);
    }

    @Test
    void bucketsAreInTheUnitAskedFor() {
        append(
                Reading.of(1, 0, 0),
                Reading.of(1, 1, 212, Flags.of(Flags.GOOD, Unit.FAHRENHEIT)),
                Reading.of(1, 2, 323.15, Flags.of(Flags.GOOD, Unit.KELVIN)),
                Reading.of(1, 3, 3, Flags.of(Flags.GOOD, Unit.VOLT)),
                Reading.of(1, 4, 3, 200 << 16),
                Reading.of(1, 5, 300, FAULT));
        Buckets buckets = store.buckets(new BucketQuery(1, 0, 10, 100, Unit.CELSIUS, 100));
        assertThat(buckets.count()).containsExactly(6);
        assertThat(buckets.flagged()).containsExactly(3);
        assertThat(buckets.min()[0]).isCloseTo(0, within(1e-9));
        assertThat(buckets.max()[0]).isCloseTo(100, within(1e-9));
        assertThat(buckets.mean()[0]).isCloseTo(50, within(1e-9));
    }

    @Test
    void aRangeWithoutReadingsIsOneGap() {
        Buckets buckets = store.buckets(new BucketQuery(1, T, T + 5_000, 10, Unit.CELSIUS, 1_000));
        assertThat(buckets.times()).isEmpty();
        assertThat(buckets.gaps()).containsExactly(T, T + 5_000);
        assertThat(store.buckets(new BucketQuery(1, T, T - 5_000, 10, Unit.CELSIUS, 1_000))
                        .gaps())
                .isEmpty();
    }

    @Test
    void theWidestRangeHasBuckets() {
        append(Reading.of(1, -1, 1), Reading.of(1, T, 2));
        Buckets buckets =
                store.buckets(new BucketQuery(1, Long.MIN_VALUE, Long.MAX_VALUE, 86_400_000, Unit.CELSIUS, T + 1));
        assertThat(buckets.times()).containsExactly(-86_400_000, T - T % 86_400_000);
        assertThat(buckets.gaps()).containsExactly(Long.MIN_VALUE, -1, T, Long.MAX_VALUE);
    }

    @Test
    void whatWasAppendedIsSeenByEveryThreadAtOnce() throws Exception {
        int writers = 3;
        int commits = 60;
        AtomicLong[] acknowledged = {new AtomicLong(), new AtomicLong(), new AtomicLong()};
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<Long>> writes = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                int sensor = w + 1;
                writes.add(threads.submit(() -> {
                    for (int c = 0; c < commits; c++) {
                        List<Reading> readings = new ArrayList<>();
                        for (int i = 0; i < 20; i++) {
                            readings.add(Reading.of(sensor, T + c * 20L + i, i));
                        }
                        store.append(List.of(batch(readings)));
                        acknowledged[sensor - 1].set(20L * (c + 1));
                    }
                    return 0L;
                }));
            }
            Callable<Long> reading = () -> {
                long reads = 0;
                while (!done.get() || reads == 0) {
                    for (int sensor = 1; sensor <= writers; sensor++) {
                        long before = acknowledged[sensor - 1].get();
                        List<Reading> read = all(store, sensor);
                        assertThat(read.size()).isGreaterThanOrEqualTo((int) before);
                        assertThat(read.size() % 20)
                                .as("a commit is seen whole")
                                .isZero();
                        int of = sensor;
                        long newest = list(store.latest()).stream()
                                .filter(r -> r.sensor() == of)
                                .mapToLong(Reading::time)
                                .max()
                                .orElse(T - 1);
                        assertThat(newest).isGreaterThanOrEqualTo(T + before - 1);
                        reads++;
                    }
                }
                return reads;
            };
            List<Future<Long>> reads = List.of(threads.submit(reading), threads.submit(reading));
            try {
                for (Future<Long> write : writes) {
                    write.get();
                }
            } finally {
                done.set(true);
            }
            for (Future<Long> read : reads) {
                assertThat(read.get()).isPositive();
            }
        }
        for (int sensor = 1; sensor <= writers; sensor++) {
            assertThat(store.count(sensor, T, T + 10_000)).isEqualTo(20L * commits);
        }
    }

    @Test
    void aClosedStoreSaysSo() {
        store.close();
        store.close();
        assertThatThrownBy(() -> append(Reading.of(1, T, 1))).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.latest()).isInstanceOf(StoreException.class);
        assertThat(store.check().state()).isEqualTo(Health.State.DOWN);
    }

    /** How many random sequences of calls are tried. */
    protected int sequences() {
        return 200;
    }

    @Test
    void itDoesWhatASortedMapWouldDo() throws Exception {
        long base = Long.getLong("isotherm.test.seed", System.nanoTime());
        for (int sequence = 0; sequence < sequences(); sequence++) {
            long seed = base + sequence;
            try {
                new StoreModel(seed, 1 + sequence * StoreModel.SENSORS).run(this);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("with -Disotherm.test.seed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }
}
