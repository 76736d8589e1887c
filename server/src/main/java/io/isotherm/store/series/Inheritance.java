package io.isotherm.store.series;

/** Merges journals that nobody writes any more into blocks. */
public final class Inheritance {
    private Inheritance() {}

    /**
     * What became of readings.
     *
     * @param settled readings that were put into blocks, those that were there included
     * @param repeated those of them that were there already, equal to the bit
     * @param conflicts those of them that met another one of their sensor and time
     * @param damagedRecords records that could not be read, and were set aside
     */
    public record Outcome(long settled, long repeated, long conflicts, int damagedRecords) {}

    /**
     * Does so with one journal. To do it again changes nothing.
     *
     * @throws io.isotherm.store.StoreException when a home failed
     */
    public static Outcome run(Journal.Orphan journal, BlockStore blocks, SeriesOptions options) {
        Tally tally = new Tally();
        BlockWriter writer = new BlockWriter(blocks, new Damage(), tally, options.blockReadings());
        Adoption adoption = new Adoption(journal, new Heads(options.chunkReadings()), options.chunkReadings(), writer);
        adoption.run();
        return new Outcome(
                tally.settled.sum(), tally.repeatedInBlocks.sum(), tally.conflictsInBlocks.sum(), adoption.damaged());
    }
}
