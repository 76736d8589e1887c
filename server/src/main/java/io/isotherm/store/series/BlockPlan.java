package io.isotherm.store.series;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.series.BlockStore.Change;
import io.isotherm.store.series.BlockStore.Find;
import io.isotherm.store.series.codec.BlockCodec;
import io.isotherm.store.series.codec.Columns;
import io.isotherm.store.series.codec.CorruptException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Thinks out into which blocks readings go: into the one that covers their time, else into a new one, of the sensor's
 * level or of a shorter one where that would overlap what is there. Blocks that overlap, because two processes made them
 * at once, become one; one that would become too large is split into the next shorter spans.
 */
final class BlockPlan {
    /** Blocks looked at in one span. The longest has so many of the next but two. */
    private static final int LOOK = 1_000;

    private final BlockStore home;
    private final Damage damage;
    private final Tally tally;
    private final int most;

    /** @param most readings of a block, where its span can be split */
    BlockPlan(BlockStore home, Damage damage, Tally tally, int most) {
        this.most = most;
        this.home = home;
        this.damage = damage;
        this.tally = tally;
    }

    /**
     * A change that brings readings of one span into their block, or readings that lost before into the list.
     *
     * @param losers to be listed, where there are no readings
     * @param repeated readings that were there already
     * @param conflicts readings that met another one of their identity there
     */
    record Step(
            int sensor, Columns readings, Columns losers, int level, Change change, long repeated, long conflicts) {}

    /** A span, and the blocks that overlap it. */
    private record Target(int level, long start, List<Block> blocks) {
        long end() {
            return Spans.end(level, start);
        }
    }

    /**
     * Hands over the steps for a sensor's ascending readings, one by one: each is thought out when the one before was
     * taken.
     *
     * @param losers those that lost already
     * @param level the sensor's, or {@link Level#UNKNOWN}
     * @return the level of the last new block; the one given where there is none
     */
    int steps(int sensor, Columns readings, Columns losers, int level, Consumer<Step> sink) {
        list(sensor, losers, level, sink);
        int last = level;
        int from = 0;
        long planned = Long.MIN_VALUE;
        while (from < readings.size) {
            last = Level.of(readings, from, last);
            Target target = target(sensor, readings.times[from], last, planned);
            planned = target.end();
            int to = target.end() == Long.MAX_VALUE ? readings.size : readings.lowerBound(target.end());
            Columns group = new Columns(to - from);
            group.addAll(readings, from, to);
            Step step = step(sensor, group, last, target);
            if (step != null) {
                sink.accept(step);
            }
            from = to;
        }
        return last;
    }

    // In changes of their own, one a period of the home: few readings ever lose.
    private static void list(int sensor, Columns losers, int level, Consumer<Step> sink) {
        TreeMap<Long, Columns> periods = new TreeMap<>();
        for (int i = 0; i < losers.size; i++) {
            periods.computeIfAbsent(Math.floorDiv(losers.times[i], 2 * Spans.LONGEST), period -> new Columns(1))
                    .add(losers.times[i], losers.values[i], losers.flags[i]);
        }
        periods.values().forEach(some -> {
            Change change = new Change(List.of(), List.of(), batch(sensor, some));
            sink.accept(new Step(sensor, new Columns(0), some, level, change, 0, 0));
        });
    }

    /** @param planned where the spans end that are planned and not yet there to be found */
    private Target target(int sensor, long time, int level, long planned) {
        long start = Spans.start(level, time);
        List<Block> blocks = overlapping(sensor, level, start, true);
        if (blocks.isEmpty() && start >= planned) {
            return new Target(level, start, blocks);
        }
        int covering = -1;
        for (Block block : blocks) {
            if (block.start() <= time && time < block.end()) {
                covering = Math.max(covering, block.level());
            }
        }
        if (covering >= 0) {
            long there = Spans.start(covering, time);
            return new Target(covering, there, overlapping(sensor, covering, there, true));
        }
        // A span of the shortest level that overlapped a block, or a planned one, would be covered by it.
        int shorter = level;
        boolean free = false;
        while (!free) {
            shorter--;
            long from = Spans.start(shorter, time);
            long end = Spans.end(shorter, from);
            free = from >= planned && blocks.stream().noneMatch(block -> block.start() < end && block.end() > from);
        }
        return new Target(shorter, Spans.start(shorter, time), List.of());
    }

    private List<Block> overlapping(int sensor, int level, long start, boolean data) {
        List<Block> found = new ArrayList<>();
        Find next = Find.all(sensor, start, Spans.end(level, start), LOOK, data);
        while (true) {
            List<Block> page = home.find(next);
            found.addAll(page);
            if (page.size() < LOOK) {
                return found;
            }
            next = next.after(page.getLast());
        }
    }

    private @Nullable Step step(int sensor, Columns readings, int level, Target target) {
        Merge merge = new Merge();
        List<Columns> parts = new ArrayList<>();
        List<Block> sound = new ArrayList<>();
        for (Block block : target.blocks) {
            byte[] data = block.data();
            if (data == null) {
                // Its readings were dropped as too old; with these alone its summary would be wrong.
                tally.tooLate.add(readings.size);
                return null;
            }
            try {
                Columns stored = new Columns(block.summary().count());
                BlockCodec.decode(data, stored);
                parts.add(stored);
                sound.add(block);
            } catch (CorruptException e) {
                damage.note(block, e);
                home.setAside(block);
            }
        }
        Columns stored = merge.of(parts);
        Merge arriving = new Merge();
        Columns merged = arriving.two(stored, readings);
        Columns lost = new Columns(0);
        lost.addAll(merge.losers, 0, merge.losers.size);
        lost.addAll(arriving.losers, 0, arriving.losers.size);
        boolean same = sound.size() == 1
                && merged.size == stored.size
                && arriving.repeated + arriving.losers.size == readings.size
                && unchanged(stored, merged);
        Change change = same
                ? new Change(List.of(), List.of(), batch(sensor, lost))
                : new Change(sound, blocks(sensor, target, merged, sound), batch(sensor, lost));
        return new Step(sensor, readings, new Columns(0), level, change, arriving.repeated, arriving.losers.size);
    }

    private static boolean unchanged(Columns a, Columns b) {
        for (int i = 0; i < a.size; i++) {
            if (Double.doubleToRawLongBits(a.values[i]) != Double.doubleToRawLongBits(b.values[i])
                    || a.flags[i] != b.flags[i]) {
                return false;
            }
        }
        return true;
    }

    private List<Block> blocks(int sensor, Target target, Columns readings, List<Block> old) {
        List<Block> blocks = new ArrayList<>();
        split(sensor, target.level, target.start, readings, 0, readings.size, old, blocks);
        return blocks;
    }

    private void split(
            int sensor, int level, long start, Columns readings, int from, int to, List<Block> old, List<Block> into) {
        if (to - from <= most || level == 0) {
            long version = 0;
            for (Block block : old) {
                if (block.level() == level && block.start() == start) {
                    version = block.version();
                }
            }
            into.add(Summaries.block(sensor, level, start, version, readings, from, to));
            return;
        }
        int next = from;
        while (next < to) {
            long part = Spans.start(level - 1, readings.times[next]);
            long end = Spans.end(level - 1, part);
            int partEnd = end == Long.MAX_VALUE ? to : Math.min(to, readings.lowerBound(end));
            split(sensor, level - 1, part, readings, next, partEnd, old, into);
            next = partEnd;
        }
    }

    /** The columns as a batch of one sensor; a copy. */
    static ReadingBatch batch(int sensor, Columns columns) {
        int[] sensors = new int[columns.size];
        Arrays.fill(sensors, sensor);
        return ReadingBatch.of(
                columns.size,
                sensors,
                Arrays.copyOf(columns.times, columns.size),
                Arrays.copyOf(columns.values, columns.size),
                Arrays.copyOf(columns.flags, columns.size));
    }
}
