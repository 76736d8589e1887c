package io.isotherm.ingest;

import io.isotherm.model.IncomingBatch;
import io.isotherm.trace.Span;
import io.isotherm.trace.Span.Scope;
import io.isotherm.trace.Tracer;
import java.util.concurrent.CompletableFuture;

/**
 * The door, and telling of each message that comes to it: within its request where that is followed, else as a trace of its
 * own, if it came without one. A message that is offered again is a trace again.
 */
public final class TracedDoor implements Door {
    private final Door door;
    private final Tracer tracer;

    /** @param tracer begins a trace for each message; {@link Tracer#NONE} where requests are what is followed */
    public TracedDoor(Door door, Tracer tracer) {
        this.door = door;
        this.tracer = tracer;
    }

    @Override
    public long closedMillis(Sender sender) {
        return door.closedMillis(sender);
    }

    @Override
    public CompletableFuture<Ingest.Outcome> apply(Sender sender, IncomingBatch batch) {
        Span request = Span.current();
        boolean alone = !request.isKept();
        Span span = alone ? tracer.message("message") : request;
        if (!span.isKept()) {
            return door.apply(sender, batch);
        }
        span.tell("isotherm.protocol", sender.protocol()).tell("isotherm.readings", batch.size());
        // Told before whoever waits hears of it and ends the request; a future of its own, as a dependent one would
        // wrap
        // the failure.
        CompletableFuture<Ingest.Outcome> answer = new CompletableFuture<>();
        try (Scope _ = span.enter()) {
            var _ = door.apply(sender, batch).whenComplete((outcome, failure) -> {
                if (failure == null) {
                    span.tell("isotherm.accepted", outcome.accepted())
                            .tell("isotherm.refused", outcome.refused().size());
                } else {
                    span.fail(failure);
                }
                if (alone) {
                    span.end();
                }
                if (failure == null) {
                    answer.complete(outcome);
                } else {
                    answer.completeExceptionally(failure);
                }
            });
        }
        return answer;
    }
}
