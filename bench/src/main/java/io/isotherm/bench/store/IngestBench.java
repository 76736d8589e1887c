package io.isotherm.bench.store;

import static io.isotherm.bench.store.StoreBench.say;

import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Unit;
import io.isotherm.store.series.SeriesOptions;
import io.isotherm.store.series.SeriesReadingStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Appends: how many, how quick, at what price. */
final class IngestBench {
    private static final int BATCH = 5_000;
    private static final int CALLERS = 4;
    private static final int SINGLES = 64;

    private IngestBench() {}

    static void ingest(Home home, int millions) throws Exception {
        Fleet fleet = new Fleet();
        long batches = millions * 1_000_000L / BATCH;
        double generating = generating(fleet, home);
        SeriesReadingStore store = home.open();
        Cpu cpu = new Cpu(home);
        long heap = 0;
        AtomicLong next = new AtomicLong();
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                done.add(callers.submit(() -> {
                    for (long n = next.getAndIncrement(); n < batches; n = next.getAndIncrement()) {
                        store.append(List.of(batch(fleet, n)));
                    }
                }));
            }
            while (done.stream().anyMatch(caller -> !caller.isDone())) {
                Thread.sleep(2_000);
                say(
                        "  %d million after %.1f s, CPU %.1f s",
                        next.get() * BATCH / 1_000_000, cpu.seconds(), cpu.cpuSeconds());
                if (next.get() >= batches * 2 / 3 && heap == 0) {
                    heap = usedHeap();
                }
            }
            for (Future<?> caller : done) {
                caller.get();
            }
        }
        double acknowledged = cpu.seconds();
        store.settle();
        double settled = cpu.seconds();
        double cpuSeconds = cpu.cpuSeconds();
        say(
                "ingest: %d million readings, %,.0f/s acknowledged, %,.0f/s with all in blocks",
                millions, millions * 1e6 / acknowledged, millions * 1e6 / settled);
        say(
                "  CPU %.3f s a million (generator %.3f s of it), heap after collection %d MB",
                cpuSeconds / millions, generating, heap >> 20);
        store.close();
        say("  %.3f bytes a reading on disk", home.bytes() / (millions * 1e6));
    }

    private static ReadingBatch batch(Fleet fleet, long n) {
        int perSecond = Fleet.SENSORS / BATCH;
        int from = 1 + (int) (n % perSecond) * BATCH;
        return fleet.batch(n / perSecond, from, from + BATCH);
    }

    private static double generating(Fleet fleet, Home home) {
        long sum = 0;
        for (long n = 0; n < 400; n++) {
            sum += batch(fleet, n).time(0);
        }
        Cpu cpu = new Cpu(home);
        for (long n = 0; n < 2_000; n++) {
            sum += batch(fleet, n).time(1);
        }
        return sum == 0 ? 0 : cpu.cpuSeconds() / (2_000.0 * BATCH / 1e6);
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    static void singles(Home home, int seconds) throws Exception {
        SeriesReadingStore store = home.open();
        long[][] nanos = new long[SINGLES][200_000];
        int[] counts = new int[SINGLES];
        long begin = System.nanoTime();
        long warm = begin + seconds * 250_000_000L;
        long end = begin + seconds * 1_000_000_000L;
        Cpu cpu = new Cpu(home);
        try (ExecutorService callers =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory())) {
            for (int c = 0; c < SINGLES; c++) {
                int caller = c;
                callers.execute(() -> {
                    long second = 0;
                    long now = System.nanoTime();
                    while (now < end) {
                        store.append(List.of(new ReadingBatch.Builder(1)
                                .add(
                                        caller + 1,
                                        Fleet.START + second++ * 1_000,
                                        second % 700 / 100.0,
                                        Flags.of(Flags.GOOD, Unit.CELSIUS))
                                .build()));
                        long then = System.nanoTime();
                        if (now > warm && counts[caller] < nanos[caller].length) {
                            nanos[caller][counts[caller]++] = then - now;
                        }
                        now = then;
                    }
                });
            }
        }
        double cpuSeconds = cpu.cpuSeconds();
        long[] all = new long[Arrays.stream(counts).sum()];
        int size = 0;
        for (int c = 0; c < SINGLES; c++) {
            System.arraycopy(nanos[c], 0, all, size, counts[c]);
            size += counts[c];
        }
        Arrays.sort(all);
        say(
                "singles: %,.0f readings/s of %d callers, p50 %.2f ms, p99 %.2f ms, most %.1f ms, CPU %.1f s in %d s",
                size / (seconds * 0.75),
                SINGLES,
                all[size / 2] / 1e6,
                all[size * 99 / 100] / 1e6,
                all[size - 1] / 1e6,
                cpuSeconds,
                seconds);
        store.close();
    }

    /** Never puts anything into blocks, and ends without closing. */
    static void fill(Home home, int millions) {
        SeriesOptions usual = SeriesOptions.usual();
        SeriesOptions never = new SeriesOptions(
                Duration.ofDays(1),
                Duration.ofDays(1),
                usual.grace(),
                Long.MAX_VALUE,
                Long.MAX_VALUE / 4,
                usual.chunkReadings(),
                usual.blockReadings());
        SeriesReadingStore store = home.open(never);
        Fleet fleet = new Fleet();
        for (long n = 0; n < millions * 1_000_000L / BATCH; n += 10) {
            List<ReadingBatch> batches = new ArrayList<>();
            for (long i = n; i < n + 10; i++) {
                batches.add(batch(fleet, i));
            }
            store.append(batches);
        }
        say("filled: %d million readings in the journal, %d MB", millions, home.bytes() >> 20);
        Runtime.getRuntime().halt(0);
    }
}
