package io.isotherm.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.isotherm.ingest.vendor.TopicDecoder;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Of a make of device that does not exist: a number on {@code plain/DEVICE}, with {@code @TIME} after it or not;
 * {@code online} or {@code offline} on {@code …/state} or {@code …/status}. It stumbles over {@code plain/broken}.
 */
final class PlainDecoder implements TopicDecoder {
    final List<String> topics = new CopyOnWriteArrayList<>();

    @Override
    public String protocol() {
        return "plain";
    }

    @Override
    public @Nullable IncomingBatch decode(String topic, byte[] payload, long received) {
        topics.add(topic);
        if (!topic.startsWith("plain/")) {
            return null;
        }
        if (topic.equals("plain/broken")) {
            throw new IllegalStateException("broken");
        }
        String text = new String(payload, UTF_8);
        IncomingBatch.Builder batch = new IncomingBatch.Builder();
        if (topic.endsWith("/state") || topic.endsWith("/status")) {
            String device = topic.substring(0, topic.lastIndexOf('/'));
            return batch.note(new DeviceNote(device, text.equals("online"), Map.of()))
                    .build();
        }
        String[] parts = text.split("@", 2);
        return batch.add(
                        new SensorKey(topic + "/value", Quantity.TEMPERATURE),
                        parts.length == 1 ? IncomingBatch.NO_TIME : Long.parseLong(parts[1]),
                        Double.parseDouble(parts[0]),
                        null,
                        0)
                .build();
    }
}
