package io.isotherm.store.series;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.isotherm.store.Readings;
import io.isotherm.store.Readings.Reading;
import io.isotherm.store.Retention;
import io.isotherm.store.Retired;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** Blocks in memory, for tests of the engine; outlives the stores that use it. */
final class MemoryBlockStore implements BlockStore {
    private record Key(int sensor, long start, int level) {
        static Key of(Block block) {
            return new Key(block.sensor(), block.start(), block.level());
        }
    }

    private static final Comparator<Key> ORDER =
            Comparator.comparingInt(Key::sensor).thenComparingLong(Key::start).thenComparingInt(Key::level);

    private final Faults faults;
    private final NavigableMap<Key, Block> blocks = new ConcurrentSkipListMap<>(ORDER);
    private final Set<Reading> losers = new ConcurrentSkipListSet<>(Comparator.comparingInt(Reading::sensor)
            .thenComparingLong(Reading::time)
            .thenComparingLong(Reading::bits)
            .thenComparingInt(Reading::flags));
    final List<Block> aside = new ArrayList<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    MemoryBlockStore(Faults faults) {
        this.faults = faults;
    }

    List<Block> all() {
        return List.copyOf(blocks.values());
    }

    /** For tests that make damage. */
    void put(Block block) {
        blocks.put(Key.of(block), block);
    }

    @Override
    public List<Block> find(Find find) {
        faults.point("find");
        List<Block> found = new ArrayList<>();
        if (find.from() >= find.to()) {
            return found;
        }
        Key from = new Key(find.sensor(), find.afterStart(), find.afterLevel());
        for (Map.Entry<Key, Block> entry : blocks.tailMap(from, false).entrySet()) {
            Block block = entry.getValue();
            if (block.sensor() != find.sensor() || block.start() >= find.to() || found.size() == find.limit()) {
                break;
            }
            if (block.end() > find.from()) {
                found.add(find.data() ? block : with(block, block.version(), null));
            }
        }
        return found;
    }

    private static Block with(Block b, long version, byte @org.jspecify.annotations.Nullable [] data) {
        return new Block(b.sensor(), b.level(), b.start(), version, b.summary(), b.partLength(), b.parts(), data);
    }

    @Override
    public List<Change> apply(List<Change> changes) {
        List<Change> refused = new ArrayList<>();
        for (Change change : changes) {
            faults.point("before a change");
            if (!apply(change)) {
                refused.add(change);
            }
            faults.point("after a change");
        }
        return refused;
    }

    private boolean apply(Change change) {
        List<Key> replaced = change.replaced().stream().map(Key::of).toList();
        for (Block old : change.replaced()) {
            Block there = blocks.get(Key.of(old));
            if (there == null || there.version() != old.version()) {
                return false;
            }
        }
        for (Block block : change.blocks()) {
            if (!replaced.contains(Key.of(block)) && blocks.containsKey(Key.of(block))) {
                return false;
            }
        }
        replaced.forEach(blocks::remove);
        for (Listener listener : listeners) {
            change.replaced().forEach(block -> listener.changed(block.sensor(), block.start()));
            change.blocks().forEach(block -> listener.changed(block.sensor(), block.start()));
        }
        change.blocks().forEach(block -> blocks.put(Key.of(block), with(block, block.version() + 1, block.data())));
        losers.addAll(Readings.list(change.losers()));
        return true;
    }

    @Override
    public void setAside(Block block) {
        Block there = blocks.get(Key.of(block));
        if (there != null && there.version() == block.version()) {
            blocks.remove(Key.of(block));
            aside.add(there);
        }
    }

    @Override
    public OptionalLong lastStart(int sensor, long before) {
        Key below = blocks.lowerKey(new Key(sensor, before, -1));
        return below == null || below.sensor() != sensor ? OptionalLong.empty() : OptionalLong.of(below.start());
    }

    @Override
    public ReadingBatch losers(int sensor, long from, long to, int limit) {
        return Readings.batch(losers.stream()
                .filter(r -> r.sensor() == sensor && r.time() >= from && r.time() < to)
                .limit(limit)
                .toList());
    }

    @Override
    public void removeLosers(int sensor, long from, long to) {
        faults.point("removeLosers");
        losers.removeIf(r -> r.sensor() == sensor && r.time() >= from && r.time() < to);
    }

    @Override
    public Retired retire(Retention retention) {
        long dropped = 0;
        long payloads = 0;
        for (Block block : all()) {
            if (block.end() <= retention.summariesBefore(block.sensor())) {
                blocks.remove(Key.of(block));
                dropped++;
            } else if (block.end() <= retention.readingsBefore(block.sensor()) && block.data() != null) {
                put(with(block, block.version() + 1, null));
                payloads++;
            }
        }
        losers.removeIf(r -> r.time() < retention.readingsBefore(r.sensor()));
        listeners.forEach(Listener::lost);
        return new Retired(payloads, dropped);
    }

    @Override
    public Subscription follow(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public String name() {
        return "blocks";
    }

    @Override
    public Health check() {
        return Health.OK;
    }

    @Override
    public void close() {}
}
