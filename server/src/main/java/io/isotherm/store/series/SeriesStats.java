package io.isotherm.store.series;

/**
 * What the engine did since it was opened, and what it holds. The counts only grow; they are those of this process.
 *
 * @param repeated readings that turned out, when they were put into a block, to be there already, equal to the bit
 * @param conflicts readings that met another one of their identity there
 * @param blocks written, new or anew
 * @param settled readings that went into blocks
 * @param tooLate readings that were not kept, because the readings of their span were dropped as too old
 * @param outrun writings of blocks that were done again because another process was quicker
 * @param journalBytes of records that lie in the journal, about
 * @param headBytes of memory that readings take until they go into blocks, as of the last look a second ago or less
 * @param headLimitBytes above it heads are written whatever their age; above twice that no more readings are taken
 * @param lagNanos since everything that was due had been put into blocks
 */
public record SeriesStats(
        long repeated,
        long conflicts,
        long blocks,
        long settled,
        long tooLate,
        long outrun,
        long journalBytes,
        long headBytes,
        long headLimitBytes,
        long lagNanos) {}
