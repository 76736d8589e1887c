package io.isotherm.config;

import io.isotherm.ingest.mqtt.BridgeSettings;
import io.isotherm.ingest.mqtt.TopicFilter;
import java.util.Arrays;
import java.util.List;

/** {@code --mqtt-broker}, {@code --mqtt-topics} and {@code --mqtt-share}. */
final class MqttBroker {
    private static final int MOST_TOPICS = 100;

    static final Kind<BridgeSettings> URL = new Kind<>("URL", "mqtt://HOST or mqtts://HOST", MqttBroker::broker);

    static final Kind<List<String>> TOPICS = new Kind<>(
            "LIST",
            "topics separated by commas, in which a level may be + (any) and the last one # (all beneath), such as"
                    + " zigbee2mqtt/#,tele/+/SENSOR, at most " + MOST_TOPICS,
            MqttBroker::topics);

    static final Kind<String> GROUP =
            new Kind<>("GROUP", "a name of 1 to 64 letters, digits, dots, dashes and underscores", MqttBroker::group);

    private MqttBroker() {}

    private static BridgeSettings broker(String text) {
        if (!text.startsWith("mqtt://") && !text.startsWith("mqtts://")) {
            throw new IllegalArgumentException("no broker");
        }
        try {
            return BridgeSettings.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Kind.Refused(String.valueOf(e.getMessage()));
        }
    }

    private static List<String> topics(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        List<String> topics =
                Arrays.stream(text.split(",", -1)).map(String::strip).distinct().toList();
        if (topics.stream().anyMatch(topic -> topic.startsWith("$share/"))) {
            throw new Kind.Refused("has a topic that begins with $share/: give the group as --mqtt-share");
        }
        if (topics.size() > MOST_TOPICS || !topics.stream().allMatch(TopicFilter::isValid)) {
            throw new IllegalArgumentException(text);
        }
        return topics;
    }

    private static String group(String text) {
        if (!text.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }
}
