package io.isotherm.ingest;

import io.isotherm.model.IncomingBatch;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/** The door as those see it that bring what came over a network: {@link Ingest#door}. */
@FunctionalInterface
public interface Door extends BiFunction<Sender, IncomingBatch, CompletableFuture<Ingest.Outcome>> {
    /**
     * Looks, before a message is read, whether it would be turned away as its sender has sent more than it may; counts it
     * as one that was, if so. Costs next to nothing where nobody sends too much.
     *
     * @return after how many milliseconds the sender is welcome again; 0 where it is now
     */
    default long closedMillis(Sender sender) {
        return 0;
    }
}
