package io.isotherm.bench;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.series.codec.BlockCodec;
import io.isotherm.store.series.codec.Columns;
import io.isotherm.store.series.codec.RecordCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Packing and unpacking readings. All scores are nanoseconds a reading, but {@code decodeMinuteOfHour}: nanoseconds for 60
 * readings out of 3,600. Prints bytes a reading when it begins. Run from the repository's folder, for the samples.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx512m", "-XX:+UseSerialGC"})
public class CodecBench {
    private static final long START = 1_790_000_000_000L;
    private static final int GOOD_CELSIUS = 1 << 16;
    private static final int HOUR = 3_600;
    private static final int CHUNK = 128;
    private static final int COMMIT = 10_000;

    /** Blocks of 3,600 readings in memory, encoded, and columns to decode into. Several, so that no branch is learnt. */
    @State(Scope.Thread)
    public static class Blocks {
        private static final int MANY = 16;

        @Param({"fridge", "machine", "fahrenheit", "sixteenths", "float"})
        String series = "";

        Columns[] readings = {};
        byte[][] data = {};
        final Columns into = new Columns(HOUR);
        int next;

        @Setup(Level.Trial)
        public void fill() {
            readings = new Columns[MANY];
            data = new byte[MANY][];
            long bytes = 0;
            long chunkBytes = 0;
            for (int i = 0; i < MANY; i++) {
                readings[i] = series(series, i);
                data[i] = BlockCodec.encode(readings[i], 0, HOUR);
                bytes += data[i].length;
                for (int j = 0; j + CHUNK <= HOUR; j += CHUNK) {
                    chunkBytes += BlockCodec.encode(readings[i], j, j + CHUNK).length;
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "%n%s: %.3f bytes a reading in blocks of %d, %.3f in chunks of %d%n",
                    series,
                    (double) bytes / MANY / HOUR,
                    HOUR,
                    (double) chunkBytes / MANY / (HOUR / CHUNK * CHUNK),
                    CHUNK);
        }

        int next() {
            next = (next + 1) % MANY;
            return next;
        }
    }

    static Columns series(String name, int sensor) {
        if (name.equals("machine")) {
            return machine(sensor * 1_200L);
        }
        Columns columns = new RealisticReadings(sensor, START + sensor * 7L, 1_000, 42).columns(0, HOUR, GOOD_CELSIUS);
        for (int i = 0; i < columns.size; i++) {
            double celsius = columns.values[i];
            columns.values[i] = switch (name) {
                case "fahrenheit" -> celsius * 1.8 + 32;
                case "sixteenths" -> Math.rint(celsius * 16) / 16;
                case "float" -> (float) celsius;
                default -> celsius;
            };
        }
        return columns;
    }

    /** 3,600 neighbouring readings of the sample, which has one every 5 minutes. */
    private static Columns machine(long skip) {
        Columns columns = new Columns(HOUR);
        try (var lines = Files.lines(Path.of("samples/machine_temperature_system_failure.csv"))) {
            lines.skip(1 + skip).forEach(line -> {
                String[] cells = line.split(",", -1);
                long time = LocalDateTime.parse(cells[0].replace(' ', 'T'))
                        .toInstant(ZoneOffset.UTC)
                        .toEpochMilli();
                boolean later = columns.size == 0 || time > columns.times[columns.size - 1];
                if (later && columns.size < HOUR) {
                    columns.add(time, Double.parseDouble(cells[1]), GOOD_CELSIUS);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return columns;
    }

    /** 10,000 sensors' commit of one reading each, and 1,000 sensors' of ten; encoded, too. */
    @State(Scope.Thread)
    public static class Commits {
        ReadingBatch wide = ReadingBatch.EMPTY;
        byte[] wideRecord = {};
        ReadingBatch one = ReadingBatch.EMPTY;

        @Setup(Level.Trial)
        public void fill() {
            ReadingBatch.Builder builder = new ReadingBatch.Builder(COMMIT);
            for (int i = 0; i < COMMIT; i++) {
                RealisticReadings sensor = new RealisticReadings(i, START + i * 7919L % 1_000, 1_000, 42);
                // Fridges, rooms and freezers.
                double shifted = Math.rint((sensor.value(0) + i % 3 * 20 - 20) * 100) / 100;
                builder.add(i, sensor.time(0), shifted, GOOD_CELSIUS);
            }
            wide = builder.build();
            wideRecord = RecordCodec.readings(List.of(wide));
            one = new ReadingBatch.Builder(1)
                    .add(4_711, START, 21.37, GOOD_CELSIUS)
                    .build();
            System.out.printf(
                    Locale.ROOT,
                    "%ncommit of %d: %.3f bytes a reading; of one: %d bytes%n",
                    COMMIT,
                    (double) wideRecord.length / COMMIT,
                    RecordCodec.readings(List.of(one)).length);
        }
    }

    @Benchmark
    @OperationsPerInvocation(HOUR)
    public Columns decode(Blocks blocks) {
        blocks.into.clear();
        BlockCodec.decode(blocks.data[blocks.next()], blocks.into);
        return blocks.into;
    }

    @Benchmark
    public Columns decodeMinuteOfHour(Blocks blocks) {
        int i = blocks.next();
        blocks.into.clear();
        long from = blocks.readings[i].times[i * 200];
        BlockCodec.decode(blocks.data[i], from, blocks.readings[i].times[i * 200 + 60], blocks.into);
        return blocks.into;
    }

    @Benchmark
    @OperationsPerInvocation(HOUR)
    public byte[] encode(Blocks blocks) {
        return BlockCodec.encode(blocks.readings[blocks.next()], 0, HOUR);
    }

    @Benchmark
    @OperationsPerInvocation(CHUNK)
    public byte[] encodeChunk(Blocks blocks) {
        int i = blocks.next();
        return BlockCodec.encode(blocks.readings[i], i * CHUNK, (i + 1) * CHUNK);
    }

    @Benchmark
    @OperationsPerInvocation(COMMIT)
    public byte[] encodeCommit(Commits commits) {
        return RecordCodec.readings(List.of(commits.wide));
    }

    @Benchmark
    @OperationsPerInvocation(COMMIT)
    public void decodeCommit(Commits commits, Blackhole hole) {
        RecordCodec.decode(commits.wideRecord, into(hole));
    }

    @Benchmark
    public byte[] encodeCommitOfOne(Commits commits) {
        return RecordCodec.readings(List.of(commits.one));
    }

    private static RecordCodec.Sink into(Blackhole hole) {
        return new RecordCodec.Sink() {
            @Override
            public void readings(ReadingBatch batch) {
                hole.consume(batch);
            }

            @Override
            public void removal(int sensor, long from, long to) {
                throw new AssertionError("no removal was encoded");
            }
        };
    }
}
