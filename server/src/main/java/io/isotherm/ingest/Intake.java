package io.isotherm.ingest;

import io.isotherm.model.IncomingBatch;
import io.isotherm.pipeline.Announcement;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a source of readings sees of the door, {@link Ingest}. Does not block; may be called from any thread. */
public interface Intake {
    /**
     * Takes in what a parser made of one message.
     *
     * @return completes when every accepted reading is durable; or fails with
     *     {@link io.isotherm.pipeline.OverloadedException} or {@link io.isotherm.store.StoreException}, and then none of
     *     the message's readings may be taken for kept; an overload that is the sender's own doing is a
     *     {@link LimitedException}
     */
    CompletableFuture<Ingest.Outcome> accept(Sender sender, IncomingBatch batch);

    /** Tells what sensors are called and where they are, before or after their first reading. */
    CompletableFuture<Void> announce(List<Announcement> announcements);
}
