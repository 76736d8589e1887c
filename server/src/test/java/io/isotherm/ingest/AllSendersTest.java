package io.isotherm.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.broker.Broker;
import io.isotherm.ingest.SenderLog.Counts;
import io.isotherm.ingest.Senders.Seen;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllSendersTest {
    private static final RefusedMessage TEXT =
            new RefusedMessage(5, "isotherm/x", List.of("no number", "no unit"), 4, "\"4,3\"", null);
    private static final RefusedMessage BYTES = new RefusedMessage(6, "/write", List.of("no text"), 9, null, "AAEC");

    private static Seen seen(String id, long first, long last, Counts counts, @Nullable RefusedMessage refused) {
        return new Seen("mqtt", id, "4f1c", "Gateway", counts, first, last, refused);
    }

    private static Map<Senders.Key, Seen> read(byte[]... answers) {
        Map<Senders.Key, Seen> all = new HashMap<>();
        for (byte[] answer : answers) {
            AllSenders.read(answer, all);
        }
        return all;
    }

    @Test
    void whatAProcessTellsIsUnderstoodByAnotherToTheLastField() {
        Seen plain = new Seen("http", "10.0.0.1", null, null, new Counts(1, 2, 3, Long.MAX_VALUE), 7, 8, null);
        List<Seen> told = List.of(
                plain, seen("a", 1, 2, new Counts(0, 1, 0, 0), TEXT), seen("b", 1, 2, new Counts(0, 1, 0, 0), BYTES));
        assertThat(read(AllSenders.answer(told)).values()).containsExactlyInAnyOrderElementsOf(told);
    }

    @Test
    void whatADoorKeepsAtMostIsUnderstood() {
        Senders senders = new Senders(Limits.NONE, InstantSource.system());
        Sender sender = new Sender("replay", "/" + "d/".repeat(2_000) + "file.csv");
        byte[] payload = "temperature ".repeat(1_000).getBytes(UTF_8);
        senders.heard(sender).add(0, 9, 0, 0);
        senders.refused(
                sender,
                RefusedMessage.of(
                        7,
                        new Message("/" + "p".repeat(5_000), payload),
                        Collections.nCopies(9, new IncomingBatch.Refusal(0, "r".repeat(5_000)))));
        assertThat(read(AllSenders.answer(senders.list())).values()).containsExactlyElementsOf(senders.list());
    }

    @Test
    void oneThatSentToTwoProcessesIsOneWithItsCountsAdded() {
        Seen here = seen("a", 10, 20, new Counts(1, 2, 3, 4), BYTES);
        Seen there = seen("a", 5, 30, new Counts(10, 20, 30, 40), TEXT);
        Seen both = seen("a", 5, 30, new Counts(11, 22, 33, 44), BYTES);
        for (List<Seen> order : List.of(List.of(here, there), List.of(there, here))) {
            assertThat(read(AllSenders.answer(List.of(order.get(0))), AllSenders.answer(List.of(order.get(1))))
                            .values())
                    .containsExactly(both);
        }
    }

    @Test
    void whoComesWithAnotherTokenIsAnotherSender() {
        Seen one = seen("a", 1, 2, new Counts(1, 0, 0, 0), null);
        Seen other = new Seen("mqtt", "a", null, null, new Counts(1, 0, 0, 0), 1, 2, null);
        assertThat(read(AllSenders.answer(List.of(one)), AllSenders.answer(List.of(other))))
                .hasSize(2);
    }

    @Test
    void atMostAThousandAreToldAndTheRestIsCounted() {
        List<Seen> many = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            many.add(seen("gateway-" + i + " at 10.0.0.12", i, i, new Counts(i, 0, 0, 0), null));
        }
        byte[] answer = AllSenders.answer(many);
        Map<Senders.Key, Seen> all = new HashMap<>();
        assertThat(AllSenders.read(answer, all)).isEqualTo(500);
        assertThat(all.values()).containsExactlyInAnyOrderElementsOf(many.subList(0, 1_000));
    }

    @Test
    void anAnswerNeverHasMoreBytesThanItMay() {
        RefusedMessage large = new RefusedMessage(5, "t", List.of("r"), 9_000, "é\n".repeat(2_048), null);
        List<Seen> many = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            many.add(seen("s" + i, i, i, new Counts(0, i, 0, 0), large));
        }
        byte[] answer = AllSenders.answer(many);
        assertThat(answer.length).isBetween(Broker.MOST_ANSWER - 20_000, Broker.MOST_ANSWER);
        Map<Senders.Key, Seen> all = new HashMap<>();
        long leftOff = AllSenders.read(answer, all);
        assertThat(all.size() + leftOff).isEqualTo(1_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{}",
                "{\"items\":[]}",
                "{\"items\":[],\"leftOff\":-1}",
                "{\"items\":[7],\"leftOff\":0}",
                "{\"items\":[{}],\"leftOff\":0}"
            })
    void whatIsNoAnswerIsNotTakenForOne(String answer) {
        assertThatThrownBy(() -> AllSenders.read(answer.getBytes(UTF_8), new HashMap<>()))
                .isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "protocol",
                "id",
                "accepted",
                "refused",
                "limited",
                "failed",
                "firstSeen",
                "lastSeen",
                "lastRefused"
            })
    void anAnswerWithAFieldThatBreaksABoundAddsNothing(String field) {
        JsonObject good = SenderJson.of(seen("good", 1, 2, new Counts(1, 0, 0, 0), null));
        JsonObject bad = SenderJson.of(seen("bad", 1, 2, new Counts(1, 0, 0, 0), TEXT));
        bad.put(field, bad.getValue(field) instanceof Number ? -1 : "x".repeat(5_001));
        byte[] answer = new JsonObject()
                .put("items", new JsonArray().add(good).add(bad))
                .put("leftOff", 0)
                .toBuffer()
                .getBytes();
        Map<Senders.Key, Seen> all = new HashMap<>();
        assertThatThrownBy(() -> AllSenders.read(answer, all)).isInstanceOf(RuntimeException.class);
        assertThat(all).isEmpty();
    }
}
