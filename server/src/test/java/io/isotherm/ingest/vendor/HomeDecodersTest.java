package io.isotherm.ingest.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.model.IncomingBatch;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class HomeDecodersTest {
    static final List<String> MAKES =
            List.of("esphome", "homeassistant", "ruuvi", "shelly", "shelly1", "tasmota", "zigbee2mqtt");

    /** All decoders behind the one that is tried alone elsewhere, as in the server. */
    static final class InOrder implements TopicDecoder {
        private final TopicDecoders all = new TopicDecoders(HomeDecoders.all());

        @Override
        public String protocol() {
            return "all";
        }

        @Override
        public @Nullable IncomingBatch decode(String topic, byte[] payload, long received) {
            TopicDecoders.Decoded decoded = all.decode(topic, payload, received);
            return decoded == null ? null : decoded.batch();
        }
    }

    @TestFactory
    Stream<DynamicTest> aMakesMessagesSayTheSameWhenAllDecodersAreAsked() {
        return MAKES.stream().flatMap(make -> Corpus.tests(make, InOrder::new));
    }

    @Test
    void noTwoDecodersClaimTheSameMessage() {
        for (String make : MAKES) {
            for (Corpus.Message message : Corpus.messages(make)) {
                List<String> claims = HomeDecoders.all().stream()
                        .filter(decoder -> decoder.decode(message.topic(), message.payload(), Corpus.RECEIVED) != null)
                        .map(TopicDecoder::protocol)
                        .toList();
                assertThat(claims).as(message.topic()).hasSizeLessThanOrEqualTo(1);
            }
        }
    }
}
