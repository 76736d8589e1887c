package io.isotherm.ingest.vendor;

import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decoder that knows its topics by their form, so that a discovery message about one of them can be tied to the sensor
 * that the decoder makes, instead of making a second one.
 */
interface KnownTopics extends TopicDecoder {
    /**
     * Whether the values on a topic are this decoder's to read.
     *
     * @param path where in the payload's JSON the value is; empty for bare text; null where it cannot be told
     */
    boolean reads(String topic, @Nullable List<Object> path);

    /** The sensor that the value becomes; null where that cannot be told, or it becomes none. */
    @Nullable
    SensorKey sensor(String topic, List<Object> path, Quantity quantity);
}
