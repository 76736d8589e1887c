package io.isotherm.store.series;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.isotherm.store.Retention;
import io.isotherm.store.Retired;
import io.isotherm.trace.Span;
import io.isotherm.trace.Tracer;
import java.util.List;
import java.util.OptionalLong;

/** A home of blocks, and telling of what is written and dropped there. */
public final class TracedBlockStore implements BlockStore {
    private final BlockStore home;
    private final Tracer tracer;

    public TracedBlockStore(BlockStore home, Tracer tracer) {
        this.home = home;
        this.tracer = tracer;
    }

    @Override
    public List<Change> apply(List<Change> changes) {
        Span span = tracer.work("blocks");
        if (span.isKept()) {
            span.tell("isotherm.changes", changes.size())
                    .tell(
                            "isotherm.blocks",
                            changes.stream()
                                    .mapToLong(change -> change.blocks().size())
                                    .sum());
        }
        return Span.during(span, () -> {
            List<Change> outrun = home.apply(changes);
            span.tell("isotherm.outrun", outrun.size());
            return outrun;
        });
    }

    @Override
    public Retired retire(Retention retention) {
        return Span.during(tracer.work("retire"), () -> home.retire(retention));
    }

    @Override
    public List<Block> find(Find find) {
        return home.find(find);
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
    public void scrub() {
        home.scrub();
    }

    @Override
    public Subscription follow(Listener listener) {
        return home.follow(listener);
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
