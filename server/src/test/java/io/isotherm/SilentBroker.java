package io.isotherm;

import io.isotherm.broker.Broker;
import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import java.util.concurrent.CompletableFuture;

/** Tells nobody, for tests in which nobody listens. */
public final class SilentBroker implements Broker {
    @Override
    public void publish(ReadingBatch batch) {}

    @Override
    public void publish(CatalogChange change) {}

    @Override
    public void tellHere(ReadingBatch batch) {}

    @Override
    public void tellHere(CatalogChange change) {}

    @Override
    public Subscription subscribe(Listener listener) {
        return () -> {};
    }

    @Override
    public CompletableFuture<Answers> ask(String topic, byte[] question) {
        return CompletableFuture.completedFuture(Answers.NONE);
    }

    @Override
    public void answer(String topic, Respondent respondent) {}

    @Override
    public String name() {
        return "broker";
    }

    @Override
    public Health check() {
        return Health.OK;
    }

    @Override
    public void close() {}
}
