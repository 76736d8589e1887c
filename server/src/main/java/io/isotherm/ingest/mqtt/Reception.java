package io.isotherm.ingest.mqtt;

import io.isotherm.ingest.Ingest;
import io.isotherm.ingest.Sender;
import io.isotherm.ingest.mqtt.MqttAdmission.Admitted;
import io.isotherm.ingest.text.Quoted;
import io.isotherm.ingest.vendor.TopicDecoders.Decoded;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Message;
import io.isotherm.security.Caller;
import io.isotherm.security.Denial;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all connections of a listener share. */
record Reception(
        MqttSettings settings,
        MqttAdmission admission,
        MqttTopics topics,
        BiFunction<Sender, IncomingBatch, CompletableFuture<Ingest.Outcome>> door,
        MeterRegistry meters,
        MqttNotices notices,
        Wills wills) {
    private static final Logger log = LoggerFactory.getLogger(Reception.class);

    private static final Caller NOBODY =
            new Caller.Stranger(new Denial(401, "Not connected", "The client has not told who it is.", 0));

    /**
     * Who is at the other end.
     *
     * @param name for people: the client id, or the address where there is none
     * @param device by what it is known where a topic does not tell: the device of its credentials, or its client id;
     *     null where it has neither
     */
    record Client(String name, @Nullable String device, String address, Caller caller) {
        /** One that has not told who it is, and of which nothing is taken. */
        static Client unknown(String address) {
            return new Client(address, null, address, NOBODY);
        }

        /** @param id as the client gave it; may be empty */
        static Client of(String id, @Nullable Admitted admitted, String address) {
            String device = admitted == null ? null : admitted.device();
            if (device == null || device.isBlank()) {
                device = id.isBlank() ? null : id;
            }
            Caller caller = admitted == null ? NOBODY : admitted.caller();
            return new Client(id.isEmpty() ? address : Quoted.plain(id, 60), device, address, caller);
        }

        Sender sender(String protocol) {
            return Sender.of(protocol, name.equals(address) ? address : name + " at " + address, caller);
        }
    }

    /** Counts what was not taken, by one of a few reasons. */
    void countIgnored(String reason) {
        meters.counter("isotherm.mqtt.ignored", "reason", reason).increment();
    }

    /** Counts what a client was told. */
    void countCommand() {
        meters.counter("isotherm.mqtt.commands").increment();
    }

    /** Larger payloads than are read are still received up to this, so that they can be acknowledged and refused. */
    int maxPacketBytes() {
        return 2 * settings.payloadBytes() + 70_000;
    }

    /** Tells the operator what is wrong with a client, unless that was told a moment ago. */
    void notice(Client client, String kind, Duration interval, String text) {
        if (notices.isDue(client.name(), kind, interval)) {
            log.warn(
                    "client: protocol=mqtt client={} address={} notice=\"{}\"",
                    Quoted.of(client.name()),
                    client.address(),
                    Quoted.plain(text.replace('"', '\''), 500));
        }
    }

    /** What a message says; null where the topic is not known, which is counted. */
    @Nullable
    Decoded decode(Client client, String topic, byte[] payload) {
        Decoded decoded = topics.decode(topic, client.device(), payload, System.currentTimeMillis());
        if (decoded == null) {
            countIgnored("topic");
            notice(
                    client,
                    "topic",
                    MqttNotices.ONCE,
                    "The topic " + Quoted.of(topic)
                            + " is of no device that is known here: readings are taken on isotherm/KEY, such as"
                            + " isotherm/fridge-1");
        }
        return decoded;
    }

    /** What became of what a message says. */
    CompletableFuture<Ingest.Outcome> take(Client client, Decoded decoded, String topic, byte[] payload) {
        try {
            return door.apply(client.sender(decoded.protocol()), decoded.batch().of(new Message(topic, payload)));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Publishes what a client left for when it is gone. There is nobody to send it again: it is tried once. */
    void publish(Client client, Will will) {
        Decoded decoded = decode(client, will.topic(), will.payload());
        if (decoded != null) {
            var _ = take(client, decoded, will.topic(), will.payload()).whenComplete((_, failure) -> {
                if (failure != null) {
                    countIgnored("will");
                    notice(client, "will", MqttNotices.MINUTELY, "Its will was not kept: " + failure.getMessage());
                }
            });
        }
    }
}
