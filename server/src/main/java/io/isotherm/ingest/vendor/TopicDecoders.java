package io.isotherm.ingest.vendor;

import io.isotherm.model.IncomingBatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All decoders of messages with a topic, asked one after the other. */
public final class TopicDecoders {
    private final List<TopicDecoder> decoders;
    private final Announcements announcements = new Announcements();

    public TopicDecoders(List<TopicDecoder> decoders) {
        this.decoders = List.copyOf(decoders);
    }

    /** What the first decoder that knows the message makes of it; null where none does. */
    public @Nullable Decoded decode(String topic, byte[] payload, long received) {
        for (TopicDecoder decoder : decoders) {
            IncomingBatch batch = decoder.decode(topic, payload, received);
            if (batch != null) {
                if (decoder.announces(topic)) {
                    announcements.heard(topic, payload);
                }
                return new Decoded(decoder.protocol(), batch, decoder.reply(topic, received));
            }
        }
        return null;
    }

    /** What was announced in messages that were decoded. */
    public Announcements announcements() {
        return announcements;
    }

    /**
     * A message, and what is to be done about it.
     *
     * @param protocol the name of the decoder that knew the message
     * @param reply what the device is to be told; null for nothing
     */
    public record Decoded(
            String protocol, IncomingBatch batch, @Nullable Command reply) {
        public Decoded(String protocol, IncomingBatch batch) {
            this(protocol, batch, null);
        }
    }
}
