package io.isotherm.store.series;

import io.isotherm.store.StoreException;
import io.isotherm.store.series.BlockStore.Change;
import io.isotherm.store.series.codec.Columns;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Puts readings into blocks, those of many sensors in one go. What {@link BlockPlan} thought out may have been outrun by
 * another process; then it is thought out anew. One thread at a time.
 */
final class BlockWriter {
    private static final int CHANGES_AT_ONCE = 256;
    private static final int READINGS_AT_ONCE = 500_000;
    private static final int ATTEMPTS = 20;

    private final BlockStore home;
    private final BlockPlan plan;
    private final Tally tally;
    private final List<BlockPlan.Step> pending = new ArrayList<>();
    private final List<Ending> endings = new ArrayList<>();
    private int pendingReadings;

    /** @param most readings of a block, where its span can be split */
    BlockWriter(BlockStore home, Damage damage, Tally tally, int most) {
        this.home = home;
        this.plan = new BlockPlan(home, damage, tally, most);
        this.tally = tally;
    }

    /** What becomes of readings that were given: exactly one of the two is called. */
    interface Ending {
        /** They are durable. */
        void done();

        /** They may be in blocks or not. */
        void failed();
    }

    /**
     * Puts a sensor's readings into blocks, now or with those of other sensors that follow.
     *
     * @param readings ascending
     * @param losers those that lost already
     * @param level the sensor's, or {@link Level#UNKNOWN}
     * @param ending called before the next {@link #finish} returns, or when this throws
     * @return the level of the last block, for the next call
     * @throws StoreException when the home failed; then nothing is pending any more
     */
    int write(int sensor, Columns readings, Columns losers, int level, Ending ending) {
        endings.add(ending);
        try {
            return plan.steps(sensor, readings, losers, level, this::add);
        } catch (RuntimeException e) {
            forget();
            throw e;
        }
    }

    /** Makes what is pending durable. Throws as {@link #write} does. */
    void finish() {
        try {
            applyPending();
            endings.forEach(Ending::done);
            endings.clear();
        } finally {
            forget();
        }
    }

    private void forget() {
        pending.clear();
        pendingReadings = 0;
        endings.forEach(Ending::failed);
        endings.clear();
    }

    private void add(BlockPlan.Step step) {
        pending.add(step);
        pendingReadings += step.readings().size;
        if (pending.size() >= CHANGES_AT_ONCE || pendingReadings >= READINGS_AT_ONCE) {
            applyPending();
        }
    }

    private void applyPending() {
        List<BlockPlan.Step> steps = List.copyOf(pending);
        pending.clear();
        pendingReadings = 0;
        for (int attempt = 1; !steps.isEmpty(); attempt++) {
            steps = apply(steps, attempt);
        }
    }

    /** Makes the changes; returns new steps for those that were outrun. */
    private List<BlockPlan.Step> apply(List<BlockPlan.Step> steps, int attempt) {
        Set<Change> refused = Collections.newSetFromMap(new IdentityHashMap<>());
        refused.addAll(home.apply(steps.stream().map(BlockPlan.Step::change).toList()));
        List<BlockPlan.Step> left = new ArrayList<>();
        for (BlockPlan.Step step : steps) {
            if (!refused.contains(step.change())) {
                tally.made(step);
                continue;
            }
            if (attempt == ATTEMPTS) {
                throw new StoreException("A block of sensor " + step.sensor() + " was changed by others each of "
                        + ATTEMPTS + " times that it was to be written.");
            }
            tally.outrun.increment();
            plan.steps(step.sensor(), step.readings(), step.losers(), step.level(), left::add);
        }
        return left;
    }
}
