package io.isotherm.bench;

import com.sun.management.OperatingSystemMXBean;
import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Unit;
import io.isotherm.store.Retention;
import io.isotherm.store.Retired;
import io.isotherm.store.series.Block;
import io.isotherm.store.series.BlockStore;
import io.isotherm.store.series.BlockStore.Change;
import io.isotherm.store.series.BlockStore.Find;
import io.isotherm.store.series.Journal;
import io.isotherm.store.series.Spans;
import io.isotherm.store.series.Summary;
import io.isotherm.store.sqlite.DataFolder;
import io.isotherm.store.sqlite.SqliteBlockStore;
import io.isotherm.store.sqlite.SqliteJournal;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What journal and blocks cost in SQLite, every write durable: rates, CPU seconds, bytes on disk, times of finding. See
 * bench/README.md.
 */
public final class SqliteHomeBench {
    private static final long HOUR = 3_600_000;
    private static final int HOURS = 3;
    private static final int DAYS = 30;
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** The start of a stretch of 32 days. */
    private static final long T = Math.floorDiv(1_700_000_000_000L, 2 * Spans.LONGEST) * 2 * Spans.LONGEST;

    private final Path folder;

    private SqliteHomeBench(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws Exception {
        if (args.length != 2) {
            System.err.println("usage: SqliteHomeBench EMPTY_FOLDER SENSORS");
            System.exit(2);
        }
        SqliteHomeBench bench = new SqliteHomeBench(Path.of(args[0]));
        bench.journal(60, 20_000, 0);
        bench.journal(25_000, 20_000, 0);
        bench.journal(250_000, 4_000, 0);
        bench.journal(250_000, 500, 50);
        bench.backlog();
        bench.blocks(Integer.parseInt(args[1]));
    }

    private static double cpuSeconds() {
        return SYSTEM.getProcessCpuTime() / 1e9;
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    /** Megabytes that this process has handed to the disk, as Linux counts them; 0 elsewhere. */
    private static double writtenMegabytes() throws IOException {
        Path counters = Path.of("/proc/self/io");
        if (!Files.isReadable(counters)) {
            return 0;
        }
        return Files.readAllLines(counters).stream()
                .filter(line -> line.startsWith("write_bytes: "))
                .mapToDouble(line -> Double.parseDouble(line.substring(13)) / 1e6)
                .sum();
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private static String millis(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "p50 %.2f p99 %.2f max %.1f ms",
                sorted[sorted.length / 2] / 1e6,
                sorted[(int) (sorted.length * 0.99)] / 1e6,
                sorted[sorted.length - 1] / 1e6);
    }

    /** Appends as fast as it goes, or so many a second, while another thread trims what is 64 MB behind. */
    private void journal(int size, int records, int rate) throws IOException, InterruptedException {
        byte[] record = bytes(size);
        Path home = folder.resolve("journal-" + size + "-" + rate);
        try (DataFolder data = DataFolder.open(home);
                Journal journal = SqliteJournal.open(data)) {
            AtomicLong appended = new AtomicLong();
            AtomicBoolean done = new AtomicBoolean();
            long keep = Math.max(1_000, 64_000_000 / size);
            Thread trimming = Thread.ofPlatform().start(() -> {
                while (!done.get()) {
                    journal.trim(appended.get() - keep, ReadingBatch.EMPTY);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                }
            });
            long[] nanos = new long[records];
            double cpu = cpuSeconds();
            long start = System.nanoTime();
            for (int i = 0; i < records; i++) {
                if (rate > 0) {
                    long due = start + i * (1_000_000_000L / rate);
                    while (System.nanoTime() < due) {
                        LockSupport.parkNanos(due - System.nanoTime());
                    }
                }
                long before = System.nanoTime();
                journal.append(i, record);
                nanos[i] = System.nanoTime() - before;
                appended.set(i);
            }
            double took = seconds(start);
            double used = cpuSeconds() - cpu;
            done.set(true);
            trimming.join();
            double gigabytes = (double) size * records / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "journal, %,d B a record%s: %.1f MB/s, %,.0f records/s, %.2f CPU s/GB (%.0f %% of a core), append %s,"
                            + " file %d MB%n",
                    size,
                    rate > 0 ? ", " + rate + "/s" : "",
                    gigabytes * 1e3 / took,
                    records / took,
                    used / gigabytes,
                    100 * used / took,
                    millis(nanos),
                    Files.size(home.resolve("journal.db")) >> 20);
        }
    }

    /** A gigabyte is trimmed at once while records of 250 KB come in. */
    private void backlog() throws IOException, InterruptedException {
        byte[] record = bytes(250_000);
        Path home = folder.resolve("backlog");
        try (DataFolder data = DataFolder.open(home);
                Journal journal = SqliteJournal.open(data)) {
            for (int i = 0; i < 4_000; i++) {
                journal.append(i, record);
            }
            long before = Files.size(home.resolve("journal.db")) >> 20;
            AtomicBoolean done = new AtomicBoolean();
            long[] took = {0};
            Thread trimming = Thread.ofPlatform().start(() -> {
                long start = System.nanoTime();
                journal.trim(4_000, ReadingBatch.EMPTY);
                took[0] = System.nanoTime() - start;
                done.set(true);
            });
            long[] nanos = new long[100_000];
            int count = 0;
            while (!done.get() && count < nanos.length) {
                long start = System.nanoTime();
                journal.append(10_000 + count, record);
                nanos[count++] = System.nanoTime() - start;
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(15));
            }
            trimming.join();
            long after = Files.size(home.resolve("journal.db")) >> 20;
            for (int i = 0; i < 20; i++) {
                journal.trim(Long.MAX_VALUE, ReadingBatch.EMPTY);
            }
            System.out.printf(
                    Locale.ROOT,
                    "journal, trim of 1 GB: %.2f s, meanwhile %d appends %s; file %d MB before, %d after, %d at last%n",
                    took[0] / 1e9,
                    count,
                    millis(Arrays.copyOf(nanos, Math.max(1, count))),
                    before,
                    after,
                    Files.size(home.resolve("journal.db")) >> 20);
        }
    }

    private static Block block(int sensor, int hour, Random random, byte[] data) {
        double min = random.nextInt(200, 400) / 100.0;
        double max = min + random.nextInt(100) / 100.0;
        long first = T + hour * HOUR + random.nextInt(1_000);
        int good = Flags.of(Flags.GOOD, Unit.CELSIUS);
        int count = 3_600;
        double sum = Math.round((min + max) / 2 * count * 100) / 100.0;
        return new Block(
                sensor,
                HOURS,
                T + hour * HOUR,
                0,
                new Summary(
                        count,
                        count,
                        Unit.CELSIUS.code(),
                        min,
                        max,
                        sum,
                        first,
                        max,
                        good,
                        first + 3_599_000 - random.nextInt(5),
                        min,
                        good,
                        first + random.nextInt(3_000_000),
                        1_000 + random.nextInt(10),
                        1_000 + random.nextInt(5)),
                0,
                List.of(),
                data);
    }

    /** Blocks of an hour as sensors of one reading a second make them, for 30 days; then finds some. */
    private void blocks(int sensors) throws IOException {
        Random random = new Random(1);
        byte[] source = bytes(1 << 20);
        Path home = folder.resolve("blocks");
        try (DataFolder data = DataFolder.open(home)) {
            long payload = 0;
            double cpu = cpuSeconds();
            double written = writtenMegabytes();
            long start = System.nanoTime();
            long[] nanos = new long[DAYS * 24];
            try (BlockStore store = SqliteBlockStore.open(data)) {
                for (int hour = 0; hour < DAYS * 24; hour++) {
                    List<Change> changes = new ArrayList<>(sensors);
                    for (int sensor = 1; sensor <= sensors; sensor++) {
                        int size = random.nextInt(3_000, 3_600);
                        int from = random.nextInt(source.length - size);
                        byte[] some = Arrays.copyOfRange(source, from, from + size);
                        changes.add(
                                new Change(List.of(), List.of(block(sensor, hour, random, some)), ReadingBatch.EMPTY));
                        payload += size;
                    }
                    long before = System.nanoTime();
                    store.apply(changes);
                    nanos[hour] = System.nanoTime() - before;
                }
            }
            double took = seconds(start);
            long blocks = (long) sensors * DAYS * 24;
            long size = size(home);
            System.out.printf(
                    Locale.ROOT,
                    "blocks: %,.0f blocks/s (%,.0f readings/s), %.2f CPU s/GB, %,d in a call %s; %.3f bytes on disk a byte"
                            + " of payload, %.0f bytes of its own a block, %.1f bytes"
                            + " written a byte of payload%n",
                    blocks / took,
                    3_600.0 * blocks / took,
                    (cpuSeconds() - cpu) / (payload / 1e9),
                    sensors,
                    millis(nanos),
                    (double) size / payload,
                    (double) (size - payload) / blocks,
                    (writtenMegabytes() - written) / (payload / 1e6));
            start = System.nanoTime();
            try (BlockStore store = SqliteBlockStore.open(data)) {
                store.find(Find.all(1, T, T + HOUR, 1, false));
                System.out.printf(Locale.ROOT, "blocks: opened in %.1f ms%n", seconds(start) * 1e3);
                find(store, sensors, random);
                start = System.nanoTime();
                ((SqliteBlockStore) store).scrub();
                System.out.printf(Locale.ROOT, "blocks: scrub of %d MB in %.1f s%n", size >> 20, seconds(start));
                retire(store, home);
            }
        }
    }

    private static void find(BlockStore store, int sensors, Random random) {
        for (int round = 0; round < 3; round++) {
            long[] day = new long[1_000];
            long[] month = new long[1_000];
            for (int i = 0; i < day.length; i++) {
                int sensor = random.nextInt(1, sensors + 1);
                long from = T + random.nextInt(DAYS - 1) * 24L * HOUR;
                long start = System.nanoTime();
                int found = store.find(Find.all(sensor, from, from + 24 * HOUR, 100, true))
                        .size();
                day[i] = System.nanoTime() - start;
                start = System.nanoTime();
                int all = store.find(Find.all(sensor, T, T + DAYS * 24 * HOUR, 1_000, false))
                        .size();
                month[i] = System.nanoTime() - start;
                if (found != 24 || all != DAYS * 24) {
                    throw new IllegalStateException("found " + found + " and " + all);
                }
            }
            if (round == 2) {
                System.out.printf(
                        Locale.ROOT,
                        "blocks, warm: 24 with readings %s; 720 summaries %s%n",
                        millis(day),
                        millis(month));
            }
        }
    }

    private static void retire(BlockStore store, Path home) throws IOException {
        for (long[] days : new long[][] {{10, 0}, {20, 10}, {64, 64}}) {
            long start = System.nanoTime();
            Retired retired = store.retire(new Retention() {
                @Override
                public long readingsBefore(int sensor) {
                    return T + days[0] * 24 * HOUR;
                }

                @Override
                public long summariesBefore(int sensor) {
                    return T + days[1] * 24 * HOUR;
                }
            });
            System.out.printf(
                    Locale.ROOT, "blocks: %s in %.2f s, %d MB left%n", retired, seconds(start), size(home) >> 20);
        }
    }

    private static long size(Path folder) throws IOException {
        long size = 0;
        try (var files = Files.list(folder)) {
            for (Path path : files.toList()) {
                size += Files.size(path);
            }
        }
        return size;
    }
}
