package io.isotherm.store.backup;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.isotherm.store.AuditEntry;
import io.isotherm.store.Retention;
import io.isotherm.store.Retired;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.Block;
import io.isotherm.store.series.BlockStore;
import io.isotherm.store.series.Journal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** A real target of which the plug is pulled after so many changes, in the middle of one. */
record FailingTarget(Target target, int[] left) implements Target {
    FailingTarget(Target target, int allowed) {
        this(target, new int[] {allowed});
    }

    private void change(Runnable change) {
        change.run();
        if (left[0]-- <= 0) {
            // It was done, but nobody was told.
            throw new StoreException("the plug was pulled");
        }
    }

    @Override
    public String place() {
        return target.place();
    }

    @Override
    public Optional<String> unfinished() {
        return target.unfinished();
    }

    @Override
    public void unfinished(String note) {
        target.unfinished(note);
    }

    @Override
    public BlockStore blocks() {
        return new Failing(target.blocks());
    }

    @Override
    public Journal journal() {
        return target.journal();
    }

    @Override
    public void catalogue(CatalogueCopy copy, Consumer<Consumer<List<AuditEntry>>> audit) {
        change(() -> target.catalogue(copy, audit));
    }

    @Override
    public Contents contents() {
        return target.contents();
    }

    @Override
    public void finish() {
        if (left[0]-- <= 0) {
            throw new StoreException("the plug was pulled");
        }
        target.finish();
    }

    @Override
    public void close() {
        target.close();
    }

    private final class Failing implements BlockStore {
        private final BlockStore home;

        Failing(BlockStore home) {
            this.home = home;
        }

        @Override
        public List<Block> find(Find find) {
            return home.find(find);
        }

        @Override
        public List<Change> apply(List<Change> changes) {
            if (left[0]-- <= 0) {
                home.apply(changes.subList(0, changes.size() / 2));
                throw new StoreException("the plug was pulled");
            }
            return home.apply(changes);
        }

        @Override
        public void setAside(Block block) {
            home.setAside(block);
        }

        @Override
        public OptionalLong lastStart(int sensor, long before) {
            return home.lastStart(sensor, before);
        }

        @Override
        public ReadingBatch losers(int sensor, long from, long to, int limit) {
            return home.losers(sensor, from, to, limit);
        }

        @Override
        public void removeLosers(int sensor, long from, long to) {
            home.removeLosers(sensor, from, to);
        }

        @Override
        public Retired retire(Retention retention) {
            return home.retire(retention);
        }

        @Override
        public String name() {
            return home.name();
        }

        @Override
        public Health check() {
            return home.check();
        }

        @Override
        public void close() {
            home.close();
        }
    }
}
