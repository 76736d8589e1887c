package io.isotherm.store.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.model.Flags;
import io.isotherm.model.Unit;
import io.isotherm.store.BucketModel;
import io.isotherm.store.BucketQuery;
import io.isotherm.store.Readings;
import io.isotherm.store.Readings.Reading;
import io.isotherm.store.Retention;
import io.isotherm.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Random sequences of everything that can happen to the engine, and what a plain map would answer. After each step every
 * process must answer as the map does. A sequence is made of a seed; one that fails is shortened before it is told.
 */
final class SeriesModel {
    private static final int SENSORS = 3;
    private static final double[] VALUES = {4.0, 4.5, -18.25, -0.0, 0.0, Double.NaN, 85.0, 21.37, 0.1 + 0.2};
    private static final int[] FLAGS = {
        Readings.GOOD, Readings.GOOD, Readings.GOOD, Readings.FAULT, Flags.of(Flags.GOOD, Unit.FAHRENHEIT), 0
    };
    private static final long[] STEPS = {1, 1_000, 10_000, 60_000, 300_000, 3_600_000};
    // Small, so that a short sequence packs chunks and splits blocks.
    private static final SeriesOptions OPTIONS = new SeriesOptions(
            Duration.ofHours(1),
            Duration.ofHours(1),
            Duration.ofMillis(500),
            Long.MAX_VALUE,
            Long.MAX_VALUE / 4,
            5,
            40);

    private SeriesModel() {}

    /** Runs the sequence of a seed; throws with its shortest failing form. */
    static void run(long seed) {
        Random random = new Random(seed);
        int processes = random.nextInt(3) == 0 ? 2 : 1;
        List<SeriesStep> steps = steps(random, processes);
        Throwable failure = failure(steps, processes, seed);
        if (failure != null) {
            List<SeriesStep> shortest = shortest(steps, processes, seed);
            StringBuilder told = new StringBuilder();
            shortest.forEach(step -> told.append("\n  ").append(step));
            Throwable last = failure(shortest, processes, seed);
            throw new AssertionError(
                    "with -Disotherm.test.seed=" + seed + ", " + processes + " processes, in its shortest form:" + told
                            + "\n" + last,
                    last);
        }
    }

    private static List<SeriesStep> shortest(List<SeriesStep> steps, int processes, long seed) {
        List<SeriesStep> shortest = steps;
        boolean shorter = true;
        while (shorter) {
            shorter = false;
            for (int i = shortest.size() - 1; i >= 0; i--) {
                for (List<SeriesStep> candidate : without(shortest, i)) {
                    if (failure(candidate, processes, seed) != null) {
                        shortest = candidate;
                        shorter = true;
                        break;
                    }
                }
                i = Math.min(i, shortest.size());
            }
        }
        return shortest;
    }

    /** The sequence without a step, or with half as much of it. */
    private static List<List<SeriesStep>> without(List<SeriesStep> steps, int i) {
        List<List<SeriesStep>> candidates = new ArrayList<>();
        List<SeriesStep> fewer = new ArrayList<>(steps);
        fewer.remove(i);
        candidates.add(fewer);
        if (steps.get(i) instanceof SeriesStep.Append append) {
            List<Reading> readings = new ArrayList<>();
            append.batches().forEach(readings::addAll);
            for (int half = readings.size() / 2; half > 0; half /= 2) {
                for (int from = 0; from + half <= readings.size(); from += half) {
                    List<Reading> left = new ArrayList<>(readings);
                    left.subList(from, from + half).clear();
                    List<SeriesStep> smaller = new ArrayList<>(steps);
                    smaller.set(
                            i, new SeriesStep.Append(append.process(), List.of(left), append.fault(), append.dies()));
                    candidates.add(smaller);
                    if (readings.size() > 64) {
                        break;
                    }
                }
            }
        }
        return candidates;
    }

    private static @Nullable Throwable failure(List<SeriesStep> steps, int processes, long seed) {
        try {
            new Run(processes, seed).run(steps);
            return null;
        } catch (AssertionError | RuntimeException e) {
            return e;
        }
    }

    private static List<SeriesStep> steps(Random random, int processes) {
        List<SeriesStep> steps = new ArrayList<>();
        long step = STEPS[random.nextInt(STEPS.length)];
        long now = random.nextInt(4) == 0 ? -step * 20 : random.nextLong(1_700_000_000_000L);
        int count = 3 + random.nextInt(14);
        for (int i = 0; i < count; i++) {
            if (random.nextInt(8) == 0) {
                step = STEPS[random.nextInt(STEPS.length)];
            }
            int process = random.nextInt(processes);
            int fault = random.nextInt(4) == 0 ? random.nextInt(12) : -1;
            boolean dies = random.nextBoolean();
            int choice = random.nextInt(100);
            if (choice < 50) {
                List<List<Reading>> batches = batches(random, now, step);
                now += step * random.nextInt(60);
                steps.add(new SeriesStep.Append(process, batches, fault, dies));
            } else if (choice < 75) {
                steps.add(new SeriesStep.Settle(process, random.nextBoolean(), fault, dies));
            } else if (choice < 83) {
                long from = now - step * random.nextInt(120);
                steps.add(new SeriesStep.Remove(
                        process, 1 + random.nextInt(SENSORS), from, from + step * random.nextInt(100), fault, dies));
            } else if (choice < 88 && processes == 1) {
                // Of one process alone: another one may see what is too old for as long as it lies in a writer's
                // journal.
                steps.add(
                        new SeriesStep.Retire(process, 1 + random.nextInt(SENSORS), now - step * random.nextInt(200)));
            } else {
                steps.add(new SeriesStep.Restart(process, random.nextBoolean()));
            }
        }
        return steps;
    }

    private static List<List<Reading>> batches(Random random, long now, long step) {
        List<List<Reading>> batches = new ArrayList<>();
        for (int b = 1 + random.nextInt(3); b > 0; b--) {
            List<Reading> batch = new ArrayList<>();
            int sensor = 1 + random.nextInt(SENSORS);
            if (random.nextBoolean()) {
                // In order, as sensors send: enough to fill and split blocks.
                int size = random.nextInt(random.nextInt(4) == 0 ? 150 : 20);
                for (int i = 0; i < size; i++) {
                    batch.add(reading(random, sensor, now + i * step));
                }
            } else {
                for (int i = random.nextInt(12); i > 0; i--) {
                    long time = now + step * (random.nextInt(90) - 70);
                    batch.add(reading(random, 1 + random.nextInt(SENSORS), time));
                }
            }
            batches.add(batch);
        }
        return batches;
    }

    private static Reading reading(Random random, int sensor, long time) {
        boolean usual = random.nextInt(3) > 0;
        return Reading.of(
                sensor,
                time,
                usual ? random.nextInt(1_000) / 100.0 : VALUES[random.nextInt(VALUES.length)],
                usual ? Readings.GOOD : FLAGS[random.nextInt(FLAGS.length)]);
    }

    /** A sequence under way. */
    private static final class Run {
        private final long seed;
        private final Faults faults = new Faults();
        private final MemoryJournals journals;
        private final MemoryBlockStore blocks = new MemoryBlockStore(faults);
        private final Journal[] journal;
        private final SeriesReadingStore[] stores;
        private final List<TreeMap<Long, Reading>> model = new ArrayList<>();

        Run(int processes, long seed) {
            this.seed = seed;
            journals = new MemoryJournals(processes > 1, faults);
            journal = new Journal[processes];
            stores = new SeriesReadingStore[processes];
            for (int i = 0; i < processes; i++) {
                start(i);
            }
            for (int i = 0; i <= SENSORS; i++) {
                model.add(new TreeMap<>());
            }
        }

        private void start(int process) {
            journal[process] = journals.open();
            stores[process] = SeriesReadingStore.open(journal[process], blocks, OPTIONS);
        }

        private void kill(int process) {
            journals.kill(journal[process]);
            stores[process].abandon();
            start(process);
        }

        void run(List<SeriesStep> steps) {
            try {
                for (SeriesStep step : steps) {
                    faults.at(step.fault());
                    try {
                        take(step);
                    } catch (StoreException e) {
                        faults.at(-1);
                        if (!String.valueOf(e.getMessage()).startsWith("fault")) {
                            throw e;
                        }
                        if (step.dies()) {
                            kill(step.process());
                        }
                        // As whoever asked would do.
                        take(step);
                    }
                    faults.at(-1);
                    learn(step);
                    for (SeriesReadingStore store : stores) {
                        compare(store, step);
                    }
                }
                stores[0].settle();
                for (SeriesReadingStore store : stores) {
                    compare(store, new SeriesStep.Settle(0, true, -1, false));
                }
                blocksAreApartAndRight();
            } finally {
                for (SeriesReadingStore store : stores) {
                    store.abandon();
                }
            }
        }

        private void take(SeriesStep step) {
            SeriesReadingStore store = stores[step.process()];
            switch (step) {
                case SeriesStep.Append append ->
                    store.append(append.batches().stream().map(Readings::batch).toList());
                case SeriesStep.Settle settle -> {
                    if (settle.all()) {
                        store.settle();
                    }
                    store.settleDue();
                }
                case SeriesStep.Remove remove -> store.remove(remove.sensor(), remove.from(), remove.to());
                case SeriesStep.Retire retire ->
                    retire(new Retention() {
                        @Override
                        public long readingsBefore(int sensor) {
                            return sensor == retire.sensor() ? retire.before() : Long.MIN_VALUE;
                        }

                        @Override
                        public long summariesBefore(int sensor) {
                            return readingsBefore(sensor);
                        }
                    });
                case SeriesStep.Restart restart -> {
                    if (restart.killed()) {
                        kill(restart.process());
                    } else {
                        store.close();
                        start(restart.process());
                    }
                }
            }
        }

        // Each process looks for what is too old; one finds it, all learn of it.
        private void retire(Retention retention) {
            for (SeriesReadingStore store : stores) {
                store.retire(retention);
            }
        }

        private void learn(SeriesStep step) {
            switch (step) {
                case SeriesStep.Append append ->
                    append.batches()
                            .forEach(batch -> batch.forEach(reading -> model.get(reading.sensor())
                                    .merge(reading.time(), reading, (there, comes) -> comes.against(there))));
                case SeriesStep.Remove remove ->
                    range(remove.sensor(), remove.from(), remove.to()).clear();
                case SeriesStep.Retire retire -> {
                    // Whole blocks go, so some of what is too old may stay, even what had lost against what went;
                    // nothing
                    // else may go.
                    NavigableMap<Long, Reading> old = range(retire.sensor(), Long.MIN_VALUE, retire.before());
                    List<Reading> left = Readings.range(stores[0], retire.sensor(), Long.MIN_VALUE, retire.before());
                    left.forEach(reading -> assertThat(old).containsKey(reading.time()));
                    old.clear();
                    left.forEach(reading -> old.put(reading.time(), reading));
                }
                case SeriesStep.Settle settle -> {}
                case SeriesStep.Restart restart -> {}
            }
        }

        private NavigableMap<Long, Reading> range(int sensor, long from, long to) {
            return from < to ? model.get(sensor).subMap(from, true, to, false) : new TreeMap<>();
        }

        private void compare(SeriesReadingStore store, SeriesStep after) {
            // Of the step alone, so that the questions stay the same when the sequence is shortened.
            Random random = new Random(seed ^ after.hashCode());
            List<Reading> latest = new ArrayList<>();
            for (int sensor = 1; sensor <= SENSORS; sensor++) {
                List<Reading> expected = new ArrayList<>(model.get(sensor).values());
                assertThat(Readings.all(store, sensor)).as("after %s", after).isEqualTo(expected);
                if (expected.isEmpty()) {
                    continue;
                }
                latest.add(expected.getLast());
                int count = 1 + random.nextInt(60);
                assertThat(Readings.list(store.newest(sensor, count)))
                        .as("newest after %s", after)
                        .isEqualTo(expected.subList(Math.max(0, expected.size() - count), expected.size()));
                long first = expected.getFirst().time();
                long span = expected.getLast().time() - first + 2;
                long from = first + random.nextLong(span) - 1;
                long to = from + random.nextLong(span + 10);
                List<Reading> part = new ArrayList<>(range(sensor, from, to).values());
                assertThat(Readings.range(store, sensor, from, to))
                        .as("range after %s", after)
                        .isEqualTo(part);
                assertThat(store.count(sensor, from, to))
                        .as("count after %s", after)
                        .isEqualTo(part.size());
                long width = 1 + random.nextLong(Math.max(1, (to - from) / (1 + random.nextInt(20)) + 1));
                BucketQuery query =
                        new BucketQuery(sensor, from, to, width, Unit.CELSIUS, 1 + random.nextLong(span / 4 + 1));
                BucketModel.compare(store.buckets(query), query, part);
            }
            assertThat(Readings.list(store.latest()))
                    .as("latest after %s", after)
                    .containsExactlyInAnyOrderElementsOf(latest);
        }

        private void blocksAreApartAndRight() {
            Block before = null;
            for (Block block : blocks.all()) {
                if (before != null && before.sensor() == block.sensor()) {
                    assertThat(block.start()).as("%s after %s", block, before).isGreaterThanOrEqualTo(before.end());
                }
                before = block;
            }
        }
    }
}
