package io.isotherm.store.series;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.BlockStore.Change;
import io.isotherm.store.series.BlockStore.Find;
import io.isotherm.store.series.codec.BlockCodec;
import io.isotherm.store.series.codec.Columns;
import io.isotherm.store.series.codec.CorruptException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a sensor's readings of a range out of its blocks. A block whose readings were dropped before, so that only its
 * summary is left, goes when all of it lies in the range; else its summary stays.
 */
final class RangeRemoval {
    private static final int BLOCKS_AT_ONCE = 64;
    private static final int ATTEMPTS = 20;

    private final BlockStore home;
    private final Damage damage;

    RangeRemoval(BlockStore home, Damage damage) {
        this.home = home;
        this.damage = damage;
    }

    /** @param through the last millisecond of the range */
    void remove(int sensor, long from, long through) {
        for (int attempt = 1; !tried(sensor, from, through); attempt++) {
            if (attempt == ATTEMPTS) {
                throw new StoreException("Blocks of sensor " + sensor + " were changed by others each of " + ATTEMPTS
                        + " times that readings were to be removed.");
            }
        }
        home.removeLosers(sensor, from, Spans.after(through));
    }

    /** Whether all of it was done; false when another process was quicker with some block. */
    private boolean tried(int sensor, long from, long through) {
        boolean all = true;
        Find find = Find.all(sensor, from, Spans.after(through), BLOCKS_AT_ONCE, true);
        while (true) {
            List<Block> page = home.find(find);
            List<Change> changes = new ArrayList<>();
            for (Block block : page) {
                cut(block, from, through, changes);
            }
            all &= changes.isEmpty() || home.apply(changes).isEmpty();
            if (page.size() < BLOCKS_AT_ONCE) {
                return all;
            }
            find = find.after(page.getLast());
        }
    }

    private void cut(Block block, long from, long through, List<Change> changes) {
        Summary summary = block.summary();
        if (summary.lastTime() < from || summary.firstTime() > through) {
            return;
        }
        if (summary.firstTime() >= from && summary.lastTime() <= through) {
            changes.add(new Change(List.of(block), List.of(), ReadingBatch.EMPTY));
            return;
        }
        byte[] data = block.data();
        if (data == null) {
            return;
        }
        Columns readings = new Columns(summary.count());
        try {
            BlockCodec.decode(data, readings);
        } catch (CorruptException e) {
            damage.note(block, e);
            home.setAside(block);
            return;
        }
        int start = readings.lowerBound(from);
        int end = through == Long.MAX_VALUE ? readings.size : readings.lowerBound(through + 1);
        if (start == end) {
            return;
        }
        Columns left = new Columns(readings.size - (end - start));
        left.addAll(readings, 0, start);
        left.addAll(readings, end, readings.size);
        Block smaller =
                Summaries.block(block.sensor(), block.level(), block.start(), block.version(), left, 0, left.size);
        changes.add(new Change(List.of(block), List.of(smaller), ReadingBatch.EMPTY));
    }
}
