package io.isotherm.ingest.mqtt;

import io.isotherm.model.IncomingBatch;

/** Readings that came without a time of their own. */
final class Timeless {
    private Timeless() {}

    /** How many there are in a batch. */
    static int count(IncomingBatch batch) {
        int count = 0;
        for (int i = 0; i < batch.size(); i++) {
            if (batch.time(i) == IncomingBatch.NO_TIME) {
                count++;
            }
        }
        return count;
    }

    /** The batch without them: of a value that is old nobody knows how old, and it must not look fresh. */
    static IncomingBatch dropped(IncomingBatch batch) {
        IncomingBatch.Builder rest = all(batch, false, 0);
        return rest.build();
    }

    /**
     * The batch with the moment of receipt as their time, for when it is not kept at once.
     *
     * @param received epoch milliseconds
     */
    static IncomingBatch stamped(IncomingBatch batch, long received) {
        return all(batch, true, received).build();
    }

    private static IncomingBatch.Builder all(IncomingBatch batch, boolean timeless, long time) {
        IncomingBatch.Builder to = new IncomingBatch.Builder();
        for (int i = 0; i < batch.size(); i++) {
            boolean has = batch.time(i) != IncomingBatch.NO_TIME;
            if (has || timeless) {
                to.add(
                        batch.keys().get(batch.key(i)),
                        has ? batch.time(i) : time,
                        batch.value(i),
                        batch.unit(i),
                        batch.item(i));
            }
        }
        batch.refusals().forEach(refusal -> to.refuse(refusal.item(), refusal.detail()));
        batch.hints().forEach(to::hint);
        batch.notes().forEach(to::note);
        return to;
    }
}
