package io.isotherm.store;

import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Unit;
import io.isotherm.ops.Health;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Readings in a map, for tests of what stands above a store. */
public final class MemoryReadingStore implements ReadingStore {
    private final Map<Integer, NavigableMap<Long, Value>> sensors = new TreeMap<>();
    private @Nullable StoreException failure;
    private int reads;

    private record Value(double value, int flags) {}

    /** From now on every read fails with this; null: works again. */
    public synchronized void failWith(@Nullable StoreException failure) {
        this.failure = failure;
    }

    /** How often {@link #read} was called. */
    public synchronized int reads() {
        return reads;
    }

    @Override
    public synchronized AppendResult append(List<ReadingBatch> batches) {
        long added = 0;
        for (ReadingBatch batch : batches) {
            for (int i = 0; i < batch.size(); i++) {
                Value value = new Value(batch.value(i), batch.flags(i));
                added += of(batch.sensor(i)).put(batch.time(i), value) == null ? 1 : 0;
            }
        }
        return new AppendResult(added, 0, 0);
    }

    private NavigableMap<Long, Value> of(int sensor) {
        return sensors.computeIfAbsent(sensor, n -> new TreeMap<>());
    }

    private NavigableMap<Long, Value> range(int sensor, long from, long to) {
        if (failure != null) {
            throw failure;
        }
        return from >= to ? new TreeMap<>() : of(sensor).subMap(from, true, to, false);
    }

    @Override
    public synchronized void read(int sensor, long from, long to, Consumer<ReadingBatch> sink) {
        reads++;
        ReadingBatch.Builder piece = new ReadingBatch.Builder();
        for (Map.Entry<Long, Value> reading : range(sensor, from, to).entrySet()) {
            piece.add(
                    sensor,
                    reading.getKey(),
                    reading.getValue().value(),
                    reading.getValue().flags());
            if (piece.size() == 7_000) {
                sink.accept(piece.build());
                piece = new ReadingBatch.Builder();
            }
        }
        sink.accept(piece.build());
    }

    @Override
    public synchronized Buckets buckets(BucketQuery query) {
        NavigableMap<Long, Value> range = range(query.sensor(), query.from(), query.to());
        TreeMap<Long, List<Value>> buckets = new TreeMap<>();
        List<Long> gaps = new ArrayList<>();
        long last = query.from();
        for (Map.Entry<Long, Value> reading : range.entrySet()) {
            gap(gaps, last, reading.getKey(), query.gapAfter());
            last = reading.getKey();
            buckets.computeIfAbsent(Math.floorDiv(last, query.width()) * query.width(), start -> new ArrayList<>())
                    .add(reading.getValue());
        }
        gap(gaps, last, query.to(), query.gapAfter());
        int size = buckets.size();
        Buckets made = new Buckets(
                buckets.keySet().stream().mapToLong(Long::longValue).toArray(),
                new double[size],
                new double[size],
                new double[size],
                new long[size],
                new long[size],
                gaps.stream().mapToLong(Long::longValue).toArray());
        int i = 0;
        for (List<Value> bucket : buckets.values()) {
            double[] good = bucket.stream()
                    .filter(value -> Flags.isGood(value.flags()))
                    .mapToDouble(value -> unit(value).convert(value.value(), query.unit()))
                    .toArray();
            made.min()[i] = Arrays.stream(good).min().orElse(Double.NaN);
            made.max()[i] = Arrays.stream(good).max().orElse(Double.NaN);
            made.mean()[i] = Arrays.stream(good).average().orElse(Double.NaN);
            made.count()[i] = bucket.size();
            made.flagged()[i] = (long) bucket.size() - good.length;
            i++;
        }
        return made;
    }

    private static Unit unit(Value value) {
        return Flags.unit(value.flags());
    }

    private static void gap(List<Long> gaps, long from, long to, long after) {
        if (to - from > after) {
            gaps.add(from);
            gaps.add(to);
        }
    }

    @Override
    public synchronized ReadingBatch latest() {
        ReadingBatch.Builder all = new ReadingBatch.Builder();
        sensors.forEach((sensor, readings) -> readings.descendingMap().entrySet().stream()
                .limit(1)
                .forEach(last -> all.add(
                        sensor,
                        last.getKey(),
                        last.getValue().value(),
                        last.getValue().flags())));
        return all.build();
    }

    @Override
    public synchronized ReadingBatch newest(int sensor, int count) {
        ReadingBatch.Builder newest = new ReadingBatch.Builder();
        of(sensor).descendingMap().entrySet().stream()
                .limit(count)
                .toList()
                .reversed()
                .forEach(reading -> newest.add(
                        sensor,
                        reading.getKey(),
                        reading.getValue().value(),
                        reading.getValue().flags()));
        return newest.build();
    }

    @Override
    public synchronized long count(int sensor, long from, long to) {
        return range(sensor, from, to).size();
    }

    @Override
    public synchronized long remove(int sensor, long from, long to) {
        NavigableMap<Long, Value> range = range(sensor, from, to);
        long count = range.size();
        range.clear();
        return count;
    }

    @Override
    public ReadingBatch conflicts(int sensor, long from, long to, int most) {
        return ReadingBatch.EMPTY;
    }

    @Override
    public Retired retire(Retention retention) {
        return new Retired(0, 0);
    }

    @Override
    public String name() {
        return "store";
    }

    @Override
    public synchronized Health check() {
        return failure == null ? Health.OK : Health.down("gone", String.valueOf(failure.getMessage()));
    }

    @Override
    public void close() {}
}
