package io.isotherm.ingest.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The message that a client leaves to be published when it goes without a word.
 *
 * @param delay how long the client may be away before; at most {@link #LONGEST_DELAY}
 */
record Will(String topic, byte[] payload, Duration delay) {
    /** Thousands of clients leave one each: a word and a little JSON have to do. */
    static final int MOST_BYTES = 4_096;

    static final Duration LONGEST_DELAY = Duration.ofMinutes(5);

    /** Null where the client left none. */
    static @Nullable Will of(MqttConnectMessage connect) {
        byte @Nullable [] payload = connect.payload().willMessageInBytes();
        String topic = connect.payload().willTopic();
        if (!connect.variableHeader().isWillFlag() || topic == null || payload == null) {
            return null;
        }
        return new Will(topic, payload, delay(connect.payload().willProperties()));
    }

    // An unsigned number of seconds: MQTT 5, section 3.1.3.2.2.
    private static Duration delay(@Nullable MqttProperties properties) {
        if (properties != null
                && properties.getProperty(MqttProperties.WILL_DELAY_INTERVAL) instanceof IntegerProperty given) {
            long seconds = Integer.toUnsignedLong(given.value());
            return Duration.ofSeconds(Math.min(seconds, LONGEST_DELAY.toSeconds()));
        }
        return Duration.ZERO;
    }

    boolean isTooLong() {
        return payload.length > MOST_BYTES;
    }
}
