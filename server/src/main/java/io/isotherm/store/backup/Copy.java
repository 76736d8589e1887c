package io.isotherm.store.backup;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.Block;
import io.isotherm.store.series.BlockStore.Change;
import io.isotherm.store.series.BlockStore.Find;
import io.isotherm.store.series.Inheritance;
import io.isotherm.store.series.Inheritance.Outcome;
import io.isotherm.store.series.SeriesOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts all that a store or a backup holds into an empty store, and compares. Where it is cut off, the same copy goes on from
 * the last note; what was done after that is done again and changes nothing.
 *
 * <p>Blocks first, and compared while they are as they were; then what lies in journals is merged into them, by the engine
 * that does it for processes that died.
 */
public final class Copy {
    private static final int CHANGES = 256;
    private static final long BYTES = 4 << 20;
    private static final long NOTE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final String FROM = "from";
    private static final String AFTER = "after";
    private static final String BLOCKS_DONE = "blocks";

    private final Contents from;
    private final Target to;
    private final Progress progress;
    private final List<Change> pending = new ArrayList<>();
    private long pendingBytes;
    private long readings;
    private long noted = System.nanoTime();

    private Copy(Contents from, Target to, Progress progress) {
        this.from = from;
        this.to = to;
        this.progress = progress;
    }

    /**
     * What was copied.
     *
     * @param readings in blocks
     * @param journal readings that lay in journals, and are in blocks now
     * @param resumed whether an earlier attempt had begun
     */
    public record Result(long blocks, long readings, long journal, int sensors, boolean resumed) {}

    /**
     * Copies, and lets servers use the target.
     *
     * @throws StoreException when either failed, when the target was being filled from something else, or when it does not
     *     hold what the source does; then the target stays unfinished
     */
    public static Result run(Contents from, Target to, Progress progress) {
        return new Copy(from, to, progress).run();
    }

    private Result run() {
        JsonObject before = to.unfinished().map(this::note).orElse(null);
        if (before == null) {
            note("", false);
        }
        Census.Total expected = blocks(before == null ? new JsonObject() : before);
        note("", true);
        long journal = journals();
        to.journal().trim(Long.MIN_VALUE, from.newest());
        progress.at("catalogue", 0, readings);
        CatalogueCopy catalogue = from.catalogue();
        to.catalogue(catalogue, from::audit);
        requireSameCatalogue(catalogue);
        to.finish();
        return new Result(
                expected.blocks(),
                expected.readings(),
                journal,
                catalogue.sensors().size(),
                before != null);
    }

    private JsonObject note(String text) {
        JsonObject note;
        try {
            note = new JsonObject(text);
        } catch (DecodeException e) {
            note = new JsonObject();
        }
        if (!from.identity().equals(note.getValue(FROM))) {
            throw new StoreException(to.place() + " was being filled from something else (" + note.getValue(FROM)
                    + "), and that is not finished: go on with that, or empty it first.");
        }
        return note;
    }

    private void note(String after, boolean blocksDone) {
        to.unfinished(new JsonObject()
                .put(FROM, from.identity())
                .put(AFTER, after)
                .put(BLOCKS_DONE, blocksDone)
                .encode());
        noted = System.nanoTime();
    }

    /** Copies the blocks and compares them, but where journals may have been merged into them already. */
    private Census.Total blocks(JsonObject before) {
        Census source = new Census();
        boolean done = before.getBoolean(BLOCKS_DONE, false);
        String after = before.getString(AFTER, "");
        if (!done) {
            from.blocks(after, (blocks, place) -> {
                put(blocks);
                if (System.nanoTime() - noted > NOTE_NANOS) {
                    apply();
                    note(place, false);
                }
                progress.at("blocks", from.share(), readings);
            });
            apply();
            from.losers(losers -> to.blocks().apply(List.of(new Change(List.of(), List.of(), losers))));
        }
        // Read once more where the beginning was copied earlier: what is compared is all of it.
        from.blocks("", (blocks, place) -> {
            source.add(blocks);
            progress.at("compare", from.share() / 2, source.total().readings());
        });
        from.losers(source::addLosers);
        if (!done) {
            compare(source.total());
        }
        return source.total();
    }

    private void compare(Census.Total expected) {
        Census copy = new Census();
        try (Contents contents = to.contents()) {
            contents.blocks("", (blocks, place) -> {
                copy.add(blocks);
                progress.at("compare", 0.5 + contents.share() / 2, copy.total().readings());
            });
            contents.losers(copy::addLosers);
        }
        if (!copy.total().equals(expected)) {
            throw new StoreException(to.place() + " does not hold what " + from.place() + " does (" + copy.total()
                    + " instead of " + expected
                    + "): the source changed meanwhile, or a disk fails. Empty the target and"
                    + " begin anew.");
        }
    }

    private void put(List<Block> blocks) {
        for (Block block : blocks) {
            pending.add(new Change(List.of(), List.of(block), ReadingBatch.EMPTY));
            pendingBytes += block.data() == null ? 0 : block.data().length;
            readings += block.summary().count();
            if (pending.size() >= CHANGES || pendingBytes >= BYTES) {
                apply();
            }
        }
    }

    private void apply() {
        if (pending.isEmpty()) {
            return;
        }
        for (Change there : to.blocks().apply(List.copyOf(pending))) {
            requireSame(there.blocks().getFirst());
        }
        pending.clear();
        pendingBytes = 0;
    }

    /** One that is there already was put there by an attempt that was cut off. */
    private void requireSame(Block block) {
        Block found = find(block);
        if (found == null
                || !Arrays.equals(found.data(), block.data())
                || !Arrays.equals(Census.summary(found), Census.summary(block))) {
            throw new StoreException(to.place() + " has another block of sensor " + block.sensor() + " from "
                    + block.start() + " than " + from.place() + ": the source changed since the copy began. Empty the"
                    + " target and begin anew.");
        }
    }

    private @Nullable Block find(Block block) {
        Find find = new Find(block.sensor(), block.start(), block.end(), block.start(), block.level() - 1, 1, true);
        List<Block> found = to.blocks().find(find);
        Block first = found.isEmpty() ? null : found.getFirst();
        return first != null && first.level() == block.level() && first.start() == block.start() ? first : null;
    }

    /** Returns how many readings there were. */
    private long journals() {
        Set<String> writers = new LinkedHashSet<>();
        from.journals((writer, sequence, record) -> writers.add(writer));
        long merged = 0;
        for (String writer : writers) {
            progress.at("journal", 0, readings);
            Outcome first = merge(writer);
            // Again: all must be found there. What lost against another one met it again; what comes too late for
            // readings that were dropped for their age is dropped as well, and counts in neither.
            Outcome second = merge(writer);
            if (second.settled() != first.settled() || second.repeated() + second.conflicts() < second.settled()) {
                throw new StoreException("Of the " + first.settled() + " readings of the journal of " + from.place()
                        + ", " + to.place() + " has " + second.repeated() + ": empty the target and begin anew.");
            }
            merged += first.settled();
        }
        return merged;
    }

    private Outcome merge(String writer) {
        return Inheritance.run(
                new CopiedJournal(from, writer, newest -> to.journal().trim(Long.MIN_VALUE, newest)),
                to.blocks(),
                SeriesOptions.usual());
    }

    private void requireSameCatalogue(CatalogueCopy expected) {
        long[] entries = {0, 0};
        from.audit(some -> entries[0] += some.size());
        try (Contents contents = to.contents()) {
            contents.audit(some -> entries[1] += some.size());
            if (!contents.catalogue().equals(expected) || entries[0] != entries[1]) {
                throw new StoreException("The catalogue of " + to.place() + " is not that of " + from.place()
                        + ": the source changed meanwhile. Empty the target and begin anew.");
            }
        }
    }
}
