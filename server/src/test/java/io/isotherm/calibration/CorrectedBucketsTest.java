package io.isotherm.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.model.Calibration;
import io.isotherm.model.Correction;
import io.isotherm.model.Flags;
import io.isotherm.model.Quantity;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorDetails;
import io.isotherm.model.Unit;
import io.isotherm.store.BucketModel;
import io.isotherm.store.BucketQuery;
import io.isotherm.store.Buckets;
import io.isotherm.store.MemoryReadingStore;
import io.isotherm.store.ReadingStore;
import io.isotherm.store.Readings;
import io.isotherm.store.Readings.Reading;
import io.isotherm.store.Retention;
import io.isotherm.store.series.SeriesOptions;
import io.isotherm.store.series.SeriesReadingStore;
import io.isotherm.store.sqlite.DataFolder;
import io.isotherm.store.sqlite.SqliteBlockStore;
import io.isotherm.store.sqlite.SqliteJournal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Corrected buckets against readings that are corrected one by one and put into buckets the plain way. */
class CorrectedBucketsTest {
    private static final long START = Instant.parse("2026-11-01T00:00:00Z").toEpochMilli();
    private static final long STEP = 60_000;
    private static final Unit[] UNITS = {Unit.CELSIUS, Unit.FAHRENHEIT, Unit.KELVIN};

    @TempDir
    Path temporary;

    private static Sensor sensor(int number, List<Calibration> calibrations) {
        return new Sensor(
                number,
                "s",
                "s",
                "S",
                "d",
                null,
                Quantity.TEMPERATURE,
                Unit.CELSIUS,
                null,
                SensorDetails.NONE.withCalibrations(calibrations),
                1);
    }

    private static Calibration calibration(Random random, int number, long from) {
        Correction correction = switch (random.nextInt(4)) {
            case 0 -> new Correction.Offset(random.nextGaussian());
            case 1 ->
                new Correction.TwoPoint(
                        random.nextGaussian(), 0, 50 + random.nextGaussian(), 50 + random.nextGaussian());
            case 2 -> new Correction.Polynomial(List.of(random.nextGaussian(), 0.9 + random.nextDouble() / 5));
            default ->
                new Correction.Polynomial(
                        List.of(random.nextGaussian(), 1.0 - random.nextInt(3), random.nextGaussian() / 100, 1e-5));
        };
        Unit unit = UNITS[random.nextInt(UNITS.length)];
        Calibration made = new Calibration(number, from, "A", 0, "R", unit, correction, null);
        return random.nextInt(5) == 0 ? made.revoked(new Calibration.Revocation("B", 1, "why")) : made;
    }

    private static List<Calibration> calibrations(Random random, long length) {
        List<Calibration> all = new ArrayList<>();
        for (int n = random.nextInt(6); n > 0; n--) {
            long from = random.nextInt(6) == 0 ? Long.MIN_VALUE : START + random.nextLong(-length / 5, length);
            // Now and then at a bucket's very start, and twice at one time.
            from = random.nextInt(4) == 0 ? Math.floorDiv(from, 3_600_000) * 3_600_000 : from;
            all.add(calibration(random, all.size() + 1, from));
            if (random.nextInt(6) == 0) {
                all.add(calibration(random, all.size() + 1, from));
            }
        }
        return all;
    }

    private static List<Reading> readings(Random random, int sensor, int count, Unit unit, boolean mixed) {
        List<Reading> all = new ArrayList<>();
        long time = START;
        for (int i = 0; i < count; i++) {
            time += random.nextInt(40) == 0 ? 50 * STEP : STEP - random.nextInt(3);
            Unit sent = mixed && random.nextInt(3) == 0 ? UNITS[random.nextInt(UNITS.length)] : unit;
            int quality = random.nextInt(20) == 0 ? Flags.OUT_OF_RANGE : Flags.GOOD;
            sent = random.nextInt(200) == 0 ? Unit.PERCENT : sent;
            double value = random.nextInt(100) == 0 ? Double.NaN : Math.rint(random.nextGaussian() * 100) / 10;
            all.add(Reading.of(sensor, time, value, Flags.of(quality, sent)));
        }
        return all;
    }

    /** What a reading is worth, worked out apart from the product's choice of the calibration. */
    private static Reading corrected(List<Calibration> calibrations, Reading reading, Unit shown) {
        @Nullable
        Calibration counts = calibrations.stream()
                .filter(each -> each.revoked() == null && each.from() <= reading.time())
                .sorted(Comparator.comparingLong(Calibration::from))
                .reduce((before, after) -> after)
                .orElse(null);
        Unit sent = Flags.unit(reading.flags());
        double value = Double.NaN;
        if (sent.convertsTo(shown)) {
            value = counts == null
                    ? sent.convert(reading.value(), shown)
                    : counts.unit()
                            .convert(counts.correction().correct(sent.convert(reading.value(), counts.unit())), shown);
        }
        return Reading.of(reading.sensor(), reading.time(), value, Flags.of(Flags.quality(reading.flags()), shown));
    }

    private static void compare(
            ReadingStore store, List<Reading> readings, Sensor sensor, BucketQuery query, String round) {
        List<Reading> expected = readings.stream()
                .filter(each -> each.time() >= query.from() && each.time() < query.to())
                .map(each -> corrected(sensor.details().calibrations(), each, query.unit()))
                .toList();
        try {
            BucketModel.compare(CorrectedBuckets.of(store, sensor, query), query, expected);
        } catch (AssertionError e) {
            throw new AssertionError(
                    round + ", " + query + ", " + sensor.details().calibrations(), e);
        }
        for (int i = 0; i < expected.size(); i += 37) {
            Reading sent =
                    readings.get(readings.size() - expected.size() == 0 ? i : indexOf(readings, expected.get(i)));
            assertThat(Corrected.value(sensor, sent.time(), sent.value(), sent.flags(), query.unit()))
                    .isEqualTo(Double.valueOf(expected.get(i).value()));
        }
    }

    private static int indexOf(List<Reading> readings, Reading wanted) {
        int i = 0;
        while (readings.get(i).time() != wanted.time()) {
            i++;
        }
        return i;
    }

    private static BucketQuery query(Random random, int sensor, long length) {
        long from = START + random.nextLong(-length / 10, length);
        long to = from + random.nextLong(-STEP, length);
        long[] widths = {1, 1_000, 7 * STEP + 1, 3_600_000, 6 * 3_600_000, 86_400_000, 9 * 86_400_000L};
        long width = widths[random.nextInt(widths.length)];
        return new BucketQuery(
                sensor,
                from,
                to,
                Math.max(width, length / 3_000),
                UNITS[random.nextInt(UNITS.length)],
                1 + random.nextInt(20) * STEP);
    }

    private static void append(ReadingStore store, List<Reading> readings) {
        store.append(List.of(Readings.batch(readings.toArray(Reading[]::new))));
    }

    private SeriesReadingStore open(DataFolder folder) {
        return SeriesReadingStore.open(
                SqliteJournal.open(folder), SqliteBlockStore.open(folder), SeriesOptions.usual());
    }

    @Test
    void randomCalibrationsOfRandomReadingsInAnyRange() {
        try (DataFolder folder = DataFolder.open(temporary.resolve("data"));
                SeriesReadingStore store = open(folder)) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("isotherm.test.random", 2));
            for (int seed = 1; System.nanoTime() < end; seed++) {
                Random random = new Random(seed);
                List<Reading> readings =
                        readings(random, seed, 1 + random.nextInt(300), UNITS[random.nextInt(3)], true);
                append(store, readings);
                long length = readings.getLast().time() - START + STEP;
                for (int i = 0; i < 10; i++) {
                    Sensor sensor = sensor(seed, calibrations(random, length));
                    compare(store, readings, sensor, query(random, seed, length), "seed " + seed);
                }
            }
        }
    }

    @Test
    void summariesAreCorrectedLikeTheirReadings() {
        for (int seed = 1; seed <= 3; seed++) {
            Random random = new Random(seed);
            try (DataFolder folder = DataFolder.open(temporary.resolve("data-" + seed));
                    SeriesReadingStore store = open(folder)) {
                // Two weeks: blocks with parts, and a head.
                List<Reading> readings = readings(random, 1, 9_000, Unit.CELSIUS, seed == 3);
                append(store, readings.subList(0, 8_500));
                store.settle();
                append(store, readings.subList(8_500, 9_000));
                long length = readings.getLast().time() - START + STEP;
                for (int i = 0; i < 30; i++) {
                    Sensor sensor = sensor(1, calibrations(random, length));
                    compare(store, readings, sensor, query(random, 1, length), "seed " + seed);
                }
            }
        }
    }

    @Test
    void whereReadingsWereDroppedTheirSummariesAreCorrected() {
        try (DataFolder folder = DataFolder.open(temporary.resolve("data"));
                SeriesReadingStore store = open(folder)) {
            List<Reading> readings = new ArrayList<>();
            for (int i = 0; i < 10 * 1_440; i++) {
                readings.add(Reading.of(1, START + i * STEP, 4 + Math.sin(i / 100.0), Flags.of(0, Unit.CELSIUS)));
            }
            append(store, readings);
            store.settle();
            long to = START + 4 * 86_400_000L;
            store.retire(new Retention() {
                @Override
                public long readingsBefore(int sensor) {
                    return to;
                }

                @Override
                public long summariesBefore(int sensor) {
                    return Long.MIN_VALUE;
                }
            });
            Correction bent = new Correction.Polynomial(List.of(0.5, 1.0, 0.001));
            Sensor sensor = sensor(1, List.of(new Calibration(1, START, "A", 0, "R", Unit.CELSIUS, bent, null)));
            BucketQuery query = new BucketQuery(1, START, to, 86_400_000L, Unit.CELSIUS, Long.MAX_VALUE / 2);
            Buckets plain = store.buckets(query);
            Buckets shown = CorrectedBuckets.of(store, sensor, query);
            assertThat(shown.count()).containsExactly(plain.count());
            for (int i = 0; i < shown.times().length; i++) {
                assertThat(shown.max()[i]).isEqualTo(bent.correct(plain.max()[i]));
                assertThat(shown.mean()[i]).isBetween(shown.min()[i], shown.max()[i]);
            }
        }
    }

    @Test
    void whatLeavesTheRangeOfADoubleDoesNotCount() {
        MemoryReadingStore store = new MemoryReadingStore();
        List<Reading> readings = List.of(
                Reading.of(1, START, 1e308, Flags.of(0, Unit.CELSIUS)),
                Reading.of(1, START + 1, 4, Flags.of(0, Unit.CELSIUS)));
        append(store, readings);
        Sensor sensor = sensor(
                1,
                List.of(new Calibration(
                        1, START, "A", 0, "R", Unit.CELSIUS, new Correction.TwoPoint(0, 0, 1, 10), null)));
        Buckets buckets =
                CorrectedBuckets.of(store, sensor, new BucketQuery(1, START, START + 10, 1_000, Unit.CELSIUS, 5_000));
        assertThat(buckets.flagged()).containsExactly(1);
        assertThat(buckets.max()).containsExactly(40);
    }
}
