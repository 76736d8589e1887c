package io.isotherm.broker.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.isotherm.broker.Broker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class InquiryCodecTest {
    private static final byte[] DATA = {1, 0, -1};

    private static Map<String, Object> fields() {
        return new TreeMap<>(Map.of(
                "version", 1, "kind", "question", "store", "s", "from", "p", "id", 7, "topic", "color", "data", DATA));
    }

    private static byte[] cbor(Map<String, Object> fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator to = new CBORFactory().createGenerator(bytes)) {
            to.writeStartObject();
            for (Map.Entry<String, Object> field : fields.entrySet()) {
                to.writeFieldName(field.getKey());
                switch (field.getValue()) {
                    case byte[] data -> to.writeBinary(data);
                    case Integer number -> to.writeNumber(number);
                    default -> to.writeString(field.getValue().toString());
                }
            }
            to.writeEndObject();
        }
        return bytes.toByteArray();
    }

    @Test
    void aQuestionAndAnAnswerAreReadAsTheyWereWritten() throws Exception {
        Inquiry question = new Inquiry.Question("store-1", "process-1", Long.MAX_VALUE, "senders", DATA);
        assertThat(InquiryCodec.decode(InquiryCodec.encode(question)))
                .usingRecursiveComparison()
                .isEqualTo(question);
        Inquiry answer = new Inquiry.Answer("store-1", "process-2", 1, new byte[Broker.MOST_ANSWER]);
        assertThat(InquiryCodec.decode(InquiryCodec.encode(answer)))
                .usingRecursiveComparison()
                .isEqualTo(answer);
    }

    @Test
    void theBytesAreThoseOfTheDocument() {
        // docs/protocol.md has the same example.
        byte[] bytes = InquiryCodec.encode(new Inquiry.Answer("a", "b", 1, new byte[] {'{', '}'}));
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo(
                        "a6" // a map of 6
                                + "6776657273696f6e01" // "version": 1
                                + "646b696e64" + "66616e73776572" // "kind": "answer"
                                + "6573746f7265" + "6161" // "store": "a"
                                + "6466726f6d" + "6162" // "from": "b"
                                + "62696401" // "id": 1
                                + "6464617461" + "427b7d"); // "data": {}
    }

    @Test
    void whatSomebodyElseWritesIsReadInAnyOrderAndWithFieldsToCome() throws Exception {
        Map<String, Object> fields = fields();
        fields.put("new", "field");
        assertThat(InquiryCodec.decode(cbor(fields)))
                .usingRecursiveComparison()
                .isEqualTo(new Inquiry.Question("s", "p", 7, "color", DATA));
    }

    @Test
    void whatBreaksABoundIsMalformed() throws Exception {
        Map<String, Object> wrong = Map.of(
                "version",
                2,
                "kind",
                "order",
                "store",
                "",
                "from",
                "two words",
                "id",
                0,
                "topic",
                "x".repeat(Broker.MOST_TOPIC + 1),
                "data",
                new byte[Broker.MOST_QUESTION + 1]);
        for (Map.Entry<String, Object> each : wrong.entrySet()) {
            Map<String, Object> fields = fields();
            fields.put(each.getKey(), each.getValue());
            byte[] bytes = cbor(fields);
            assertThatThrownBy(() -> InquiryCodec.decode(bytes))
                    .as(each.getKey())
                    .isInstanceOf(MalformedMessageException.class);
            fields.remove(each.getKey());
            byte[] without = cbor(fields);
            assertThatThrownBy(() -> InquiryCodec.decode(without))
                    .as("without " + each.getKey())
                    .isInstanceOf(MalformedMessageException.class);
        }
        assertThatThrownBy(() -> InquiryCodec.decode(new byte[1 << 20])).isInstanceOf(MalformedMessageException.class);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> InquiryCodec.encode(new Inquiry.Answer("s", "p", 1, new byte[Broker.MOST_ANSWER + 1])));
    }

    @Test
    void whateverComesIsReadOrMalformed() throws Exception {
        Random random = new Random(7);
        byte[] whole = cbor(fields());
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
            for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(InquiryCodec.decode(bytes)).isNotNull();
            } catch (MalformedMessageException e) {
                assertThat(e).hasMessageContaining("at byte");
            }
        }
    }
}
