package io.isotherm.broker.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.isotherm.broker.Broker.CatalogChange;
import io.isotherm.broker.message.Message.Origin;
import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
    private static final Origin ORIGIN = new Origin("store-1", "process-1", 42);

    /** Writes a message's fields as somebody else might. */
    private interface Fields {
        void write(JsonGenerator to) throws IOException;
    }

    private static byte[] cbor(Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator to = new CBORFactory().createGenerator(bytes)) {
            to.writeStartObject();
            fields.write(to);
            to.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void head(JsonGenerator to, String kind) throws IOException {
        to.writeStringField("kind", kind);
        to.writeNumberField("version", 1);
        to.writeNumberField("seq", 42);
        to.writeStringField("from", "process-1");
        to.writeStringField("store", "store-1");
    }

    private static void column(JsonGenerator to, String name, Number... values) throws IOException {
        to.writeArrayFieldStart(name);
        for (Number value : values) {
            if (value instanceof Double number) {
                to.writeNumber(number);
            } else {
                to.writeNumber(value.longValue());
            }
        }
        to.writeEndArray();
    }

    private static void assertMalformed(byte[] bytes, String problem) {
        assertThatThrownBy(() -> MessageCodec.decode(bytes))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining(problem)
                .hasMessageMatching("(?s).* at byte -?\\d+");
    }

    @Test
    void readingsAreReadAsTheyWereWrittenToTheBit() throws Exception {
        double[] values = {
            4.31,
            -0.0,
            1e-310,
            Double.MAX_VALUE,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.NaN,
            Double.longBitsToDouble(0x7ff8_0000_dead_beefL),
            Double.longBitsToDouble(0xfff8_0000_0000_0001L),
            21
        };
        long[] times = {0, -1, 1, Long.MIN_VALUE, Long.MAX_VALUE, 1_700_000_000_123L, 1L << 32, 1L << 31, -1L << 33, 9};
        ReadingBatch.Builder batch = new ReadingBatch.Builder();
        for (int i = 0; i < values.length; i++) {
            batch.add(i == 3 ? Integer.MAX_VALUE : i * 1_000, times[i], values[i], Flags.of(i, Unit.FAHRENHEIT));
        }
        ReadingBatch sent = batch.build();
        Message message = MessageCodec.decode(MessageCodec.encode(new Message.Readings(ORIGIN, sent)));
        assertThat(message.origin()).isEqualTo(ORIGIN);
        ReadingBatch read = ((Message.Readings) message).batch();
        assertThat(read.size()).isEqualTo(sent.size());
        for (int i = 0; i < sent.size(); i++) {
            assertThat(read.sensor(i)).isEqualTo(sent.sensor(i));
            assertThat(read.time(i)).isEqualTo(sent.time(i));
            assertThat(Double.doubleToRawLongBits(read.value(i))).isEqualTo(Double.doubleToRawLongBits(sent.value(i)));
            assertThat(read.flags(i)).isEqualTo(sent.flags(i));
        }
    }

    @Test
    void theBytesAreThoseOfTheDocument() {
        // docs/protocol.md has the same example.
        ReadingBatch batch = new ReadingBatch.Builder()
                .add(7, 1_700_000_000_000L, 4.5, 0x10000)
                .build();
        byte[] bytes = MessageCodec.encode(new Message.Readings(new Origin("a", "b", 1), batch));
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo(
                        "a9" // a map of 9
                                + "6776657273696f6e01" // "version": 1
                                + "646b696e64" + "6872656164696e6773" // "kind": "readings"
                                + "6573746f7265" + "6161" // "store": "a"
                                + "6466726f6d" + "6162" // "from": "b"
                                + "6373657101" // "seq": 1
                                + "61738107" // "s": [7]
                                + "6174811b0000018bcfe56800" // "t": [1700000000000]
                                + "617681fb4012000000000000" // "v": [4.5]
                                + "6166811a00010000"); // "f": [65536]
    }

    @Test
    void everyOtherKindIsReadAsItWasWritten() throws Exception {
        for (Message message : new Message[] {
            new Message.Alive(ORIGIN),
            new Message.Changed(ORIGIN, new CatalogChange(CatalogChange.Kind.SENSOR, "kitchen-temperature")),
            new Message.Changed(ORIGIN, new CatalogChange(CatalogChange.Kind.SITE, "nord-süd")),
            new Message.Unknown(ORIGIN, "alarm")
        }) {
            assertThat(MessageCodec.decode(MessageCodec.encode(message))).isEqualTo(message);
        }
    }

    @Test
    void theOrderOfFieldsDoesNotMatterAndUnknownOnesArePassedOver() throws Exception {
        byte[] bytes = cbor(to -> {
            to.writeObjectFieldStart("later");
            to.writeArrayFieldStart("s");
            to.writeNumber(1);
            to.writeEndArray();
            to.writeEndObject();
            column(to, "v", 1.5, 2);
            column(to, "f", 0, 0);
            column(to, "t", 10, 20);
            column(to, "s", 1, 2);
            head(to, "readings");
            to.writeBinaryField("more", new byte[20]);
        });
        ReadingBatch batch = ((Message.Readings) MessageCodec.decode(bytes)).batch();
        assertThat(batch.size()).isEqualTo(2);
        assertThat(batch.value(0)).isEqualTo(1.5);
        assertThat(batch.value(1)).as("a whole number").isEqualTo(2.0);
    }

    @Test
    void aLaterVersionIsNotTakenApart() throws Exception {
        byte[] bytes = cbor(to -> {
            head(to, "readings");
            to.writeNumberField("version", 2);
        });
        assertThat(MessageCodec.decode(bytes)).isEqualTo(new Message.Unknown(ORIGIN, "readings"));
        assertThat(MessageCodec.decode(cbor(to -> {
                    head(to, "catalogue");
                    to.writeStringField("thing", "building");
                })))
                .isEqualTo(new Message.Unknown(ORIGIN, "catalogue"));
    }

    @Test
    void whatBreaksABoundIsToldWithItsPlace() throws Exception {
        assertMalformed(new byte[0], "no map");
        assertMalformed(new byte[] {0x01}, "no map");
        assertMalformed("{\"kind\":\"readings\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8), "");
        assertMalformed(new byte[MessageCodec.MOST_BYTES + 1], "longer than");
        assertMalformed(cbor(to -> {}), "no \"store\"");
        assertMalformed(cbor(to -> head(to, "readings")), "no \"s\"");
        assertMalformed(cbor(to -> to.writeStringField("seq", "1")), "no whole number");
        assertMalformed(cbor(to -> to.writeStringField("from", "a\nb")), "control characters");
        assertMalformed(cbor(to -> to.writeStringField("from", "a".repeat(5_000))), "");
        assertMalformed(
                cbor(to -> {
                    head(to, "readings");
                    column(to, "s", 1, 2);
                    column(to, "t", 1, 2);
                    column(to, "v", 1);
                    column(to, "f", 1, 2);
                }),
                "columns of 2, 2, 1 and 2");
        assertMalformed(
                cbor(to -> {
                    head(to, "readings");
                    column(to, "s", 1, -1);
                    column(to, "t", 1, 2);
                    column(to, "v", 1, 2);
                    column(to, "f", 1, 2);
                }),
                "\"s\"[1] is out of range");
        Number[] many = new Number[MessageCodec.MOST_READINGS + 1];
        Arrays.fill(many, 1);
        assertMalformed(cbor(to -> column(to, "t", many)), "more than 32768");
        assertMalformed(cbor(to -> to.writeNumberField("seq", java.math.BigInteger.TWO.pow(80))), "");
    }

    @Test
    void noBytesWhateverDoMoreThanToBeRefused() throws Exception {
        ReadingBatch.Builder batch = new ReadingBatch.Builder();
        for (int i = 0; i < 50; i++) {
            batch.add(i, 1_700_000_000_000L + i, i / 10.0, 0);
        }
        byte[] good = MessageCodec.encode(new Message.Readings(ORIGIN, batch.build()));
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = Arrays.copyOf(good, i % 2 == 0 ? good.length : random.nextInt(good.length));
            for (int flips = 1 + random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                MessageCodec.decode(bytes);
            } catch (MalformedMessageException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(10_000);
    }
}
