package io.isotherm.store.series;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.isotherm.store.Conflict;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.codec.RecordCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Journals in memory, for tests of the engine: they outlive the stores that use them, so that a test may drop a store as
 * if its process had died. Of one writer again and again, or of several that follow and inherit each other. As the
 * contract asks, one thread may append while another trims: what both touch is a concurrent map.
 */
public final class MemoryJournals {
    private final boolean shared;
    private final Faults faults;
    private final Map<String, NavigableMap<Long, byte[]>> records = new LinkedHashMap<>();
    private final NavigableMap<Integer, ReadingBatch> newest = new ConcurrentSkipListMap<>();
    private final Map<String, Journal.Follower> followers = new LinkedHashMap<>();
    private final Map<String, Long> live = new LinkedHashMap<>();
    private int writers;

    /** @param shared whether each opening is a writer of its own that the others follow */
    public MemoryJournals(boolean shared, Faults faults) {
        this.shared = shared;
        this.faults = faults;
    }

    public Journal open() {
        String name = shared ? "writer " + ++writers : "writer";
        records.computeIfAbsent(name, n -> new ConcurrentSkipListMap<>());
        live.put(name, 0L);
        return new Writer(name);
    }

    /** As if the process had died. */
    public void kill(Journal journal) {
        String name = ((Writer) journal).name;
        live.remove(name);
        followers.remove(name);
    }

    /** Alters a byte of the record of this sequence, whosever it is. */
    void damage(long sequence) {
        for (Map<Long, byte[]> theirs : records.values()) {
            byte[] record = theirs.get(sequence);
            if (record != null) {
                record[record.length / 2] ^= 1;
            }
        }
    }

    public long records() {
        return records.values().stream().mapToLong(Map::size).sum();
    }

    private NavigableMap<Long, byte[]> of(String writer) {
        return records.computeIfAbsent(writer, name -> new ConcurrentSkipListMap<>());
    }

    private final class Writer implements Journal {
        private final String name;
        private boolean closed;

        Writer(String name) {
            this.name = name;
        }

        private NavigableMap<Long, byte[]> mine() {
            if (closed) {
                throw new StoreException("closed");
            }
            return of(name);
        }

        @Override
        public void replay(Records sink) {
            mine().forEach(sink::record);
        }

        @Override
        public void append(long sequence, byte[] record) {
            faults.point("before append");
            if (Arrays.equals(mine().get(sequence), record)) {
                return;
            }
            Map.Entry<Long, byte[]> last = mine().lastEntry();
            if (last != null && last.getKey() >= sequence) {
                throw new IllegalStateException("sequence " + sequence + " after " + last.getKey());
            }
            mine().put(sequence, record.clone());
            followers.forEach((other, follower) -> {
                if (!other.equals(name)) {
                    follower.appended(name, sequence, record);
                }
            });
            faults.point("after append");
        }

        @Override
        public void trim(long before, ReadingBatch taken) {
            faults.point("before trim");
            mine().headMap(before).clear();
            take(taken);
            tellTrimmed(name, before - 1);
            faults.point("after trim");
        }

        private void tellTrimmed(String writer, long sequence) {
            followers.forEach((other, follower) -> {
                if (!other.equals(writer)) {
                    follower.trimmed(writer, sequence);
                }
            });
        }

        private void take(ReadingBatch taken) {
            for (int i = 0; i < taken.size(); i++) {
                ReadingBatch one = new ReadingBatch.Builder()
                        .add(taken.sensor(i), taken.time(i), taken.value(i), taken.flags(i))
                        .build();
                newest.merge(taken.sensor(i), one, MemoryJournals::newer);
            }
        }

        @Override
        public ReadingBatch newest() {
            mine();
            ReadingBatch.Builder all = new ReadingBatch.Builder();
            newest.values().forEach(one -> all.add(one.sensor(0), one.time(0), one.value(0), one.flags(0)));
            return all.build();
        }

        @Override
        public void replaceNewest(int sensor, long from, long to, ReadingBatch one) {
            mine();
            faults.point("before replaceNewest");
            ReadingBatch there = newest.get(sensor);
            if (there == null || there.time(0) < from || there.time(0) >= to) {
                return;
            }
            if (one.isEmpty()) {
                newest.remove(sensor);
            } else {
                newest.put(sensor, one);
            }
        }

        @Override
        public void setAside(long sequence) {
            mine().remove(sequence);
        }

        @Override
        public long bytes() {
            return mine().values().stream().mapToLong(record -> record.length).sum();
        }

        @Override
        public BlockStore.Subscription follow(Follower follower) {
            if (!shared) {
                return () -> {};
            }
            followers.put(name, follower);
            records.forEach((other, theirs) -> {
                if (!other.equals(name)) {
                    theirs.forEach((sequence, record) -> follower.appended(other, sequence, record));
                }
            });
            return () -> followers.remove(name);
        }

        @Override
        public Optional<Orphan> claim() {
            for (String other : new ArrayList<>(records.keySet())) {
                if (shared && !live.containsKey(other) && !of(other).isEmpty()) {
                    return Optional.of(new Left(other));
                }
            }
            return Optional.empty();
        }

        @Override
        public void announceRemoval(int sensor, long from, long to) {
            Map<String, Follower> others = new LinkedHashMap<>(followers);
            others.remove(name);
            others.values().forEach(other -> other.removed(sensor, from, to));
            // On behalf of those that cannot any more.
            byte[] removal = RecordCodec.removal(sensor, from, to);
            records.forEach((dead, theirs) -> {
                if (!live.containsKey(dead) && !theirs.isEmpty()) {
                    long sequence = theirs.lastKey() + 1;
                    theirs.put(sequence, removal);
                    followers.values().forEach(follower -> follower.appended(dead, sequence, removal));
                }
            });
        }

        @Override
        public String name() {
            return "journal";
        }

        @Override
        public Health check() {
            return closed ? Health.down("gone", "closed") : Health.OK;
        }

        @Override
        public void close() {
            closed = true;
            live.remove(name);
            followers.remove(name);
        }

        private final class Left implements Orphan {
            private final String writer;
            private long last = Long.MIN_VALUE;

            Left(String writer) {
                this.writer = writer;
            }

            @Override
            public void replay(Records sink) {
                of(writer).forEach((sequence, record) -> {
                    sink.record(sequence, record);
                    last = sequence;
                });
            }

            @Override
            public void done(ReadingBatch taken) {
                faults.point("before done");
                of(writer).headMap(last, true).clear();
                take(taken);
                tellTrimmed(writer, last);
                faults.point("after done");
            }

            @Override
            public void setAside(long sequence) {
                of(writer).remove(sequence);
            }

            @Override
            public void release() {}
        }
    }

    private static ReadingBatch newer(ReadingBatch a, ReadingBatch b) {
        if (a.time(0) != b.time(0)) {
            return a.time(0) > b.time(0) ? a : b;
        }
        long bitsA = Double.doubleToRawLongBits(a.value(0));
        return Conflict.wins(bitsA, a.flags(0), Double.doubleToRawLongBits(b.value(0)), b.flags(0)) ? a : b;
    }
}
