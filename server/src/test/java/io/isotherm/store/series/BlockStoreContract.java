package io.isotherm.store.series;

import static io.isotherm.store.Readings.batch;
import static io.isotherm.store.Readings.list;
import static io.isotherm.store.series.Blocks.add;
import static io.isotherm.store.series.Blocks.block;
import static io.isotherm.store.series.Blocks.remove;
import static io.isotherm.store.series.Blocks.replace;
import static io.isotherm.store.series.Blocks.show;
import static io.isotherm.store.series.Blocks.withData;
import static io.isotherm.store.series.Blocks.withParts;
import static io.isotherm.store.series.Blocks.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.isotherm.store.Readings.Reading;
import io.isotherm.store.Retention;
import io.isotherm.store.Retired;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.BlockStore.Change;
import io.isotherm.store.series.BlockStore.Find;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link BlockStore} promises to one process. An implementation inherits this and says how it is opened. */
public abstract class BlockStoreContract {
    protected static final long HOUR = 3_600_000;
    protected static final int HOURS = 3;
    protected static final int FOUR_HOURS = 4;
    protected static final int DAYS = 5;
    protected static final int LONGEST = Spans.LEVELS - 1;

    /** The start of a stretch of twice the longest span, in 2023. */
    protected static final long T = Math.floorDiv(1_700_000_000_000L, 2 * Spans.LONGEST) * 2 * Spans.LONGEST;

    private static final long MIN = Long.MIN_VALUE;
    private static final long MAX = Long.MAX_VALUE;

    protected BlockStore store;

    /** Opens the store that belongs to the running test: empty the first time, as it was closed after that. */
    protected abstract BlockStore open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    protected final void reopen() throws Exception {
        store.close();
        store = open();
    }

    protected final List<Block> all(int sensor) {
        return store.find(Find.all(sensor, MIN, MAX, 100_000, true));
    }

    private List<Block> range(int sensor, long from, long to) {
        return store.find(Find.all(sensor, from, to, 100_000, true));
    }

    protected final void put(Block... blocks) {
        List<Change> changes = new ArrayList<>();
        for (Block block : blocks) {
            changes.add(add(block));
        }
        assertThat(store.apply(changes)).isEmpty();
    }

    protected static List<String> firstWritings(Block... blocks) {
        List<String> shown = new ArrayList<>();
        for (Block block : blocks) {
            shown.add(show(written(block, 1)));
        }
        return shown;
    }

    private List<String> shown(int sensor) {
        return show(all(sensor));
    }

    private static Change losers(Reading... readings) {
        return new Change(List.of(), List.of(), batch(readings));
    }

    @Test
    void anEmptyStoreHasNothing() {
        assertThat(all(1)).isEmpty();
        assertThat(list(store.losers(1, MIN, MAX, 10))).isEmpty();
        assertThat(store.apply(List.of())).isEmpty();
        assertThat(store.retire(keep(MAX, MAX))).isEqualTo(new Retired(0, 0));
        assertThat(store.check().state()).isNotEqualTo(Health.State.DOWN);
        assertThat(store.name()).isNotBlank();
    }

    // ---- what is kept

    @Test
    void blocksOutliveTheStore() throws Exception {
        Block one = block(1, HOURS, T, 1);
        Block two = block(1, HOURS, T + HOUR, 1);
        Block other = block(2, DAYS, T, 1);
        assertThat(store.apply(List.of(add(one), add(two, block(3, HOURS, T, 1)), add(other))))
                .isEmpty();
        assertThat(shown(1)).isEqualTo(firstWritings(one, two));
        reopen();
        assertThat(shown(1)).isEqualTo(firstWritings(one, two));
        assertThat(shown(2)).isEqualTo(firstWritings(other));
        assertThat(shown(3)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 3_300, 4_096, 70_000, 2_000_000})
    void readingsAreKeptToTheByte(int size) throws Exception {
        byte[] data = new byte[size];
        new Random(size).nextBytes(data);
        Block block = withData(block(1, HOURS, T, 1), data);
        put(block);
        assertThat(shown(1)).isEqualTo(firstWritings(block));
        reopen();
        assertThat(shown(1)).isEqualTo(firstWritings(block));
    }

    @Test
    void aBlockMayBeWithoutReadings() throws Exception {
        Block block = withData(block(1, HOURS, T, 1), null);
        put(block);
        reopen();
        assertThat(shown(1)).isEqualTo(firstWritings(block));
    }

    @Test
    void summariesAreKeptToTheBit() throws Exception {
        double[] values = {
            4.31,
            0.1 + 0.2,
            -0.0,
            0.0,
            Double.MIN_VALUE,
            -Double.MAX_VALUE,
            Double.POSITIVE_INFINITY,
            Double.NaN,
            Double.longBitsToDouble(0x7ff8_0000_0000_1234L),
            Double.longBitsToDouble(0xfff8_dead_beef_0001L),
            1e300,
            123_456_789.125,
        };
        long[] times = {T, 0, -1, MIN, MAX, 253_402_300_799_999L};
        int[] units = {Summary.MIXED, 0, 1, 255, Integer.MAX_VALUE, Integer.MIN_VALUE};
        List<Summary> summaries = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            double a = values[i];
            double b = values[(i + 5) % values.length];
            long time = times[i % times.length];
            long other = times[(i + 1) % times.length];
            int count = i == 0 ? Integer.MAX_VALUE : i;
            summaries.add(new Summary(
                    count,
                    i / 2,
                    units[i % units.length],
                    a,
                    b,
                    a,
                    time,
                    b,
                    -1,
                    other,
                    a,
                    0x00FF_FFFF,
                    other,
                    MAX,
                    i == 1 ? MAX : i));
            summaries.add(new Summary(1, 0, 1, Double.NaN, Double.NaN, 0, time, a, 0, time, a, 0, time, 0, 0));
        }
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < summaries.size(); i++) {
            Block block = block(1, HOURS, T + i * HOUR, new byte[] {1}, summaries.get(i));
            blocks.add(i % 2 == 0 ? block : withParts(block, 1 + i * 1_000L, summaries.subList(0, i)));
        }
        put(blocks.toArray(Block[]::new));
        reopen();
        assertThat(shown(1)).isEqualTo(firstWritings(blocks.toArray(Block[]::new)));
    }

    @Test
    void partsAreKept() throws Exception {
        Random random = new Random(1);
        List<Summary> parts = new ArrayList<>();
        for (int hour = 0; hour < 24 * 16; hour++) {
            parts.add(Blocks.summary(T + hour * HOUR, T + (hour + 1) * HOUR, random));
        }
        Block day = withParts(block(1, DAYS, T, 1), HOUR, parts.subList(0, 24));
        Block longest = withParts(block(1, LONGEST, T + Spans.LONGEST, 1), HOUR, parts);
        Block none = withParts(block(1, DAYS, T + 24 * HOUR, 1), HOUR, List.of());
        put(day, none, longest);
        reopen();
        assertThat(shown(1)).isEqualTo(firstWritings(day, none, longest));
        assertThat(store.find(Find.all(1, T, MAX, 10, false)))
                .extracting(block -> block.parts().size())
                .containsExactly(24, 0, 384);
    }

    @Test
    void aBlockMayStartAtAnyTime() throws Exception {
        List<Block> blocks = new ArrayList<>();
        long[] times = {MIN, MIN + 100 * Spans.LONGEST, -1, 0, T, 253_402_300_799_999L, MAX};
        for (long time : times) {
            for (int level : new int[] {0, LONGEST}) {
                blocks.add(block(1, level, Spans.start(level, time), 1));
            }
        }
        blocks.sort(Comparator.comparingLong(Block::start).thenComparingInt(Block::level));
        Block[] sorted = blocks.toArray(Block[]::new);
        put(sorted);
        reopen();
        assertThat(shown(1)).isEqualTo(firstWritings(sorted));
        assertThat(pages(1, MIN, MAX, 3)).isEqualTo(firstWritings(sorted));
        assertThat(range(1, MIN, MIN + 1)).extracting(Block::start).containsExactly(MIN, MIN);
        assertThat(range(1, MAX - 1, MAX)).extracting(Block::level).containsExactlyInAnyOrder(0, LONGEST);
        assertThat(range(1, -1, 0)).extracting(Block::level).containsExactly(LONGEST, 0);
    }

    // ---- find

    /** Read through in pages. */
    private List<String> pages(int sensor, long from, long to, int size) {
        List<String> found = new ArrayList<>();
        Find find = Find.all(sensor, from, to, size, true);
        List<Block> page;
        do {
            page = store.find(find);
            assertThat(page).hasSizeLessThanOrEqualTo(size);
            found.addAll(show(page));
            if (!page.isEmpty()) {
                find = find.after(page.getLast());
            }
        } while (page.size() == size);
        return found;
    }

    @Test
    void blocksComeByStartThenByLevelWhateverTheOrderOfWriting() {
        Block[] sorted = {
            block(1, HOURS, T, 1),
            block(1, DAYS, T, 1),
            block(1, HOURS, T + HOUR, 1),
            block(1, FOUR_HOURS, T + 4 * HOUR, 1),
            block(1, HOURS, T + 5 * HOUR, 1),
            block(1, LONGEST, T + Spans.LONGEST, 1),
            block(1, 0, T + 3 * Spans.LONGEST, 1),
        };
        put(sorted[5], sorted[2], sorted[6], sorted[1], sorted[4], sorted[0], sorted[3]);
        put(block(2, HOURS, T, 1), block(0, HOURS, T, 1), block(Integer.MAX_VALUE, HOURS, T, 1));
        assertThat(shown(1)).isEqualTo(firstWritings(sorted));
        for (int size = 1; size <= sorted.length + 1; size++) {
            assertThat(pages(1, MIN, MAX, size)).as("pages of %d", size).isEqualTo(firstWritings(sorted));
        }
        assertThat(pages(1, T + 1, T + 5 * HOUR, 2))
                .isEqualTo(firstWritings(sorted).subList(0, 4));
    }

    @Test
    void aBlockIsFoundWhereItsSpanOverlapsTheRange() {
        put(block(1, HOURS, T, 1), block(1, HOURS, T + HOUR, 1), block(1, FOUR_HOURS, T, 1));
        assertThat(range(1, T - 5, T)).isEmpty();
        assertThat(range(1, T - 5, T + 1)).hasSize(2);
        assertThat(range(1, T + HOUR - 1, T + HOUR)).hasSize(2);
        assertThat(range(1, T + HOUR - 1, T + HOUR + 1)).hasSize(3);
        assertThat(range(1, T + HOUR, T + HOUR + 1)).hasSize(2);
        assertThat(range(1, T + 2 * HOUR, MAX)).extracting(Block::level).containsExactly(FOUR_HOURS);
        assertThat(range(1, T + 4 * HOUR - 1, MAX)).hasSize(1);
        assertThat(range(1, T + 4 * HOUR, MAX)).isEmpty();
        assertThat(range(3, MIN, MAX)).isEmpty();
    }

    @Test
    void anEmptyRangeOverlapsNothing() {
        put(block(1, HOURS, T, 1));
        assertThat(range(1, T + 5, T + 5)).isEmpty();
        assertThat(range(1, T + 5, T + 1)).isEmpty();
        assertThat(range(1, MAX, MIN)).isEmpty();
    }

    @Test
    void readingsComeOnlyWhereWanted() {
        Block block = block(1, HOURS, T, 1);
        put(block, block(1, HOURS, T + HOUR, 1));
        List<Block> found = store.find(Find.all(1, T, T + HOUR, 10, false));
        assertThat(show(found)).isEqualTo(firstWritings(withData(block, null)));
    }

    @Test
    void aLongSeriesIsReadInPages() {
        List<Change> changes = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            Block block = block(1, HOURS, T + i * HOUR, 1);
            changes.add(add(block));
            expected.add(show(written(block, 1)));
        }
        assertThat(store.apply(changes)).isEmpty();
        assertThat(shown(1)).isEqualTo(expected);
        assertThat(pages(1, MIN, MAX, 97)).isEqualTo(expected);
        assertThat(pages(1, T + 10 * HOUR, T + 1_000 * HOUR, 64)).isEqualTo(expected.subList(10, 1_000));
    }

    // ---- apply

    @Test
    void aReplacedBlockHasTheNextVersion() throws Exception {
        put(block(1, HOURS, T, 1));
        for (int version = 1; version < 5; version++) {
            Block next = block(1, HOURS, T, version + 1);
            // What is replaced may have been found without its readings.
            Block found = store.find(Find.all(1, T, T + 1, 1, false)).getFirst();
            assertThat(found.version()).isEqualTo(version);
            assertThat(store.apply(List.of(replace(found, next)))).isEmpty();
            reopen();
            assertThat(shown(1)).containsExactly(show(written(next, version + 1)));
        }
    }

    @Test
    void aBlockMayLoseAndGetReadings() {
        Block block = block(1, HOURS, T, 1);
        put(block);
        store.apply(List.of(replace(written(block, 1), withData(block, null))));
        assertThat(shown(1)).containsExactly(show(written(withData(block, null), 2)));
        store.apply(List.of(replace(written(block, 2), block)));
        assertThat(shown(1)).containsExactly(show(written(block, 3)));
    }

    @Test
    void addingWhatIsThereIsRefused() {
        Block block = block(1, HOURS, T, 1);
        put(block);
        Change again = add(block(1, HOURS, T, 2));
        assertThat(store.apply(List.of(again))).containsExactly(again);
        assertThat(shown(1)).isEqualTo(firstWritings(block));
    }

    @Test
    void replacingWhatIsNotThereIsRefused() {
        Change change = replace(written(block(1, HOURS, T, 1), 1), block(1, HOURS, T, 2));
        assertThat(store.apply(List.of(change))).containsExactly(change);
        assertThat(all(1)).isEmpty();
        Change removal = remove(written(block(1, HOURS, T, 1), 1));
        assertThat(store.apply(List.of(removal))).containsExactly(removal);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 0, Long.MAX_VALUE})
    void replacingAnotherVersionIsRefused(long version) {
        Block block = block(1, HOURS, T, 1);
        put(block);
        Block second = block(1, HOURS, T, 2);
        store.apply(List.of(replace(written(block, 1), second)));
        Change stale = replace(written(block, version), block(1, HOURS, T, 3));
        assertThat(store.apply(List.of(stale))).containsExactly(stale);
        Change removal = remove(written(block, version));
        assertThat(store.apply(List.of(removal))).containsExactly(removal);
        assertThat(shown(1)).containsExactly(show(written(second, 2)));
    }

    @Test
    void theOthersOfACallAreMade() throws Exception {
        Block there = block(5, HOURS, T, 1);
        put(there);
        List<Change> changes = new ArrayList<>();
        for (int sensor = 1; sensor <= 9; sensor++) {
            changes.add(add(block(sensor, HOURS, T, 2)));
        }
        Change stale = replace(written(there, 7), block(5, HOURS, T, 3));
        changes.add(stale);
        assertThat(store.apply(changes)).containsExactlyInAnyOrder(changes.get(4), stale);
        reopen();
        for (int sensor = 1; sensor <= 9; sensor++) {
            assertThat(shown(sensor)).isEqualTo(firstWritings(sensor == 5 ? there : block(sensor, HOURS, T, 2)));
        }
    }

    @Test
    void ofTwoThatAddTheSameInACallOneIsMade() {
        Change one = add(block(1, HOURS, T, 1));
        Change other = add(block(1, HOURS, T, 2));
        List<Change> refused = store.apply(List.of(one, other));
        assertThat(refused).hasSize(1);
        Change made = refused.contains(one) ? other : one;
        assertThat(shown(1)).isEqualTo(firstWritings(made.blocks().getFirst()));
    }

    @Test
    void aChangeIsMadeWholeOrNotAtAll() {
        Block there = block(1, HOURS, T + 2 * HOUR, 1);
        put(there);
        Reading loser = Reading.of(1, T + 1, 9);
        Change change = new Change(
                List.of(written(there, 1), written(block(1, HOURS, T + HOUR, 1), 1)),
                List.of(block(1, FOUR_HOURS, T, 1), block(1, HOURS, T + 9 * HOUR, 1)),
                batch(loser));
        assertThat(store.apply(List.of(change))).containsExactly(change);
        assertThat(shown(1)).isEqualTo(firstWritings(there));
        assertThat(list(store.losers(1, MIN, MAX, 10))).isEmpty();

        Change existing =
                new Change(List.of(), List.of(block(1, HOURS, T, 2), block(1, HOURS, T + 2 * HOUR, 2)), batch(loser));
        assertThat(store.apply(List.of(existing))).containsExactly(existing);
        assertThat(shown(1)).isEqualTo(firstWritings(there));
        assertThat(list(store.losers(1, MIN, MAX, 10))).isEmpty();
    }

    @Test
    void replacedBlocksThatAreNotWrittenAgainAreRemoved() throws Exception {
        Block[] hours = new Block[4];
        Block[] found = new Block[4];
        for (int i = 0; i < 4; i++) {
            hours[i] = block(1, HOURS, T + i * HOUR, 1);
            found[i] = written(hours[i], 1);
        }
        put(hours);
        put(block(2, HOURS, T, 1));
        Block longer = block(1, FOUR_HOURS, T, 1);
        Block kept = block(1, HOURS, T + HOUR, 2);
        Reading loser = Reading.of(1, T + 1, 9);
        Change change = new Change(List.of(found), List.of(longer, written(kept, 1)), batch(loser));
        assertThat(store.apply(List.of(change))).isEmpty();
        reopen();
        assertThat(shown(1)).containsExactly(show(written(longer, 1)), show(written(kept, 2)));
        assertThat(shown(2)).hasSize(1);
        assertThat(list(store.losers(1, MIN, MAX, 10))).containsExactly(loser);
    }

    @Test
    void aRemovedBlockCanBeAddedAgain() throws Exception {
        Block block = block(1, HOURS, T, 1);
        put(block);
        assertThat(store.apply(List.of(remove(written(block, 1))))).isEmpty();
        reopen();
        assertThat(all(1)).isEmpty();
        Block again = block(1, HOURS, T, 2);
        put(again);
        assertThat(shown(1)).hasSize(1);
        assertThat(show(withData(all(1).getFirst(), again.data()))).isEqualTo(shown(1).getFirst());
    }

    @Test
    void aChangeMayReachOverTwiceTheLongestSpan() {
        Block first = block(1, 0, T, 1);
        Block last = block(1, LONGEST, T + Spans.LONGEST, 1);
        assertThat(store.apply(List.of(add(first, last)))).isEmpty();
        assertThat(shown(1)).isEqualTo(firstWritings(first, last));
    }

    @Test
    void manyChangesAreMadeInOneCall() throws Exception {
        List<Change> changes = new ArrayList<>();
        for (int sensor = 1; sensor <= 500; sensor++) {
            for (int i = 0; i < 3; i++) {
                changes.add(add(block(sensor, HOURS, T + 5L * i * Spans.LONGEST, sensor)));
            }
        }
        assertThat(store.apply(changes)).isEmpty();
        assertThat(store.apply(changes)).containsExactlyInAnyOrderElementsOf(changes);
        reopen();
        for (int sensor = 1; sensor <= 500; sensor++) {
            assertThat(all(sensor)).hasSize(3);
        }
    }

    @Test
    void ofWritersThatMeetNoneUndoesAnother() throws Exception {
        long each = 40;
        put(block(1, HOURS, T, 0));
        AtomicInteger refused = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<?>> writers = new ArrayList<>();
            for (int w = 0; w < 3; w++) {
                writers.add(threads.submit(() -> {
                    for (long made = 0; made < each; ) {
                        Block found = all(1).getFirst();
                        Change change = replace(found, block(1, HOURS, T, found.version() + 1));
                        if (store.apply(List.of(change)).isEmpty()) {
                            made++;
                        } else {
                            refused.incrementAndGet();
                        }
                    }
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        }
        assertThat(shown(1))
                .as("%d were refused", refused.get())
                .containsExactly(show(written(block(1, HOURS, T, 1 + 3L * each), 1 + 3L * each)));
    }

    @Test
    void aReaderSeesAChangeWholeOrNotAtAll() throws Exception {
        Block[] hours = new Block[4];
        for (int i = 0; i < 4; i++) {
            hours[i] = block(1, HOURS, T + i * HOUR, 1);
        }
        Block longer = block(1, FOUR_HOURS, T, 1);
        put(hours);
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<?> writer = threads.submit(() -> {
                for (int i = 0; i < 60; i++) {
                    List<Block> found = all(1);
                    List<Block> by = found.size() == 1 ? List.of(hours) : List.of(longer);
                    assertThat(store.apply(List.of(new Change(found, by, ReadingBatch.EMPTY))))
                            .isEmpty();
                }
            });
            while (!writer.isDone()) {
                assertThat(all(1))
                        .extracting(Block::level)
                        .isIn(List.of(FOUR_HOURS), List.of(HOURS, HOURS, HOURS, HOURS));
            }
            writer.get();
        }
    }

    // ---- losers

    @Test
    void losersAreListedOnceAndInOrder() throws Exception {
        Reading first = Reading.of(1, T + 3, 1);
        Reading second = Reading.of(1, T + 9, 2);
        Reading third = Reading.of(1, T + 10, 3, 0x00FF_FFFF);
        assertThat(store.apply(List.of(losers(third, first), losers(Reading.of(2, T + 3, 1)))))
                .isEmpty();
        assertThat(store.apply(List.of(losers(second, second, first), losers(third))))
                .isEmpty();
        reopen();
        assertThat(list(store.losers(1, MIN, MAX, 10))).containsExactly(first, second, third);
        assertThat(list(store.losers(1, T + 3, T + 10, 10))).containsExactly(first, second);
        assertThat(list(store.losers(1, T + 4, T + 10, 10))).containsExactly(second);
        assertThat(list(store.losers(1, MIN, MAX, 2))).containsExactly(first, second);
        assertThat(list(store.losers(1, T + 10, T + 3, 10))).isEmpty();
        assertThat(list(store.losers(2, MIN, MAX, 10))).containsExactly(Reading.of(2, T + 3, 1));
        assertThat(list(store.losers(3, MIN, MAX, 10))).isEmpty();
    }

    @Test
    void losersOfOneTimeAreToldApartToTheBit() throws Exception {
        List<Reading> rivals = List.of(
                Reading.of(1, T, 0.0),
                Reading.of(1, T, -0.0),
                Reading.of(1, T, 0.0, 7),
                Reading.of(1, T, Double.NaN),
                new Reading(1, T, 0x7ff8_0000_0000_1234L, 0),
                new Reading(1, T, 0xfff8_dead_beef_0001L, -1),
                Reading.of(1, T, Double.POSITIVE_INFINITY));
        store.apply(List.of(losers(rivals.toArray(Reading[]::new))));
        store.apply(List.of(losers(rivals.reversed().toArray(Reading[]::new))));
        reopen();
        assertThat(list(store.losers(1, MIN, MAX, 100))).containsExactlyInAnyOrderElementsOf(rivals);
    }

    @Test
    void losersMayBeOfAnyTime() throws Exception {
        List<Reading> expected = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        for (long time : new long[] {MIN, MIN + 1, -1, 0, T, T + 9 * Spans.LONGEST, 253_402_300_799_999L, MAX - 1}) {
            expected.add(Reading.of(1, time, 4));
            changes.add(losers(Reading.of(1, time, 4)));
        }
        assertThat(store.apply(changes.reversed())).isEmpty();
        reopen();
        assertThat(list(store.losers(1, MIN, MAX, 100))).isEqualTo(expected);
        assertThat(list(store.losers(1, MIN, MAX, 3))).isEqualTo(expected.subList(0, 3));
        assertThat(list(store.losers(1, 0, MAX, 3))).isEqualTo(expected.subList(3, 6));
    }

    @Test
    void losersOfARangeAreForgotten() throws Exception {
        Reading before = Reading.of(1, T + 2, 1);
        Reading in = Reading.of(1, T + 3, 1);
        Reading after = Reading.of(1, T + 9, 2);
        Reading other = Reading.of(2, T + 3, 1);
        store.apply(List.of(losers(before, in, after), losers(other)));
        store.removeLosers(1, T + 3, T + 9);
        store.removeLosers(1, T + 9, T + 3);
        reopen();
        assertThat(list(store.losers(1, MIN, MAX, 10))).containsExactly(before, after);
        assertThat(list(store.losers(2, MIN, MAX, 10))).containsExactly(other);
        store.removeLosers(1, MIN, MAX);
        assertThat(list(store.losers(1, MIN, MAX, 10))).isEmpty();
    }

    // ---- the last start

    @Test
    void theLastStartBeforeATimeIsFoundWhateverTheLevel() throws Exception {
        long hour = Spans.length(3);
        long far = Spans.start(3, T) + 40 * Spans.LONGEST;
        put(block(1, 3, Spans.start(3, T), 1), block(1, 3, Spans.start(3, T) + hour, 1), block(1, 0, far, 1));
        put(block(2, 3, far + hour, 1));
        reopen();
        assertThat(store.lastStart(1, MAX)).hasValue(far);
        assertThat(store.lastStart(1, far + 1)).hasValue(far);
        assertThat(store.lastStart(1, far)).hasValue(Spans.start(3, T) + hour);
        assertThat(store.lastStart(1, Spans.start(3, T) + 1)).hasValue(Spans.start(3, T));
        assertThat(store.lastStart(1, Spans.start(3, T))).isEmpty();
        assertThat(store.lastStart(3, MAX)).isEmpty();
    }

    @Test
    void theLastStartMayBeOfAnyTime() throws Exception {
        put(block(1, 7, MIN, 1));
        assertThat(store.lastStart(1, MAX)).hasValue(MIN);
        assertThat(store.lastStart(1, 0)).hasValue(MIN);
        assertThat(store.lastStart(1, MIN)).isEmpty();
        long latest = Spans.start(0, 253_402_300_799_999L);
        put(block(1, 0, latest, 1));
        assertThat(store.lastStart(1, MAX)).hasValue(latest);
        assertThat(store.lastStart(1, latest)).hasValue(MIN);
    }

    // ---- set aside

    @Test
    void aBlockSetAsideIsOutOfTheWay() throws Exception {
        Block bad = block(1, 3, Spans.start(3, T), 1);
        Block other = block(1, 3, Spans.start(3, T) + Spans.length(3), 2);
        put(bad, other);
        store.setAside(written(bad, 7));
        assertThat(all(1)).as("another version stays").hasSize(2);
        store.setAside(written(bad, 1));
        store.setAside(written(bad, 1));
        reopen();
        assertThat(shown(1)).isEqualTo(firstWritings(other));
        put(bad);
        // A home may go on counting, so that nobody takes this one for the other.
        long version = all(1).getFirst().version();
        assertThat(shown(1)).containsExactly(show(written(bad, version)), show(written(other, 1)));
    }

    // ---- retire

    protected static Retention keep(long readingsBefore, long summariesBefore) {
        return keepOf(0, readingsBefore, summariesBefore);
    }

    /** For one sensor only; 0: for all. */
    private static Retention keepOf(int only, long readingsBefore, long summariesBefore) {
        return new Retention() {
            @Override
            public long readingsBefore(int sensor) {
                return only == 0 || only == sensor ? readingsBefore : MIN;
            }

            @Override
            public long summariesBefore(int sensor) {
                return only == 0 || only == sensor ? summariesBefore : MIN;
            }
        };
    }

    /** Six hours of sensor 1 and 2, the last two in another stretch, and a day of sensor 1. */
    private List<Block> six() {
        List<Block> hours = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            long start = T + i * HOUR + (i < 4 ? 0 : 6 * Spans.LONGEST);
            hours.add(block(1, HOURS, start, 1));
            put(block(1, HOURS, start, 1), block(2, HOURS, start, 1));
        }
        return hours;
    }

    @Test
    void oldReadingsAreDroppedAndTheirSummariesStay() throws Exception {
        List<Block> hours = six();
        // The third hour ends a millisecond later.
        assertThat(store.retire(keep(T + 3 * HOUR - 1, MIN))).isEqualTo(new Retired(4, 0));
        assertThat(store.retire(keep(T + 3 * HOUR - 1, MIN))).isEqualTo(new Retired(0, 0));
        reopen();
        List<Block> left = all(1);
        assertThat(left).hasSize(6);
        for (int i = 0; i < 6; i++) {
            Block expected = i < 2 ? withData(hours.get(i), null) : hours.get(i);
            assertThat(show(left.get(i)))
                    .isEqualTo(show(written(expected, left.get(i).version())));
        }
        assertThat(store.retire(keep(T + 3 * HOUR, MIN))).as("at its end").isEqualTo(new Retired(2, 0));
    }

    @Test
    void oldBlocksAreDroppedWhole() throws Exception {
        List<Block> hours = six();
        assertThat(store.retire(keep(T + 3 * HOUR, T + 2 * HOUR))).isEqualTo(new Retired(2, 4));
        assertThat(store.retire(keep(T + 3 * HOUR, T + 3 * HOUR))).isEqualTo(new Retired(0, 2));
        reopen();
        assertThat(shown(1)).isEqualTo(firstWritings(hours.get(3), hours.get(4), hours.get(5)));
        assertThat(store.retire(keep(MIN, T + 5 * HOUR))).isEqualTo(new Retired(0, 2));
        assertThat(shown(1)).isEqualTo(firstWritings(hours.get(4), hours.get(5)));
    }

    @Test
    void eachSensorHasItsOwnAge() throws Exception {
        List<Block> hours = six();
        assertThat(store.retire(keepOf(2, T + 9 * HOUR, T + 2 * HOUR))).isEqualTo(new Retired(2, 2));
        reopen();
        assertThat(shown(1)).isEqualTo(firstWritings(hours.toArray(Block[]::new)));
        assertThat(all(2)).extracting(block -> block.data() == null).containsExactly(true, true, false, false);
    }

    @Test
    void nothingIsTooOldFromEver() {
        put(block(1, 0, Spans.start(0, MIN), 1), block(1, LONGEST, Spans.start(LONGEST, MIN), 1));
        store.apply(List.of(losers(Reading.of(1, MIN, 1))));
        six();
        assertThat(store.retire(keep(MIN, MIN))).isEqualTo(new Retired(0, 0));
        assertThat(all(1)).hasSize(8).allMatch(block -> block.data() != null);
        assertThat(list(store.losers(1, MIN, MAX, 9))).hasSize(1);
    }

    @Test
    void aBlockAgesByItsEndWhateverItsLevel() {
        put(block(1, 0, T, 1), block(1, DAYS, T, 1), block(1, LONGEST, T, 1));
        assertThat(store.retire(keep(T + 24 * HOUR, T + HOUR))).isEqualTo(new Retired(1, 1));
        assertThat(all(1))
                .extracting(Block::level, block -> block.data() == null)
                .containsExactly(tuple(DAYS, true), tuple(LONGEST, false));
    }

    @Test
    void oldLosersAreDropped() throws Exception {
        Reading old = Reading.of(1, T - 1, 1);
        Reading edge = Reading.of(1, T, 2);
        Reading late = Reading.of(1, T + 9 * Spans.LONGEST, 3);
        Reading other = Reading.of(2, T - 1, 4);
        store.apply(List.of(losers(old), losers(edge), losers(late), losers(other)));
        store.retire(keepOf(1, T, MIN));
        reopen();
        assertThat(list(store.losers(1, MIN, MAX, 10))).containsExactly(edge, late);
        assertThat(list(store.losers(2, MIN, MAX, 10))).containsExactly(other);
    }

    @Test
    void whatWasRetiredCanBeWrittenAgain() throws Exception {
        six();
        store.retire(keep(MAX, T + 2 * HOUR));
        Block found = range(1, T + 2 * HOUR, T + 3 * HOUR).getFirst();
        Block late = block(1, HOURS, T + 2 * HOUR, 8);
        assertThat(store.apply(List.of(replace(found, late), add(block(1, HOURS, T, 9)))))
                .isEmpty();
        reopen();
        assertThat(range(1, T, T + 3 * HOUR))
                .extracting(Block::start, block -> block.data() != null)
                .containsExactly(tuple(T, true), tuple(T + 2 * HOUR, true));
    }

    // ---- its end

    @Test
    void aClosedStoreSaysSo() {
        put(block(1, HOURS, T, 1));
        store.close();
        store.close();
        assertThatThrownBy(() -> all(1)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.apply(List.of(add(block(1, HOURS, T + HOUR, 1)))))
                .isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.losers(1, MIN, MAX, 1)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.retire(keep(MIN, MIN))).isInstanceOf(StoreException.class);
        assertThat(store.check().state()).isEqualTo(Health.State.DOWN);
    }
}
