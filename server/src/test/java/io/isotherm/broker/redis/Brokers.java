package io.isotherm.broker.redis;

import static org.awaitility.Awaitility.await;

import io.isotherm.broker.Recorder;
import io.isotherm.broker.local.LocalBroker;
import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;

/** Brokers as several processes have them, each with its meters. */
final class Brokers {
    static final String STORE = "the-store";

    private Brokers() {}

    /** A broker with a listener that hears everything. */
    record Peer(RedisBroker broker, Recorder recorder, SimpleMeterRegistry meters) implements AutoCloseable {
        double count(String name) {
            return meters.get("isotherm.broker." + name).counter().count();
        }

        /** Until it is connected, and has heard that it may have lost something. */
        Peer connected() {
            await("the connection")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> broker.check().equals(Health.OK) && recorder.losses() > 0);
            return this;
        }

        Peer away() {
            await("health to say that Redis is away")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> broker.check().state() == Health.State.DEGRADED);
            return this;
        }

        @Override
        public void close() {
            broker.close();
        }
    }

    static Peer open(String url) {
        return open(url, STORE, LocalBroker.DEFAULT_CAPACITY, RedisBroker.DEFAULT_CAPACITY);
    }

    static Peer open(String url, String store, int capacity, long bytes) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        LocalBroker here = new LocalBroker(capacity);
        Recorder recorder = new Recorder();
        here.subscribe(recorder);
        return new Peer(RedisBroker.open(RedisSettings.parse(url), store, here, bytes, meters), recorder, meters);
    }

    static ReadingBatch reading(int value) {
        return new ReadingBatch.Builder(1)
                .add(1, 1_700_000_000_000L + value, value, 0)
                .build();
    }
}
