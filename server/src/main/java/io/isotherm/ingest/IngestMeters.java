package io.isotherm.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What the door counts, by protocol. All outcomes of a protocol are there from its first message on: a count that appears
 * only when it is above nothing looks to Prometheus as if it had always been there.
 */
final class IngestMeters {
    /** What became of readings. */
    enum Outcome {
        ACCEPTED,
        REFUSED,
        LIMITED,
        OVERLOADED,
        FAILED
    }

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

    private record OfProtocol(Map<Outcome, Counter> readings, Timer latency) {}

    private final MeterRegistry meters;
    // Protocols are named by the program, not by senders: some twenty.
    private final Map<String, OfProtocol> protocols = new ConcurrentHashMap<>();

    IngestMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    void count(String protocol, Outcome outcome, int readings) {
        Counter counter = of(protocol).readings.get(outcome);
        if (readings > 0 && counter != null) {
            counter.increment(readings);
        }
    }

    /** A message whose readings are durable, so long after its arrival. */
    void durable(String protocol, long nanos) {
        of(protocol).latency.record(nanos, TimeUnit.NANOSECONDS);
    }

    private OfProtocol of(String protocol) {
        return protocols.computeIfAbsent(protocol, this::register);
    }

    private OfProtocol register(String protocol) {
        Map<Outcome, Counter> readings = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            readings.put(
                    outcome,
                    Counter.builder("isotherm.readings")
                            .description("Readings that reached the door")
                            .tag("protocol", protocol)
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
        Timer latency = Timer.builder("isotherm.ingest")
                .description("From the arrival of a message until its readings are durable")
                .tag("protocol", protocol)
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
        return new OfProtocol(readings, latency);
    }
}
