package io.isotherm.store.backup;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.AuditEntry;
import io.isotherm.store.series.Block;
import java.util.List;
import java.util.function.Consumer;

/**
 * Everything that a store holds, to be read while others may write to it. Read in this order, what was acknowledged before
 * the first call is in what is read: {@link #journals}, {@link #blocks}, {@link #losers}, {@link #newest}, {@link
 * #catalogue}, {@link #audit}. A reading leaves its journal only when the block with it is durable, so one that is in
 * neither here is in neither there. One that is in both counts once, by its identity.
 *
 * <p>All methods block and throw {@link io.isotherm.store.StoreException} when the store fails. What is damaged is left
 * out, and told by {@link #damage}. Used by one thread at a time, but for {@link #share}.
 */
public interface Contents extends AutoCloseable {
    /** Where it is, for people; without a password. */
    String place();

    /** Tells it from every other one, so that a copy that was cut off goes on from the same. */
    String identity();

    /** Hands over the records of all journals: those of one writer together, ascending, as of one moment. */
    void journals(JournalSink sink);

    /**
     * Hands over the blocks with their readings, each once. Those of one sensor that a change can replace together are as
     * of one moment.
     *
     * @param after where to go on, as the sink was told; empty: at the start
     */
    void blocks(String after, BlockSink sink);

    /** Hands over the readings that lost against another one, in pieces of one sensor that lie in one period of 32 days. */
    void losers(Consumer<ReadingBatch> sink);

    /** The newest reading of each sensor among those that left the journal. */
    ReadingBatch newest();

    CatalogueCopy catalogue();

    /** Hands over the audit, the newest entries first; those of one millisecond in one piece, and a piece ascending. */
    void audit(Consumer<List<AuditEntry>> sink);

    /** What could not be read so far, a sentence each. */
    List<String> damage();

    /** How much of the blocks was handed over, 0 to 1; about. Any thread may ask. */
    double share();

    @Override
    void close();

    /** Takes in records. */
    interface JournalSink {
        void record(String writer, long sequence, byte[] record);
    }

    /** Takes in blocks. */
    interface BlockSink {
        /**
         * @param blocks with their readings, at most some megabytes
         * @param done the place up to which all was handed over now
         */
        void blocks(List<Block> blocks, String done);
    }
}
