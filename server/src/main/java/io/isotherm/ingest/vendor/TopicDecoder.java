package io.isotherm.ingest.vendor;

import io.isotherm.model.IncomingBatch;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of one make of device, which come with a topic. What it remembers of earlier messages, if anything,
 * is bounded. May be called from any thread.
 */
public interface TopicDecoder {
    /** For metrics and logs: {@code tasmota}; one of few. */
    String protocol();

    /**
     * What a message says: readings, refusals, notes, hints, or nothing of use, which is an empty batch.
     *
     * @param topic as it was published, at most 65,535 bytes in UTF-8, from outside
     * @param payload from outside
     * @param received epoch milliseconds
     * @return null where topic and shape are not of this make, so that another decoder is asked
     */
    @Nullable
    IncomingBatch decode(String topic, byte[] payload, long received);

    /**
     * Whether messages on this topic tell what those on other topics mean, which has to be known again after a restart.
     *
     * @param topic as in {@link #decode}, whose answer was not null
     */
    default boolean announces(String topic) {
        return false;
    }

    /**
     * What the device is to be told after this message of it was decoded, which is asked once a message.
     *
     * @param topic as in {@link #decode}, whose answer was not null
     * @param received likewise
     * @return null where there is nothing to tell it
     */
    default @Nullable Command reply(String topic, long received) {
        return null;
    }
}
