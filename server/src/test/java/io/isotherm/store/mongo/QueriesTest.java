package io.isotherm.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.isotherm.model.Flags;
import io.isotherm.model.Quantity;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import io.isotherm.store.CatalogStore.Naming;
import io.isotherm.store.series.Block;
import io.isotherm.store.series.BlockStore.Change;
import io.isotherm.store.series.Spans;
import io.isotherm.store.series.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The queries that {@code docs/mongodb.md} shows, as it shows them, against blocks whose readings are known. */
class QueriesTest {
    private static final long HOUR = 3_600_000;
    private static final int HOURS = 3;
    private static final int DAYS = 5;
    private static final long FROM = Instant.parse("2023-11-14T00:00:00Z").toEpochMilli();
    private static final int SENSOR = 7;

    private final MongoHome home = MongoHome.open(TestMongo.freshDatabase());
    private final MongoBlockStore blocks = new MongoBlockStore(home);

    /** The values of the good readings by hour. */
    private final TreeMap<Long, List<Double>> hours = new TreeMap<>();

    @AfterEach
    void close() {
        home.close();
    }

    /** A day as one block with parts, then a day as hourly blocks, one of them without a good reading. */
    @BeforeEach
    void fill() {
        List<Change> changes = new ArrayList<>();
        List<Summary> parts = new ArrayList<>();
        for (int hour = 0; hour < 24; hour++) {
            parts.add(summary(FROM + hour * HOUR, hour, 0));
        }
        changes.add(add(new Block(SENSOR, DAYS, FROM, 0, whole(parts), HOUR, parts, new byte[] {1})));
        for (int hour = 24; hour < 48; hour++) {
            Summary summary = summary(FROM + hour * HOUR, hour, hour == 30 ? 60 : 1);
            changes.add(add(new Block(SENSOR, HOURS, FROM + hour * HOUR, 0, summary, 0, List.of(), new byte[] {1})));
        }
        changes.add(add(new Block(8, HOURS, FROM, 0, summary(FROM - 99 * HOUR, 0, 5), 0, List.of(), null)));
        assertThat(blocks.apply(changes)).isEmpty();
        // One that was there and is not any more.
        Block gone = new Block(SENSOR, HOURS, FROM, 0, summary(FROM - 98 * HOUR, 0, 5), 0, List.of(), null);
        blocks.apply(List.of(add(gone)));
        Block found = blocks.find(io.isotherm.store.series.BlockStore.Find.all(SENSOR, FROM, FROM + 1, 9, false))
                .getFirst();
        assertThat(blocks.apply(List.of(new Change(List.of(found), List.of(), ReadingBatch.EMPTY))))
                .isEmpty();
    }

    private static Change add(Block block) {
        return new Change(List.of(), List.of(block), ReadingBatch.EMPTY);
    }

    /** One reading a minute, of which the first ones are flagged. */
    private Summary summary(long start, int seed, int flagged) {
        double min = Double.NaN;
        double max = Double.NaN;
        double sum = 0;
        for (int minute = flagged; minute < 60; minute++) {
            double value = 4 + Math.sin(seed * 60 + minute) + seed / 10.0;
            min = Double.isNaN(min) ? value : Math.min(min, value);
            max = Double.isNaN(max) ? value : Math.max(max, value);
            sum += value;
            if (start >= FROM) {
                hours.computeIfAbsent(start, key -> new ArrayList<>()).add(value);
            }
        }
        int flags = Flags.of(Flags.GOOD, Unit.CELSIUS);
        return new Summary(
                60,
                60 - flagged,
                Unit.CELSIUS.code(),
                min,
                max,
                sum,
                start,
                4,
                flags,
                start + 59 * 60_000,
                4,
                flags,
                start,
                60_000,
                60_000);
    }

    private static Summary whole(List<Summary> parts) {
        Summary first = parts.getFirst();
        Summary last = parts.getLast();
        return new Summary(
                60 * parts.size(),
                60 * parts.size(),
                first.unit(),
                parts.stream().mapToDouble(Summary::min).min().orElseThrow(),
                parts.stream().mapToDouble(Summary::max).max().orElseThrow(),
                parts.stream().mapToDouble(Summary::sum).sum(),
                first.firstTime(),
                4,
                first.firstFlags(),
                last.lastTime(),
                4,
                first.firstFlags(),
                first.firstTime(),
                60_000,
                60_000);
    }

    /** Runs a query of the page, the first one being 0. */
    private List<BsonDocument> query(int index) throws IOException {
        Path page = Path.of("docs/mongodb.md");
        String text = Files.readString(Files.exists(page) ? page : Path.of("..").resolve(page));
        List<String> queries = Pattern.compile("```js\\ndb\\.blocks\\.aggregate\\((.*?)\\)\\n```", Pattern.DOTALL)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(queries).hasSize(3);
        BsonArray stages = BsonArray.parse(queries.get(index));
        List<BsonDocument> pipeline =
                stages.stream().map(stage -> stage.asDocument()).toList();
        return home.collection(MongoLayout.BLOCKS).aggregate(pipeline).into(new ArrayList<>());
    }

    @Test
    void theHourlyMeanMinimumAndMaximum() throws Exception {
        List<BsonDocument> found = query(0);
        assertThat(found).hasSize(48);
        for (BsonDocument hour : found) {
            List<Double> values = hours.get(hour.getDateTime("_id").getValue());
            if (values == null) {
                assertThat(hour.isNull("mean")).isTrue();
                assertThat(hour.isNull("min")).isTrue();
                continue;
            }
            assertThat(hour.getNumber("good").intValue()).isEqualTo(values.size());
            assertThat(hour.getDouble("mean").getValue())
                    .isCloseTo(values.stream().mapToDouble(v -> v).average().orElseThrow(), within(1e-9));
            assertThat(hour.getDouble("min").getValue())
                    .isEqualTo(values.stream().mapToDouble(v -> v).min().orElseThrow());
            assertThat(hour.getDouble("max").getValue())
                    .isEqualTo(values.stream().mapToDouble(v -> v).max().orElseThrow());
        }
        assertThat(hours).as("one hour has no good reading").hasSize(47);
    }

    @Test
    void theDailyMaximum() throws Exception {
        List<BsonDocument> found = query(1);
        assertThat(found).hasSize(2);
        for (BsonDocument day : found) {
            long start = day.getDateTime("_id").getValue();
            assertThat(day.getDouble("max").getValue())
                    .isEqualTo(hours.subMap(start, start + Spans.length(DAYS)).values().stream()
                            .flatMap(List::stream)
                            .mapToDouble(v -> v)
                            .max()
                            .orElseThrow());
        }
    }

    @Test
    void theSensorsWithMostFlaggedReadings() throws Exception {
        new MongoCatalogStore(home)
                .sensor(
                        new SensorKey("fridge/air", Quantity.TEMPERATURE),
                        new Naming("Air", "Fridge", Unit.CELSIUS, Optional.empty()));
        home.collection(MongoLayout.SENSORS)
                .updateOne(new BsonDocument(), BsonDocument.parse("{$set: {number: " + SENSOR + "}}"));
        List<BsonDocument> found = query(2);
        assertThat(found).extracting(each -> each.getNumber("_id").intValue()).containsExactly(SENSOR, 8);
        assertThat(found)
                .extracting(each -> each.getNumber("flagged").intValue())
                .containsExactly(23 + 60, 5);
        assertThat(found.getFirst().getString("id").getValue()).isEqualTo("fridge-air");
    }
}
