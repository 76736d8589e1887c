package io.isotherm.broker;

import io.isotherm.broker.Broker.CatalogChange;
import io.isotherm.model.ReadingBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what it hears. */
public class Recorder implements Broker.Listener {
    private final List<ReadingBatch> batches = new CopyOnWriteArrayList<>();
    private final List<CatalogChange> changes = new CopyOnWriteArrayList<>();
    private final List<CatalogChange> elsewhere = new CopyOnWriteArrayList<>();
    private final AtomicInteger losses = new AtomicInteger();

    @Override
    public void readings(ReadingBatch batch) {
        batches.add(batch);
    }

    @Override
    public void catalog(CatalogChange change) {
        changes.add(change);
    }

    @Override
    public void catalogElsewhere(CatalogChange change) {
        elsewhere.add(change);
    }

    @Override
    public void lost() {
        losses.incrementAndGet();
    }

    public List<ReadingBatch> batches() {
        return batches;
    }

    public List<CatalogChange> changes() {
        return changes;
    }

    public List<CatalogChange> elsewhere() {
        return elsewhere;
    }

    public int losses() {
        return losses.get();
    }

    public List<Double> values() {
        List<Double> values = new ArrayList<>();
        for (ReadingBatch batch : batches) {
            for (int i = 0; i < batch.size(); i++) {
                values.add(batch.value(i));
            }
        }
        return values;
    }
}
