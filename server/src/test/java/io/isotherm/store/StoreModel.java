package io.isotherm.store;

import static io.isotherm.store.Readings.FAULT;
import static io.isotherm.store.Readings.GOOD;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Unit;
import io.isotherm.store.ReadingStore.AppendResult;
import io.isotherm.store.Readings.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;

/**
 * The contract in its simplest form, a sorted map a sensor, and a random sequence of calls, made of a seed, after each of
 * which the store must answer as the map does. The sensors and times are few, so that repeats and conflicts abound.
 */
final class StoreModel {
    static final int SENSORS = 3;
    private static final int TIMES = 40;
    private static final long EARLIEST = -20;
    private static final double[] VALUES = {4.0, 4.5, -18.25, -0.0, 0.0, Double.NaN, 85.0};
    private static final int[] FLAGS = {GOOD, GOOD, GOOD, FAULT, Flags.of(Flags.GOOD, Unit.FAHRENHEIT), 0};

    private final Random random;
    private final int firstSensor;
    private boolean reopened;
    private final List<TreeMap<Long, Reading>> model = new ArrayList<>();

    StoreModel(long seed, int firstSensor) {
        random = new Random(seed);
        this.firstSensor = firstSensor;
        for (int i = 0; i < SENSORS; i++) {
            model.add(new TreeMap<>());
        }
    }

    void run(ReadingStoreContract test) throws Exception {
        int calls = 4 + random.nextInt(10);
        for (int call = 0; call < calls; call++) {
            int choice = random.nextInt(100);
            if (choice < 75) {
                append(test.store);
            } else if (choice < 97) {
                remove(test.store);
            } else {
                test.reopen();
                reopened = true;
            }
            compare(test.store);
        }
    }

    private void append(ReadingStore store) {
        List<ReadingBatch> batches = new ArrayList<>();
        long added = 0;
        long repeated = 0;
        long conflicts = 0;
        for (int b = 1 + random.nextInt(3); b > 0; b--) {
            List<Reading> readings = new ArrayList<>();
            // Sometimes as many as fill statements of every size.
            for (int r = random.nextInt(random.nextInt(8) == 0 ? 200 : 12); r > 0; r--) {
                int sensor = random.nextInt(SENSORS);
                Reading reading = Reading.of(
                        firstSensor + sensor,
                        random.nextLong(EARLIEST, EARLIEST + TIMES),
                        VALUES[random.nextInt(VALUES.length)],
                        FLAGS[random.nextInt(FLAGS.length)]);
                readings.add(reading);
                Reading there = model.get(sensor).putIfAbsent(reading.time(), reading);
                if (there == null) {
                    added++;
                } else if (there.equals(reading)) {
                    repeated++;
                } else {
                    conflicts++;
                    model.get(sensor).put(reading.time(), reading.against(there));
                }
            }
            batches.add(Readings.batch(readings));
        }
        AppendResult result = store.append(batches);
        AppendResult exact = new AppendResult(added, repeated, conflicts);
        if (reopened) {
            // Late readings may count as added.
            assertThat(result.added() + result.repeated() + result.conflicts()).isEqualTo(added + repeated + conflicts);
            assertThat(result.added()).isGreaterThanOrEqualTo(added);
        } else {
            assertThat(result).isEqualTo(exact);
        }
    }

    private void remove(ReadingStore store) {
        int sensor = random.nextInt(SENSORS);
        long from = random.nextLong(EARLIEST, EARLIEST + TIMES);
        long to = from + random.nextInt(TIMES) - 3;
        NavigableMap<Long, Reading> gone = range(sensor, from, to);
        int expected = gone.size();
        gone.clear();
        assertThat(store.remove(firstSensor + sensor, from, to)).isEqualTo(expected);
    }

    private NavigableMap<Long, Reading> range(int sensor, long from, long to) {
        return from < to ? model.get(sensor).subMap(from, true, to, false) : new TreeMap<>();
    }

    private void compare(ReadingStore store) {
        List<Reading> latest = new ArrayList<>();
        for (int i = 0; i < SENSORS; i++) {
            int sensor = firstSensor + i;
            List<Reading> expected = new ArrayList<>(model.get(i).values());
            assertThat(Readings.all(store, sensor)).isEqualTo(expected);
            int count = random.nextInt(10);
            assertThat(Readings.list(store.newest(sensor, count)))
                    .isEqualTo(expected.subList(Math.max(0, expected.size() - count), expected.size()));
            if (!expected.isEmpty()) {
                latest.add(expected.getLast());
            }
            long from = random.nextLong(EARLIEST, EARLIEST + TIMES);
            long to = from + random.nextInt(TIMES) - 3;
            List<Reading> part = new ArrayList<>(range(i, from, to).values());
            assertThat(Readings.range(store, sensor, from, to)).isEqualTo(part);
            assertThat(store.count(sensor, from, to)).isEqualTo(part.size());
            BucketQuery query =
                    new BucketQuery(sensor, from, to, 1 + random.nextInt(12), Unit.CELSIUS, 1 + random.nextInt(8));
            BucketModel.compare(store.buckets(query), query, part);
        }
        assertThat(Readings.list(store.latest()).stream()
                        .filter(r -> r.sensor() >= firstSensor && r.sensor() < firstSensor + SENSORS))
                .containsExactlyInAnyOrderElementsOf(latest);
    }
}
