package io.isotherm.pipeline;

import io.isotherm.model.IncomingBatch;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** From a sender's names to durable readings: resolve the sensors, flag quality, commit in groups, tell. */
public final class Pipeline {
    /**
     * Commits the readings.
     *
     * @param received the time of the readings that have none, epoch milliseconds
     * @return completes when all are durable; fails with {@link OverloadedException} or
     *     {@link io.isotherm.store.StoreException}
     */
    public CompletableFuture<Void> submit(IncomingBatch batch, long received) {
        return CompletableFuture.failedFuture(new OverloadedException("to be written", 1));
    }

    /** Creates what is announced and not there yet. */
    public CompletableFuture<Void> announce(List<Announcement> announcements) {
        return CompletableFuture.failedFuture(new OverloadedException("to be written", 1));
    }
}
