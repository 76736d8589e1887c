package io.isotherm.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** How long senders wait, by protocol: from the door until their readings are durable. */
final class IngestLatency {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(200),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final MeterRegistry meters;
    // Protocols are named by the program, not by senders: a dozen.
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();

    IngestLatency(MeterRegistry meters) {
        this.meters = meters;
    }

    void record(String protocol, long nanos) {
        timers.computeIfAbsent(protocol, this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(String protocol) {
        return Timer.builder("isotherm.ingest")
                .description("From the arrival of a message until its readings are durable")
                .tag("protocol", protocol)
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }
}
