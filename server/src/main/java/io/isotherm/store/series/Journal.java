package io.isotherm.store.series;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Component;
import io.isotherm.store.StoreException;
import java.util.Optional;

/**
 * Makes this process's commits durable, in order, until their readings lie in blocks. Records are opaque
 * ({@link io.isotherm.store.series.codec.RecordCodec}). Beside them it keeps the newest reading of each sensor, as of
 * what left the journal. All methods block and throw {@link StoreException} when the journal fails; {@link #append} and
 * {@link #trim} are each called by one thread at a time, maybe by two at once.
 *
 * @see io.isotherm.store.series the contract test kit {@code JournalContract}, which every journal passes
 */
public interface Journal extends Component {
    /**
     * Hands over the records that an earlier run of this writer left, ascending. Called once, before the first append.
     * A journal whose writers are new at each start has none: see {@link #claim}.
     */
    void replay(Records sink);

    /**
     * Appends a record; it survives the end of the process and of power when this returns.
     *
     * @param sequence greater than that of every record before
     * @throws StoreException when it failed; then the record is not there, now or later, or it is there and the same
     *     readings may be appended again without harm
     */
    void append(long sequence, byte[] record);

    /**
     * Forgets the records below a sequence, whose readings lie in blocks, and in the same step takes in the newest
     * readings of sensors whose readings left: a reading replaces an older one of the same sensor.
     */
    void trim(long before, ReadingBatch newest);

    /** The newest readings as taken in, one a sensor, in any order. */
    ReadingBatch newest();

    /**
     * Replaces a sensor's newest reading if it is of a range, {@code to} exclusive, of which readings were removed; with an
     * empty batch there is none.
     */
    void replaceNewest(int sensor, long from, long to, ReadingBatch newest);

    /** Keeps a record that turned out to be damaged apart, out of the way, for whoever may repair it. */
    void setAside(long sequence);

    /** About how many bytes of records lie there. */
    long bytes();

    /**
     * Calls the follower with what other live processes append and trim, from now on and with what lies there already,
     * until the subscription is closed. A journal that only one process can use never calls it.
     */
    default BlockStore.Subscription follow(Follower follower) {
        return () -> {};
    }

    /**
     * Takes over the records of a process that died, for this process alone; empty where there are none. Called from
     * time to time.
     */
    default Optional<Orphan> claim() {
        return Optional.empty();
    }

    /**
     * Tells all other processes that a sensor's readings of a range are to be removed, and waits until each has dropped
     * them from its heads ({@link Follower#removed}) or has died; into the records that dead ones left it puts a record
     * of the removal on their behalf.
     */
    default void announceRemoval(int sensor, long from, long to) {}

    /** Takes in records. */
    interface Records {
        void record(long sequence, byte[] record);
    }

    /** Hears of other processes' records, on a thread of the journal. */
    interface Follower {
        void appended(String writer, long sequence, byte[] record);

        /** All records of the writer up to this one left the journal; what they held lies in blocks. */
        void trimmed(String writer, long sequence);

        /** Everything heard so far is void; what lies there is told again from the start. */
        void restarted();

        /** Somebody asks to remove readings: returns when this process has none of them in its heads any more. */
        void removed(int sensor, long from, long to);
    }

    /** A dead process's records. */
    interface Orphan {
        /** Hands over the records, ascending. */
        void replay(Records sink);

        /** As {@link Journal#setAside}, for one of these records. */
        void setAside(long sequence);

        /** Forgets the records that were handed over, whose readings lie in blocks now; likewise {@link Journal#trim}. */
        void done(ReadingBatch newest);

        /** Lets them go as they are, for somebody else. */
        void release();
    }
}
