package io.isotherm.ingest.mqtt;

import io.isotherm.ingest.text.Quoted;
import io.isotherm.ingest.vendor.TopicDecoders;
import io.isotherm.ingest.vendor.TopicDecoders.Decoded;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what a message is by its topic: ours ({@code isotherm/KEY}), that of a make of device, or unknown.
 *
 * <p>ThingsBoard's devices all publish on {@code v1/devices/me/…}, and which one it is only the connection tells: of a
 * known client, {@code me} is replaced by the client's name ({@code v1/devices/fridge-1/telemetry}), in which
 * {@code / + #} and control characters become {@code _}.
 */
final class MqttTopics {
    private static final Logger log = LoggerFactory.getLogger(MqttTopics.class);

    /** The protocol of a message on a topic of ours. */
    static final String OURS = "mqtt";

    private static final String ME = "v1/devices/me/";

    private final TopicDecoders decoders;
    private final int payloadBytes;

    /** @param payloadBytes the longest payload that is read; a longer one is refused */
    MqttTopics(TopicDecoders decoders, int payloadBytes) {
        this.decoders = decoders;
        this.payloadBytes = payloadBytes;
    }

    /**
     * What a message says; null where nobody knows the topic. Never fails: what cannot be read is a refusal.
     *
     * @param client the name by which the publisher is known; null where it has none, or none is known
     * @param received epoch milliseconds
     */
    @Nullable
    Decoded decode(String topic, @Nullable String client, byte[] payload, long received) {
        String key = MqttPayload.key(topic);
        if (key == null && topic.startsWith(MqttPayload.PREFIX)) {
            return null;
        }
        if (payload.length > payloadBytes) {
            return new Decoded(
                    OURS,
                    MqttPayload.refused(
                            "The payload has " + payload.length + " bytes; at most " + payloadBytes + " are read."));
        }
        if (key != null) {
            return new Decoded(OURS, MqttPayload.decode(key, payload));
        }
        try {
            return decoders.decode(named(topic, client), payload, received);
        } catch (RuntimeException e) {
            log.error("message not decoded: topic={} bytes={}", Quoted.of(topic), payload.length, e);
            return new Decoded(OURS, MqttPayload.refused("The payload could not be read."));
        }
    }

    private static String named(String topic, @Nullable String client) {
        if (client == null || !topic.startsWith(ME)) {
            return topic;
        }
        StringBuilder name = new StringBuilder(client);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '/' || c == '+' || c == '#' || Character.isISOControl(c)) {
                name.setCharAt(i, '_');
            }
        }
        return "v1/devices/" + name + "/" + topic.substring(ME.length());
    }
}
