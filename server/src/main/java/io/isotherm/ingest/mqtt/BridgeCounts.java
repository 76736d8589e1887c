package io.isotherm.ingest.mqtt;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** What a bridge counts: {@code isotherm.mqtt.bridge.…}. */
final class BridgeCounts {
    private static final String PREFIX = "isotherm.mqtt.bridge.";

    /** 1 while it is subscribed. */
    final AtomicInteger connected = new AtomicInteger();

    /** Messages that are not durable yet. */
    final AtomicInteger waiting = new AtomicInteger();

    final Counter messages;
    final Counter retained;
    final Counter connects;
    final Counter unknown;
    final Counter retries;
    final Counter lost;
    final Counter commands;

    BridgeCounts(MeterRegistry meters) {
        Gauge.builder(PREFIX + "connected", connected, AtomicInteger::get)
                .description("Whether this process is subscribed at the MQTT broker")
                .register(meters);
        Gauge.builder(PREFIX + "waiting", waiting, AtomicInteger::get)
                .description("Messages of the MQTT broker that are not durable yet")
                .register(meters);
        messages = counter(meters, "messages", "Messages that came from the MQTT broker");
        retained = counter(meters, "retained", "Readings without a time that were dropped, as their messages are old");
        connects = counter(meters, "connects", "Times that this process connected to the MQTT broker");
        unknown = counter(meters, "unknown", "Messages on topics that nobody knows");
        retries = counter(meters, "retries", "Times that a message was tried again, as it was not kept");
        commands = counter(meters, "commands", "Sparkplug nodes that were asked for their birth at the MQTT broker");
        lost = counter(meters, "lost", "Messages that were not kept and do not come again");
    }

    private static Counter counter(MeterRegistry meters, String name, String description) {
        return Counter.builder(PREFIX + name).description(description).register(meters);
    }
}
