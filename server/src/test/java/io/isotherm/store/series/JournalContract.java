package io.isotherm.store.series;

import static io.isotherm.store.Readings.batch;
import static io.isotherm.store.Readings.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.isotherm.store.Readings;
import io.isotherm.store.Readings.Reading;
import io.isotherm.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Journal} promises to one process. An implementation inherits this and says how it is opened. */
public abstract class JournalContract {
    private static final long T = 1_700_000_000_000L;

    protected Journal journal;

    /** Opens the journal that belongs to the running test: empty the first time, as it was closed after that. */
    protected abstract Journal open() throws Exception;

    /**
     * Whether a journal that is opened again is the same writer. Where writers are new at each start, {@code replay} is
     * always empty, and what the closed one left is claimed as an orphan's.
     */
    protected boolean isTheSameWriterAgain() {
        return true;
    }

    @BeforeEach
    void openJournal() throws Exception {
        journal = open();
        assertThat(replayed()).isEmpty();
    }

    @AfterEach
    void closeJournal() {
        journal.close();
    }

    protected final void reopen() throws Exception {
        journal.close();
        journal = open();
    }

    private static String hex(byte[] record) {
        return HexFormat.of().formatHex(record);
    }

    private static byte[] record(long sequence, int size) {
        byte[] record = new byte[size];
        new Random(sequence).nextBytes(record);
        return record;
    }

    private void append(long from, long to) {
        for (long sequence = from; sequence <= to; sequence++) {
            journal.append(sequence, record(sequence, 50));
        }
    }

    private NavigableMap<Long, String> replayed() {
        Ascending records = new Ascending();
        journal.replay(records);
        return records.seen;
    }

    /** Takes in records, which must ascend. */
    private static final class Ascending implements Journal.Records {
        private final NavigableMap<Long, String> seen = new TreeMap<>();

        @Override
        public void record(long sequence, byte[] record) {
            assertThat(seen.isEmpty() || seen.lastKey() < sequence)
                    .as("%s after %s", sequence, seen.keySet())
                    .isTrue();
            seen.put(sequence, hex(record));
        }
    }

    /** Opens the journal anew and compares what is left with what is expected. */
    private void assertLeft(Map<Long, String> expected) throws Exception {
        reopen();
        if (isTheSameWriterAgain()) {
            assertThat(replayed()).isEqualTo(expected);
        } else {
            assertThat(replayed()).isEmpty();
            assertThat(claimed(expected.size())).isEqualTo(expected);
        }
    }

    /** What dead writers left, once it is that much; it is let go again. */
    private Map<Long, String> claimed(int enough) {
        NavigableMap<Long, String> all = new TreeMap<>();
        List<Journal.Orphan> orphans = new ArrayList<>();
        // How soon a writer counts as dead is the home's affair.
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            journal.claim().ifPresent(orphan -> {
                Ascending records = new Ascending();
                orphan.replay(records);
                all.putAll(records.seen);
                orphans.add(orphan);
            });
            return all.size() >= enough;
        });
        orphans.forEach(Journal.Orphan::release);
        return all;
    }

    private static Map<Long, String> records(long from, long to) {
        Map<Long, String> records = new TreeMap<>();
        for (long sequence = from; sequence <= to; sequence++) {
            records.put(sequence, hex(record(sequence, 50)));
        }
        return records;
    }

    @Test
    void anEmptyJournalHasNothing() throws Exception {
        assertThat(list(journal.newest())).isEmpty();
        assertThat(journal.bytes()).isZero();
        assertThat(journal.claim()).isEmpty();
        assertThat(journal.check().state()).isNotEqualTo(Health.State.DOWN);
        journal.trim(100, ReadingBatch.EMPTY);
        assertLeft(Map.of());
    }

    @Test
    void recordsOutliveTheJournalInOrder() throws Exception {
        append(1, 30);
        assertLeft(records(1, 30));
        append(31, 40);
        assertLeft(records(1, 40));
    }

    @Test
    void sequencesNeedNotFollowEachOther() throws Exception {
        Map<Long, String> expected = new TreeMap<>();
        for (long sequence : new long[] {7, 8, 300, 1L << 33, 1L << 52, Long.MAX_VALUE - 1}) {
            journal.append(sequence, record(sequence, 50));
            expected.put(sequence, hex(record(sequence, 50)));
        }
        assertLeft(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 60, 4_000, 5_000, 66_000, 1_000_000})
    void aRecordIsKeptToTheByte(int size) throws Exception {
        byte[] record = record(size, size);
        String before = hex(record);
        journal.append(1, record);
        if (size > 0) {
            record[0]++;
        }
        assertLeft(Map.of(1L, before));
    }

    @Test
    void aTrimForgetsWhatLiesBelow() throws Exception {
        append(1, 30);
        journal.trim(21, ReadingBatch.EMPTY);
        assertLeft(records(21, 30));
    }

    @Test
    void aTrimBelowAllForgetsNothing() throws Exception {
        append(5, 10);
        journal.trim(5, ReadingBatch.EMPTY);
        journal.trim(Long.MIN_VALUE, ReadingBatch.EMPTY);
        assertLeft(records(5, 10));
    }

    @Test
    void aTrimAboveAllForgetsAllAndTheJournalGoesOn() throws Exception {
        append(1, 10);
        journal.trim(1_000, ReadingBatch.EMPTY);
        append(11, 12);
        assertLeft(records(11, 12));
    }

    @Test
    void aTrimForgetsWhatAnEarlierRunLeft() throws Exception {
        if (!isTheSameWriterAgain()) {
            return; // What another writer left is forgotten by Orphan.done.
        }
        append(1, 10);
        assertLeft(records(1, 10));
        append(11, 20);
        journal.trim(16, ReadingBatch.EMPTY);
        assertLeft(records(16, 20));
    }

    @Test
    void anOrphanIsClaimedUntilItIsDone() throws Exception {
        if (isTheSameWriterAgain()) {
            return; // What was left is replayed.
        }
        append(1, 10);
        assertLeft(records(1, 10));
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            var orphan = journal.claim();
            orphan.ifPresent(o -> {
                o.replay((sequence, record) -> {});
                o.done(batch(Reading.of(1, T, 4)));
            });
            return orphan.isPresent();
        });
        assertThat(journal.claim()).isEmpty();
        assertThat(list(journal.newest())).containsExactly(Reading.of(1, T, 4));
    }

    @Test
    void manyLargeRecordsAreTrimmed() throws Exception {
        for (long sequence = 1; sequence <= 100; sequence++) {
            journal.append(sequence, record(sequence, 200_000));
        }
        assertThat(journal.bytes()).isBetween(18_000_000L, 30_000_000L);
        journal.trim(100, ReadingBatch.EMPTY);
        assertThat(journal.bytes()).isBetween(180_000L, 2_000_000L);
        assertLeft(Map.of(100L, hex(record(100, 200_000))));
    }

    @Test
    void bytesTellWhatLiesThere() throws Exception {
        for (long sequence = 1; sequence <= 20; sequence++) {
            journal.append(sequence, record(sequence, 10_000));
        }
        assertThat(journal.bytes()).isBetween(190_000L, 400_000L);
        if (isTheSameWriterAgain()) {
            reopen();
            assertThat(replayed()).hasSize(20);
            assertThat(journal.bytes()).isBetween(190_000L, 400_000L);
        }
        journal.trim(Long.MAX_VALUE, ReadingBatch.EMPTY);
        assertThat(journal.bytes()).isLessThan(10_000);
    }

    @Test
    void aTrimTakesInTheNewest() throws Exception {
        append(1, 3);
        journal.trim(3, batch(Reading.of(1, T, 4.5), Reading.of(2, T + 5, -1), Reading.of(Integer.MAX_VALUE, -7, 0)));
        List<Reading> newest =
                List.of(Reading.of(1, T, 4.5), Reading.of(2, T + 5, -1), Reading.of(Integer.MAX_VALUE, -7, 0));
        assertThat(list(journal.newest())).containsExactlyInAnyOrderElementsOf(newest);
        reopen();
        assertThat(list(journal.newest())).containsExactlyInAnyOrderElementsOf(newest);
    }

    @Test
    void aTrimThatForgetsNothingTakesInTheNewestToo() throws Exception {
        journal.trim(Long.MIN_VALUE, batch(Reading.of(1, T, 4.5)));
        reopen();
        assertThat(list(journal.newest())).containsExactly(Reading.of(1, T, 4.5));
    }

    @Test
    void aNewerReadingReplacesAnOlderOneAndNeverTheOtherWayRound() {
        journal.trim(1, batch(Reading.of(1, T, 1), Reading.of(2, T, 1), Reading.of(3, Long.MIN_VALUE, 1)));
        journal.trim(1, batch(Reading.of(1, T - 1, 2), Reading.of(2, T + 1, 2), Reading.of(3, -1, 2)));
        journal.trim(1, ReadingBatch.EMPTY);
        assertThat(list(journal.newest()))
                .containsExactlyInAnyOrder(Reading.of(1, T, 1), Reading.of(2, T + 1, 2), Reading.of(3, -1, 2));
    }

    @Test
    void ofManyReadingsOfASensorTheNewestIsTaken() {
        journal.trim(1, batch(Reading.of(1, T + 1, 1), Reading.of(1, T + 9, 2), Reading.of(1, T, 3)));
        assertThat(list(journal.newest())).containsExactly(Reading.of(1, T + 9, 2));
    }

    @Test
    void theNewestOfManySensorsAreTaken() throws Exception {
        List<Reading> readings = new ArrayList<>();
        for (int sensor = 1; sensor <= 5_000; sensor++) {
            readings.add(Reading.of(sensor, T + sensor, sensor));
        }
        journal.trim(1, batch(readings));
        reopen();
        assertThat(list(journal.newest())).containsExactlyInAnyOrderElementsOf(readings);
    }

    @Test
    void theNewestIsKeptToTheBit() throws Exception {
        long[] bits = {
            Double.doubleToRawLongBits(0.1 + 0.2),
            Double.doubleToRawLongBits(-0.0),
            Double.doubleToRawLongBits(Double.NEGATIVE_INFINITY),
            Double.doubleToRawLongBits(Double.MIN_VALUE),
            0x7ff8_0000_0000_1234L,
            0xfff8_dead_beef_0001L,
        };
        long[] times = {T, -1, Long.MIN_VALUE, Long.MAX_VALUE, 253_402_300_799_999L, 0};
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < bits.length; i++) {
            readings.add(new Reading(i + 1, times[i], bits[i], i % 2 == 0 ? Readings.FAULT : 0x00FF_FFFF));
        }
        journal.trim(1, batch(readings));
        assertThat(list(journal.newest())).containsExactlyInAnyOrderElementsOf(readings);
        reopen();
        assertThat(list(journal.newest())).containsExactlyInAnyOrderElementsOf(readings);
    }

    @Test
    void theNewestIsReplacedIfItIsOfTheRange() throws Exception {
        journal.trim(1, batch(Reading.of(1, T, 1), Reading.of(2, T, 2), Reading.of(3, T, 3), Reading.of(4, T, 4)));
        journal.replaceNewest(1, T, T + 1, batch(Reading.of(1, T - 1_000, 7)));
        journal.replaceNewest(2, T - 10, T + 10, ReadingBatch.EMPTY);
        journal.replaceNewest(3, T - 10, T, batch(Reading.of(3, T - 11, 9)));
        journal.replaceNewest(4, T + 1, T + 10, ReadingBatch.EMPTY);
        journal.replaceNewest(5, Long.MIN_VALUE, Long.MAX_VALUE, batch(Reading.of(5, T, 4)));
        List<Reading> newest = List.of(Reading.of(1, T - 1_000, 7), Reading.of(3, T, 3), Reading.of(4, T, 4));
        assertThat(list(journal.newest())).containsExactlyInAnyOrderElementsOf(newest);
        reopen();
        assertThat(list(journal.newest())).containsExactlyInAnyOrderElementsOf(newest);
        journal.trim(1, batch(Reading.of(1, T - 999, 8), Reading.of(2, T - 5, 9)));
        assertThat(list(journal.newest()))
                .contains(Reading.of(1, T - 999, 8), Reading.of(2, T - 5, 9))
                .hasSize(4);
    }

    @Test
    void aRecordSetAsideIsOutOfTheWay() throws Exception {
        append(1, 5);
        long before = journal.bytes();
        journal.setAside(3);
        journal.setAside(17);
        assertThat(journal.bytes()).isLessThan(before);
        append(6, 6);
        reopen();
        if (isTheSameWriterAgain()) {
            List<Long> left = new ArrayList<>();
            journal.replay((sequence, record) -> left.add(sequence));
            assertThat(left).containsExactly(1L, 2L, 4L, 5L, 6L);
        }
    }

    @Test
    void oneThreadAppendsWhileAnotherTrims() throws Exception {
        int last = 300;
        AtomicLong appended = new AtomicLong();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> appending = threads.submit(() -> {
                for (long sequence = 1; sequence <= last; sequence++) {
                    journal.append(sequence, record(sequence, 50));
                    appended.set(sequence);
                }
            });
            Future<?> trimming = threads.submit(() -> {
                long trimmed = 0;
                while (trimmed < last - 100) {
                    trimmed = Math.min(appended.get(), last - 100);
                    journal.trim(trimmed + 1, batch(Reading.of(1, trimmed, 4)));
                }
            });
            appending.get();
            trimming.get();
        }
        assertThat(list(journal.newest())).containsExactly(Reading.of(1, last - 100, 4));
        assertLeft(records(last - 99, last));
    }

    @Test
    void aClosedJournalSaysSo() {
        journal.append(1, record(1, 50));
        journal.close();
        journal.close();
        assertThatThrownBy(() -> journal.append(2, record(2, 50))).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> journal.trim(2, ReadingBatch.EMPTY)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> journal.newest()).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> journal.replaceNewest(1, T, T + 1, ReadingBatch.EMPTY))
                .isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> journal.replay((sequence, record) -> {})).isInstanceOf(StoreException.class);
        assertThat(journal.check().state()).isEqualTo(Health.State.DOWN);
    }

    @Test
    void itHasAName() {
        assertThat(journal.name()).isNotBlank();
    }
}
