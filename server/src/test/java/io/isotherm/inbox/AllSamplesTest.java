package io.isotherm.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.broker.Broker;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllSamplesTest {
    private final Samples samples = new Samples();

    private static byte[] question(List<String> devices) {
        return new JsonArray(devices).toBuffer().getBytes();
    }

    private static MessageSample message(long at, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return MessageSample.of(at, "mqtt", "gateway at 10.0.0.1", "isotherm/x", bytes, bytes.length);
    }

    @Test
    void whatAProcessTellsOfTheDevicesAskedForIsUnderstood() {
        samples.put("fridge", message(5, "{\"temperature\": 4.3}"));
        samples.put("oven", message(6, "21"));
        Map<String, MessageSample> read =
                AllSamples.read(AllSamples.answer(samples, question(List.of("fridge", "no"))));
        assertThat(read).isEqualTo(Map.of("fridge", message(5, "{\"temperature\": 4.3}")));
    }

    @Test
    void whoKnowsNoneOfThemSaysNothing() {
        samples.put("oven", message(6, "21"));
        assertThat(AllSamples.answer(samples, question(List.of("fridge")))).isEmpty();
    }

    @Test
    void aPageOfLongMessagesIsCutToWhatAnAnswerMayHaveAndSaysSo() {
        List<String> devices = new ArrayList<>();
        for (int i = 0; i < AllSamples.MOST; i++) {
            devices.add("device-" + i);
            samples.put("device-" + i, message(i, "é\"".repeat(MessageSample.MOST_BYTES / 3)));
        }
        byte[] answer = AllSamples.answer(samples, question(devices));
        assertThat(answer.length).isLessThanOrEqualTo(Broker.MOST_ANSWER);
        Map<String, MessageSample> read = AllSamples.read(answer);
        assertThat(read).hasSize(AllSamples.MOST);
        assertThat(read.values()).allSatisfy(sample -> {
            assertThat(sample.cut()).isTrue();
            assertThat(sample.payload().length()).isGreaterThanOrEqualTo(400);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[7]", "null"})
    void whatIsNoQuestionIsNotAnswered(String question) {
        assertThatThrownBy(() -> AllSamples.answer(samples, question.getBytes(UTF_8)))
                .isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"fridge\":7}",
                "{\"fridge\":{}}",
                "{\"fridge\":{\"at\":1,\"cut\":false,\"protocol\":\"mqtt\",\"sender\":\"x\",\"place\":\"y\"}}"
            })
    void whatIsNoAnswerIsNotTakenForOne(String answer) {
        assertThatThrownBy(() -> AllSamples.read(answer.getBytes(UTF_8))).isInstanceOf(RuntimeException.class);
    }
}
