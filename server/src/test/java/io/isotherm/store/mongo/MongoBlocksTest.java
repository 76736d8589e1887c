package io.isotherm.store.mongo;

import static io.isotherm.store.Readings.batch;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ExplainVerbosity;
import io.isotherm.model.Unit;
import io.isotherm.store.Readings.Reading;
import io.isotherm.store.Retention;
import io.isotherm.store.series.Block;
import io.isotherm.store.series.BlockStore.Change;
import io.isotherm.store.series.BlockStore.Find;
import io.isotherm.store.series.Blocks;
import io.isotherm.store.series.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the kit does not ask: two processes, documents that tools can read, queries from the index. */
class MongoBlocksTest {
    private static final int HOURS = 3;
    private static final long HOUR = 3_600_000;
    private static final long T = 472_222 * HOUR;

    private final String url = TestMongo.freshDatabase();
    private final MongoHome here = MongoHome.open(url);
    private final MongoHome there = MongoHome.open(url);
    private final MongoBlockStore mine = new MongoBlockStore(here);
    private final MongoBlockStore other = new MongoBlockStore(there);

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    private static Block one(MongoBlockStore store, int sensor) {
        return store.find(Find.all(sensor, T, T + 1, 1, true)).getFirst();
    }

    @Test
    void whoSawABlockDoesNotReplaceTheOneThatCameBack() {
        mine.apply(List.of(Blocks.add(Blocks.block(1, HOURS, T, 1))));
        Block seen = one(other, 1);
        assertThat(mine.apply(List.of(Blocks.remove(one(mine, 1))))).isEmpty();
        assertThat(other.find(Find.all(1, T, T + 1, 1, true))).isEmpty();
        assertThat(mine.apply(List.of(Blocks.add(Blocks.block(1, HOURS, T, 2)))))
                .isEmpty();
        Change late = Blocks.replace(seen, Blocks.block(1, HOURS, T, 3));
        assertThat(other.apply(List.of(late))).containsExactly(late);
        // Likewise in a transaction.
        assertThat(mine.apply(List.of(Blocks.remove(one(mine, 1))))).isEmpty();
        assertThat(mine.apply(List.of(Blocks.add(Blocks.block(1, HOURS, T, 4), Blocks.block(1, HOURS, T + HOUR, 4)))))
                .isEmpty();
        assertThat(other.apply(List.of(late))).containsExactly(late);
        assertThat(one(other, 1).version()).isEqualTo(5);
    }

    @Test
    void readingsThatWereDroppedAreNotPutBackByWhoFoundThem() {
        mine.apply(List.of(Blocks.add(Blocks.block(1, HOURS, T, 1))));
        Block seen = one(other, 1);
        mine.retire(new Retention() {
            @Override
            public long readingsBefore(int sensor) {
                return T + HOUR;
            }

            @Override
            public long summariesBefore(int sensor) {
                return Long.MIN_VALUE;
            }
        });
        Change late = Blocks.replace(seen, Blocks.block(1, HOURS, T, 3));
        assertThat(other.apply(List.of(late))).containsExactly(late);
        assertThat(one(other, 1).data()).isNull();
    }

    @Test
    void ofTwoProcessesThatMergeAndReplaceNoneUndoesTheOther() throws Exception {
        int rounds = 40;
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<Integer>> made = new ArrayList<>();
            for (MongoBlockStore store : List.of(mine, other)) {
                made.add(threads.submit(() -> {
                    int count = 0;
                    for (int i = 0; count < rounds; i++) {
                        // Two blocks and one take turns; each change adds one to a count in its readings.
                        List<Block> found = store.find(Find.all(1, T, T + 4 * HOUR, 9, true));
                        int sum = found.stream()
                                .mapToInt(block -> Objects.requireNonNull(block.data())[0])
                                .sum();
                        Block one = Blocks.withData(Blocks.block(1, HOURS, T, i), new byte[] {(byte) (sum + 1)});
                        Block two = Blocks.withData(Blocks.block(1, HOURS, T + HOUR, i), new byte[] {0});
                        List<Block> by = found.size() == 1 ? List.of(one, two) : List.of(one);
                        Change change = new Change(found, by, batch(Reading.of(1, sum, 1)));
                        count += store.apply(List.of(change)).isEmpty() ? 1 : 0;
                    }
                    return count;
                }));
            }
            for (Future<Integer> each : made) {
                assertThat(each.get()).isEqualTo(rounds);
            }
        }
        assertThat(one(mine, 1).data()).isEqualTo(new byte[] {(byte) (2 * rounds)});
        assertThat(mine.losers(1, Long.MIN_VALUE, Long.MAX_VALUE, 1_000).size()).isEqualTo(2 * rounds);
    }

    @Test
    void toolsCanReadWhatABlockAmountsTo() {
        Block block = Blocks.block(1, HOURS, T, 1);
        mine.apply(List.of(Blocks.add(block)));
        BsonDocument found = here.collection(MongoLayout.BLOCKS).find().first();
        assertThat(found).isNotNull();
        assertThat(found.getDateTime("from").getValue()).isEqualTo(T);
        assertThat(found.getDateTime("to").getValue()).isEqualTo(T + HOUR);
        assertThat(found.getString("unit").getValue()).isEqualTo("°C");
        assertThat(found.getInt32("n").getValue()).isEqualTo(block.summary().count());
        assertThat(found.getDouble("max").getValue()).isEqualTo(block.summary().max());
    }

    @Test
    void whatSaysNothingIsKeptFromTools() {
        Summary mixed = new Summary(2, 2, Summary.MIXED, 1, 2, 3, T, 1, 0, T + 1, 2, 0, T, 1, 0);
        Summary none = new Summary(1, 0, Unit.CELSIUS.code(), Double.NaN, Double.NaN, 0, T, 1, 1, T, 1, 1, T, 0, 0);
        mine.apply(List.of(
                Blocks.add(Blocks.block(1, HOURS, T, null, mixed)), Blocks.add(Blocks.block(2, HOURS, T, null, none))));
        BsonDocument aboutMixed =
                here.collection(MongoLayout.BLOCKS).find(new Document("s", 1)).first();
        BsonDocument aboutNone =
                here.collection(MongoLayout.BLOCKS).find(new Document("s", 2)).first();
        assertThat(aboutMixed).isNotNull().doesNotContainKeys("min", "max", "sum", "unit");
        assertThat(aboutNone).isNotNull().doesNotContainKeys("min", "max").containsKey("sum");
    }

    @Test
    void blocksAreFoundInOrderByTheIndex() {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            changes.add(Blocks.add(Blocks.block(1 + i % 3, HOURS, T + i * HOUR, 1)));
        }
        mine.apply(changes);
        Find find = Find.all(1, T + 30 * HOUR, T + 250 * HOUR, 20, false);
        Document plan = here.database()
                .getCollection(MongoLayout.BLOCKS)
                .find(MongoBlockStore.filter(find))
                .sort(MongoBlockStore.ORDER)
                .limit(20)
                .explain(ExplainVerbosity.EXECUTION_STATS);
        assertThat(plan.toJson()).contains("SORT_MERGE").doesNotContain("COLLSCAN");
        assertThat(plan.get("executionStats", Document.class).getInteger("totalDocsExamined"))
                .isEqualTo(20);
        assertThat(mine.find(find)).hasSize(20);
    }
}
