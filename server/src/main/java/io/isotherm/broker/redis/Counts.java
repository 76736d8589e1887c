package io.isotherm.broker.redis;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** What the broker counts, as metrics. */
final class Counts {
    final Counter published;
    final Counter publishedReadings;
    final Counter received;
    final Counter receivedReadings;
    final Counter shed;
    final Counter lost;
    final Counter malformed;
    final Counter foreign;
    final Counter unknown;
    final Counter reconnects;
    final Counter asked;
    final Counter answered;
    final Counter unanswered;

    Counts(MeterRegistry meters) {
        published = counter(meters, "published", "Messages that Redis took");
        publishedReadings = counter(meters, "published.readings", "Readings in them");
        received = counter(meters, "received", "Messages of other processes that arrived");
        receivedReadings = counter(meters, "received.readings", "Readings in them");
        shed = counter(
                meters, "shed", "Readings and changes not published because Redis was away or slow; they are stored");
        lost = counter(
                meters, "lost", "Times that messages were missed, and pages were refreshed from the store instead");
        malformed = counter(meters, "malformed", "Messages that could not be read");
        foreign = counter(meters, "foreign", "Messages of processes that have another store");
        unknown = counter(meters, "unknown", "Messages of a kind or version that is not known");
        reconnects = counter(meters, "reconnects", "Connections to Redis that were made anew");
        asked = counter(meters, "asked", "Questions put to the other processes");
        answered = counter(meters, "answered", "Answers given to other processes");
        unanswered = counter(meters, "unanswered", "Answers of other processes that did not come in time");
    }

    <T> void gauge(MeterRegistry meters, String name, String description, T of, ToDoubleFunction<T> value) {
        Gauge.builder("isotherm.broker." + name, of, value)
                .description(description)
                .register(meters);
    }

    private static Counter counter(MeterRegistry meters, String name, String description) {
        return Counter.builder("isotherm.broker." + name)
                .description(description)
                .register(meters);
    }
}
