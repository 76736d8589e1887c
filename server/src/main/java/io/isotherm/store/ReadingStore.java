package io.isotherm.store;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Component;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps every reading. The identity of a reading is (sensor, time): a repeat changes nothing; of two different readings
 * for one identity the same one is kept whatever the order of arrival, process or restart ({@link Conflict}). Values
 * are kept to the bit, NaN payloads and -0.0 included.
 *
 * <p>All methods block, may be called from any thread, and see everything that {@link #append} has returned for. A
 * range is {@code from} inclusive to {@code to} exclusive, in epoch milliseconds; an empty or reversed one has no
 * readings.
 *
 * @see io.isotherm.store the contract test kit {@code ReadingStoreContract}, which every implementation passes
 */
public interface ReadingStore extends Component {
    /**
     * Makes the batches durable in one commit: when this returns they survive the end of the process and of power.
     *
     * @throws StoreException when it failed; then none of the readings is kept
     */
    AppendResult append(List<ReadingBatch> batches);

    /**
     * Hands one sensor's readings of a range to the sink, in pieces of at most some thousand, ascending by time. The sink
     * may stop the reading by throwing, may take its time, and may call the store. What was there before and is not
     * removed meanwhile is handed over once; what is appended or removed meanwhile may be, or not.
     */
    void read(int sensor, long from, long to, Consumer<ReadingBatch> sink);

    /**
     * One sensor's range, downsampled. Has as many buckets as the width makes of the range: it is the caller who bounds
     * them.
     */
    Buckets buckets(BucketQuery query);

    /** The newest reading of every sensor that has one, in any order. */
    ReadingBatch latest();

    /** The newest readings of one sensor, at most {@code count}, ascending by time. */
    ReadingBatch newest(int sensor, int count);

    /** How many readings a sensor has in a range. */
    long count(int sensor, long from, long to);

    /**
     * Removes a sensor's readings of a range, for retention or on request, in several commits where there are many, so
     * that new readings do not wait long. When it fails, some may be removed: call it again.
     *
     * @return how many there were
     * @throws StoreException when it failed
     */
    long remove(int sensor, long from, long to);

    /**
     * Readings that lost a {@link Conflict} and are not among the others any more: of one sensor and a range, ascending
     * by time, each once, at most {@code most}. The list of one commit or of few may be cut off where there are
     * thousands.
     */
    ReadingBatch conflicts(int sensor, long from, long to, int most);

    /** Drops what is too old. */
    Retired retire(Retention retention);

    /**
     * What a commit did, as far as could be told at once: a reading that comes late, after others of its time were put
     * away, counts as added even when it is there already. The three add up to the readings given.
     *
     * @param added readings that were new
     * @param repeated readings that were there already, equal to the bit
     * @param conflicts readings whose identity was there with another value or other flags
     */
    record AppendResult(long added, long repeated, long conflicts) {}
}
