package io.isotherm.bench.store;

import static io.isotherm.bench.store.StoreBench.say;

import io.isotherm.bench.RealisticReadings;
import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Unit;
import io.isotherm.store.BucketQuery;
import io.isotherm.store.Buckets;
import io.isotherm.store.series.SeriesReadingStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Reads of one sensor with a year at 1 Hz, quiet, and while other sensors write. */
final class ReadBench {
    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;
    private static final int YEAR = 365;
    private static final int RUNS = 200;
    private static final int OPENINGS = 20;
    private static final int WRITTEN_PER_SECOND = 100_000;
    private static final int OTHERS = 20_000;

    private ReadBench() {}

    static void run(Home home) throws Exception {
        SeriesReadingStore store = home.open();
        fill(store);
        store.settle();
        measure("quiet", store);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong written = new AtomicLong();
        Thread writer = Thread.ofPlatform().start(() -> write(store, stop, written));
        Thread.sleep(3_000);
        long before = written.get();
        long start = System.nanoTime();
        measure("while written to", store);
        double seconds = (System.nanoTime() - start) / 1e9;
        say("  meanwhile %,.0f readings/s were written", (written.get() - before) / seconds);
        stop.set(true);
        writer.join();
        store.close();
    }

    /**
     * The long ranges as they are asked for the first time, when no summary is in memory: the store is opened anew for
     * each, over what {@link #run} left.
     */
    static void first(Home home) {
        long end = Fleet.START + YEAR * DAY;
        long[] month = new long[OPENINGS];
        long[] year = new long[OPENINGS];
        for (int i = -OPENINGS / 2; i < OPENINGS; i++) {
            long took = nanos(home, end - 30 * DAY, end, HOUR);
            long tookYear = nanos(home, Fleet.START, end, 12 * HOUR);
            if (i >= 0) {
                month[i] = took;
                year[i] = tookYear;
            }
        }
        tell("first time, 30 days to 720 points of an hour", month);
        tell("first time, 1 year to 730 points of 12 hours", year);
    }

    private static long nanos(Home home, long from, long to, long width) {
        try (SeriesReadingStore store = home.open()) {
            store.latest();
            long start = System.nanoTime();
            points(store, from, to, width);
            return System.nanoTime() - start;
        }
    }

    private static void tell(String what, long[] nanos) {
        Arrays.sort(nanos);
        say("%s: p50 %.2f ms, p90 %.2f ms", what, nanos[nanos.length / 2] / 1e6, nanos[nanos.length * 9 / 10] / 1e6);
    }

    private static void fill(SeriesReadingStore store) {
        RealisticReadings fridge = new RealisticReadings(1, Fleet.START, 1_000, 1);
        int flags = Flags.of(Flags.GOOD, Unit.CELSIUS);
        for (long day = 0; day < YEAR; day++) {
            ReadingBatch.Builder batch = new ReadingBatch.Builder(86_400);
            for (long i = day * 86_400; i < (day + 1) * 86_400; i++) {
                batch.add(1, fridge.time(i), fridge.value(i), flags);
            }
            store.append(List.of(batch.build()));
        }
    }

    private static void write(SeriesReadingStore store, AtomicBoolean stop, AtomicLong written) {
        Fleet fleet = new Fleet();
        long next = System.nanoTime();
        for (long second = 0; !stop.get(); second++) {
            for (int from = OTHERS; from < OTHERS + Fleet.SENSORS; from += 1_000) {
                store.append(List.of(fleet.batch(second, from, from + 1_000)));
                written.addAndGet(1_000);
            }
            next += (long) (1e9 * Fleet.SENSORS / WRITTEN_PER_SECOND);
            long wait = next - System.nanoTime();
            if (wait > 0) {
                try {
                    Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }

    private static void measure(String when, SeriesReadingStore store) {
        long end = Fleet.START + YEAR * DAY;
        // On other days each time, so that no day is read twice in a row.
        AtomicLong turn = new AtomicLong();
        percentiles(when, "24 h raw, 86,400 readings", () -> {
            long from = Fleet.START + (turn.incrementAndGet() * 7 % 300) * DAY;
            long[] count = {0};
            store.read(1, from, from + DAY, piece -> count[0] += piece.size());
            return count[0];
        });
        percentiles(when, "30 days to 720 points of an hour", () -> points(store, end - 30 * DAY, end, HOUR));
        percentiles(
                when,
                "30 days to 720 points of an hour, from the middle of one",
                () -> points(store, end - 30 * DAY - HOUR / 2, end - HOUR / 2, HOUR));
        percentiles(when, "1 year to 730 points of 12 hours", () -> points(store, Fleet.START, end, 12 * HOUR));
        percentiles(when, "6 hours to 720 points of 30 s", () -> {
            long from = Fleet.START + (turn.incrementAndGet() * 7 % 300) * DAY;
            return points(store, from, from + 6 * HOUR, 30_000);
        });
    }

    private static long points(SeriesReadingStore store, long from, long to, long width) {
        Buckets buckets = store.buckets(new BucketQuery(1, from, to, width, Unit.CELSIUS, 15_000));
        long count = 0;
        for (long one : buckets.count()) {
            count += one;
        }
        return count;
    }

    private static void percentiles(String when, String what, LongSupplier read) {
        long[] nanos = new long[RUNS];
        long readings = 0;
        for (int i = -RUNS / 2; i < RUNS; i++) {
            long start = System.nanoTime();
            readings = read.getAsLong();
            if (i >= 0) {
                nanos[i] = System.nanoTime() - start;
            }
        }
        tell(String.format(Locale.ROOT, "%s, %s (%,d readings)", when, what, readings), nanos);
    }

    static void latest(Home home) {
        SeriesReadingStore store = home.open();
        Fleet fleet = new Fleet();
        List<ReadingBatch> batches = new ArrayList<>();
        batches.add(fleet.batch(0, 1, Fleet.SENSORS + 1));
        store.append(batches);
        percentiles("quiet", "newest of 10,000 sensors", () -> store.latest().size());
        store.close();
    }
}
