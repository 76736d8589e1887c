package io.isotherm.ingest.vendor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.model.IncomingBatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TasmotaTest {
    @TestFactory
    Stream<DynamicTest> everyMessageSaysWhatTheTableTells() {
        return Corpus.tests("tasmota", Tasmota::new);
    }

    @Test
    void aMessageHasABoundedNumberOfReadings() {
        String parts = IntStream.range(0, 5_000)
                .mapToObj(i -> "\"X" + i + "\":{\"Temperature\":" + i + "}")
                .collect(Collectors.joining(",", "{", "}"));

        IncomingBatch batch = new Tasmota().decode("tele/attic/SENSOR", parts.getBytes(UTF_8), Corpus.RECEIVED);

        assertThat(batch).isNotNull();
        assertThat(batch.size()).isEqualTo(DeviceMessage.MAX_READINGS);
        assertThat(batch.refusals())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.detail())
                        .isEqualTo("More than 1000 readings in a message: send them in several messages."));
    }
}
