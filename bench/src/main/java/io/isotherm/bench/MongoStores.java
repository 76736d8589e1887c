package io.isotherm.bench;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Unit;
import io.isotherm.store.mongo.MongoBlockStore;
import io.isotherm.store.mongo.MongoHome;
import io.isotherm.store.mongo.MongoJournal;
import io.isotherm.store.series.Block;
import io.isotherm.store.series.BlockStore.Change;
import io.isotherm.store.series.BlockStore.Find;
import io.isotherm.store.series.Summary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.bson.Document;

/**
 * What journal and blocks cost in MongoDB: appends of several sizes, hourly blocks, and reading them. Every write is
 * acknowledged by a majority's journals. Arguments: the URL of a database that is empty, the process id of its mongod.
 */
public final class MongoStores {
    private static final long HOUR = 3_600_000;
    private static final int HOURS = 3;
    private static final long T = 472_222 * HOUR;
    private static final int PAYLOAD = 3_300;
    private static final long SECONDS = 5;

    private final String url;
    private final long mongod;
    private final Random random = new Random(1);

    private MongoStores(String url, long mongod) {
        this.url = url;
        this.mongod = mongod;
    }

    public static void main(String[] arguments) {
        if (arguments.length != 2) {
            System.err.println("MongoStores URL PID: the URL of an empty database, the process id of its mongod");
            System.exit(2);
        }
        new MongoStores(arguments[0], Long.parseLong(arguments[1])).run();
    }

    private void run() {
        try (MongoHome home = MongoHome.open(url)) {
            try (MongoJournal journal = new MongoJournal(home)) {
                append(journal, 0, 100, "warming up");
                long sequence = 1_000_000;
                for (int readings : new int[] {1, 100, 10_000}) {
                    append(journal, sequence, readings, readings + " readings of 5 bytes");
                    sequence += 1_000_000;
                }
            }
            blocks(new MongoBlockStore(home));
        }
    }

    private void append(MongoJournal journal, long first, int readings, String what) {
        byte[] record = new byte[5 * readings];
        random.nextBytes(record);
        Cpu cpu = new Cpu();
        long start = System.nanoTime();
        long[] took = new long[1_000_000];
        int count = 0;
        for (long at = start; at - start < SECONDS * 1_000_000_000; count++) {
            journal.append(first + count, record);
            long now = System.nanoTime();
            took[count] = now - at;
            at = now;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Arrays.sort(took, 0, count);
        print(
                "append %s: %.0f/s (%.0f readings/s), p50 %.2f ms, p99 %.2f ms; CPU ms each: client %.2f, mongod %.2f",
                what,
                count / seconds,
                count / seconds * readings,
                took[count / 2] / 1e6,
                took[count * 99 / 100] / 1e6,
                cpu.client() * 1_000 / count,
                cpu.mongod() * 1_000 / count);
        journal.trim(first + count, ReadingBatch.EMPTY);
    }

    private void blocks(MongoBlockStore store) {
        // A year of one sensor; a day of 500 others.
        List<Change> changes = new ArrayList<>();
        for (int hour = 0; hour < 8_760; hour++) {
            changes.add(add(1, hour));
        }
        for (int sensor = 2; sensor < 502; sensor++) {
            for (int hour = 0; hour < 24; hour++) {
                changes.add(add(sensor, hour));
            }
        }
        Cpu cpu = new Cpu();
        long start = System.nanoTime();
        for (int i = 0; i < changes.size(); i += 500) {
            List<Change> refused = store.apply(changes.subList(i, Math.min(i + 500, changes.size())));
            if (!refused.isEmpty()) {
                throw new IllegalStateException("the database is not empty");
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        int count = changes.size();
        print(
                "%d hourly blocks of %d bytes, 500 together: %.0f/s; CPU ms each: client %.3f, mongod %.3f",
                count, PAYLOAD, count / seconds, cpu.client() * 1_000 / count, cpu.mongod() * 1_000 / count);
        size(count);
        read(store, 24, true);
        read(store, 720, false);
        read(store, 8_760, false);
    }

    private Change add(int sensor, int hour) {
        long start = T + hour * HOUR;
        byte[] data = new byte[PAYLOAD];
        random.nextBytes(data);
        int good = Flags.of(Flags.GOOD, Unit.CELSIUS);
        double min = 4 + random.nextInt(100) / 100.0;
        double max = min + random.nextInt(100) / 100.0;
        Summary summary = new Summary(
                3_600,
                3_600,
                Unit.CELSIUS.code(),
                min,
                max,
                (min + max) / 2 * 3_600,
                start + random.nextInt(1_000),
                min,
                good,
                start + HOUR - 1 - random.nextInt(1_000),
                max,
                good,
                start + random.nextInt(3_000_000),
                1_000 + random.nextInt(5),
                1_000);
        return new Change(
                List.of(),
                List.of(new Block(sensor, HOURS, start, 0, summary, 0, List.of(), data)),
                ReadingBatch.EMPTY);
    }

    private void size(int count) {
        try (MongoClient client = MongoClients.create(url)) {
            client.getDatabase("admin").runCommand(new Document("fsync", 1));
            String database = url.substring(url.lastIndexOf('/') + 1).replaceAll("\\?.*", "");
            Document stats = client.getDatabase(database).runCommand(new Document("collStats", "blocks"));
            double payload = (double) count * PAYLOAD;
            print(
                    "on disk for a byte of readings: %.3f in documents, %.3f in indexes",
                    stats.get("storageSize", Number.class).doubleValue() / payload,
                    stats.get("totalIndexSize", Number.class).doubleValue() / payload);
        }
    }

    private void read(MongoBlockStore store, int hours, boolean data) {
        Find find = Find.all(1, T, T + hours * HOUR, hours, data);
        long[] took = new long[200];
        Cpu cpu = new Cpu();
        for (int i = 0; i < took.length; i++) {
            if (i == took.length / 2) {
                // The first half warms up.
                cpu = new Cpu();
            }
            long start = System.nanoTime();
            if (store.find(find).size() != hours) {
                throw new IllegalStateException("blocks are missing");
            }
            took[i] = System.nanoTime() - start;
        }
        int measured = took.length / 2;
        Arrays.sort(took, measured, took.length);
        print(
                "find %d blocks %s: p50 %.1f ms, p95 %.1f ms; CPU ms each: client %.1f, mongod %.1f",
                hours,
                data ? "with readings" : "without readings",
                took[measured + measured / 2] / 1e6,
                took[measured + measured * 95 / 100] / 1e6,
                cpu.client() * 1_000 / measured,
                cpu.mongod() * 1_000 / measured);
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }

    /** Seconds of processor time from now on. */
    private final class Cpu {
        private final double client = seconds(ProcessHandle.current());
        private final double server = seconds(ProcessHandle.of(mongod).orElseThrow());

        double client() {
            return seconds(ProcessHandle.current()) - client;
        }

        double mongod() {
            return seconds(ProcessHandle.of(mongod).orElseThrow()) - server;
        }

        private static double seconds(ProcessHandle process) {
            return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
        }
    }
}
