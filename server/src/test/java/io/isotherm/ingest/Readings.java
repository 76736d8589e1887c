package io.isotherm.ingest;

import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Unit;
import java.util.ArrayList;
import java.util.List;

/** Says in a line what a batch holds, to compare with. */
public final class Readings {
    private Readings() {}

    /** {@code key quantity value [unit] [@time]}, a reading an entry. */
    public static List<String> of(IncomingBatch batch) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            Unit unit = batch.unit(i);
            lines.add(batch.keys().get(batch.key(i)).key() + " "
                    + batch.keys().get(batch.key(i)).quantity().id() + " " + batch.value(i)
                    + (unit == null ? "" : " " + (unit == Unit.NONE ? "none" : unit.symbol()))
                    + (batch.time(i) == IncomingBatch.NO_TIME ? "" : " @" + batch.time(i)));
        }
        return lines;
    }

    /** {@code item: detail}, a refusal an entry. */
    public static List<String> refusals(IncomingBatch batch) {
        return batch.refusals().stream()
                .map(refusal -> refusal.item() + ": " + refusal.detail())
                .toList();
    }
}
