package io.isotherm.store.series;

import java.util.concurrent.atomic.LongAdder;

/** What the engine counts as it goes. Thread-safe. */
final class Tally {
    /** Readings that turned out, when they were put into a block, to be there already, equal to the bit. */
    final LongAdder repeatedInBlocks = new LongAdder();
    /** Readings that met another one of their identity there. */
    final LongAdder conflictsInBlocks = new LongAdder();
    /** Blocks written, new or anew. */
    final LongAdder blocks = new LongAdder();
    /** Readings that went into blocks. */
    final LongAdder settled = new LongAdder();
    /** Late readings that were not kept, because the readings of their span were dropped as too old. */
    final LongAdder tooLate = new LongAdder();
    /** Writings of blocks that were done again because another process was quicker. */
    final LongAdder outrun = new LongAdder();

    void made(BlockPlan.Step step) {
        blocks.add(step.change().blocks().size());
        settled.add(step.readings().size);
        repeatedInBlocks.add(step.repeated());
        conflictsInBlocks.add(step.conflicts());
    }
}
