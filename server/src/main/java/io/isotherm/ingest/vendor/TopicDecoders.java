package io.isotherm.ingest.vendor;

import io.isotherm.model.IncomingBatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All decoders of messages with a topic, asked one after the other. */
public final class TopicDecoders {
    private final List<TopicDecoder> decoders;

    public TopicDecoders(List<TopicDecoder> decoders) {
        this.decoders = List.copyOf(decoders);
    }

    /** What the first decoder that knows the message makes of it; null where none does. */
    public @Nullable Decoded decode(String topic, byte[] payload, long received) {
        for (TopicDecoder decoder : decoders) {
            IncomingBatch batch = decoder.decode(topic, payload, received);
            if (batch != null) {
                return new Decoded(decoder.protocol(), batch);
            }
        }
        return null;
    }

    /** @param protocol the name of the decoder that knew the message */
    public record Decoded(String protocol, IncomingBatch batch) {}
}
