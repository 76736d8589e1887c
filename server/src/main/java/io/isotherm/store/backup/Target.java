package io.isotherm.store.backup;

import io.isotherm.store.AuditEntry;
import io.isotherm.store.series.BlockStore;
import io.isotherm.store.series.Journal;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A store that is empty, or was when a copy into it began, and that nobody else uses. Until {@link #finish}, no server
 * starts on it.
 */
public interface Target extends AutoCloseable {
    /** Where it is, for people; without a password. */
    String place();

    /** What was noted last; empty where nothing was copied yet. */
    Optional<String> unfinished();

    /** Keeps a note of how far the copy is, for whoever goes on, durably and in place of the one before. */
    void unfinished(String note);

    BlockStore blocks();

    Journal journal();

    /**
     * Takes in a catalogue and an audit as they are, with ids, numbers and versions. A second call, of the same, changes
     * nothing.
     *
     * @param audit hands over what {@link Contents#audit} does
     */
    void catalogue(CatalogueCopy copy, Consumer<Consumer<List<AuditEntry>>> audit);

    /** What it holds now. */
    Contents contents();

    /** The copy is complete: from now on servers may use it. */
    void finish();

    @Override
    void close();
}
