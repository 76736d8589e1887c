package io.isotherm.store.series;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Component;
import io.isotherm.store.Retention;
import io.isotherm.store.Retired;
import io.isotherm.store.StoreException;
import java.util.List;
import java.util.OptionalLong;

/**
 * The home of blocks. A block's identity is (sensor, level, start). All methods block, may be called from any thread,
 * and throw {@link StoreException} when the home fails.
 *
 * @see io.isotherm.store.series the contract test kit {@code BlockStoreContract}, which every home passes
 */
public interface BlockStore extends Component {
    /**
     * One sensor's blocks whose spans overlap a range, ascending by start, then by level, and none before the given
     * place in that order.
     */
    List<Block> find(Find find);

    /**
     * Makes changes, each whole or not at all; what is made is durable when this returns. A change is not made when a
     * block that it replaces is not there in that version, or one that it adds is there already: somebody else was
     * quicker.
     *
     * @return those of the given changes, the same objects, that were not made
     * @throws StoreException when it failed; some may have been made
     */
    List<Change> apply(List<Change> changes);

    /**
     * Takes a block whose data is damaged out of the way and keeps it apart, as it is, for whoever may repair it. Nothing
     * happens where it is not there in that version.
     */
    void setAside(Block block);

    /** The start of a sensor's last block that starts before a time; empty where there is none. */
    OptionalLong lastStart(int sensor, long before);

    /** Readings that lost against another one of the same sensor and time, in a range, ascending, at most so many. */
    ReadingBatch losers(int sensor, long from, long to, int limit);

    /** Forgets the losers of a range. */
    void removeLosers(int sensor, long from, long to);

    /**
     * Drops what is too old: the readings of blocks that end before {@link Retention#readingsBefore}, and whole blocks
     * that end before {@link Retention#summariesBefore}; the losers' time counts like that of readings. In several
     * transactions, so that writers do not wait long.
     */
    Retired retire(Retention retention);

    /**
     * Reads everything through for damage that no read has met yet, where the home itself does not see to that;
     * {@link #check} tells what was found. May take minutes.
     */
    default void scrub() {}

    /**
     * Calls the listener after another process changed blocks, until the subscription is closed. A home that only one
     * process can use never calls it.
     */
    default Subscription follow(Listener listener) {
        return () -> {};
    }

    /**
     * @param from epoch milliseconds, inclusive
     * @param to exclusive
     * @param afterStart only blocks that come after (this start, {@code afterLevel}) in the order; with
     *     {@link Long#MIN_VALUE} and -1: all
     * @param limit of blocks, at least 1
     * @param data whether the readings are wanted
     */
    record Find(int sensor, long from, long to, long afterStart, int afterLevel, int limit, boolean data) {
        public static Find all(int sensor, long from, long to, int limit, boolean data) {
            return new Find(sensor, from, to, Long.MIN_VALUE, -1, limit, data);
        }

        /** The same from the place after a block. */
        public Find after(Block block) {
            return new Find(sensor, from, to, block.start(), block.level(), limit, data);
        }
    }

    /**
     * @param replaced blocks as they were found; those that are not among {@code blocks} are removed. Only their
     *     identity and version are looked at
     * @param blocks to write; with the version of the replaced one of the same identity, or 0. All spans of one change
     *     lie in one stretch of twice {@link Spans#LONGEST}
     * @param losers readings of this sensor that lost, to be kept in the list; there already: nothing happens
     */
    record Change(List<Block> replaced, List<Block> blocks, ReadingBatch losers) {}

    /** Hears of changes by other processes, on a thread of the home; must not block. */
    interface Listener {
        void changed(int sensor, long start);

        /** Anything may have changed. */
        void lost();
    }

    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
