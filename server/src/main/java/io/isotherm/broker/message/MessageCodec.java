package io.isotherm.broker.message;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.isotherm.model.ReadingBatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * Messages as CBOR (RFC 8949): one map, in which readings are columns of equal length. {@code docs/protocol.md} has the
 * fields. Values are kept to the bit, NaN payloads included.
 */
public final class MessageCodec {
    /** Readings of one message at most: about 0.9 MB. */
    public static final int MOST_READINGS = 32_768;

    /** Longer messages are not looked at. */
    public static final int MOST_BYTES = 4 << 20;

    static final int VERSION = 1;
    static final String READINGS = "readings";
    static final String CATALOGUE = "catalogue";
    static final String ALIVE = "alive";

    /** Of any text in a message; ids and names are shorter. */
    static final int LONGEST_TEXT = 1_000;

    static final CBORFactory CBOR = CBORFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxStringLength(LONGEST_TEXT)
                    .maxNameLength(100)
                    .build())
            .build();

    private MessageCodec() {}

    /** @throws IllegalArgumentException when there are more readings than a message may have */
    public static byte[] encode(Message message) {
        int readings = message instanceof Message.Readings of ? of.batch().size() : 0;
        if (readings > MOST_READINGS) {
            throw new IllegalArgumentException(readings + " readings in one message");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(160 + 28 * readings);
        try (JsonGenerator to = CBOR.createGenerator(bytes)) {
            switch (message) {
                case Message.Readings it -> {
                    begin(to, READINGS, it.origin(), 4);
                    readings(to, it.batch());
                }
                case Message.Changed it -> {
                    begin(to, CATALOGUE, it.origin(), 2);
                    to.writeStringField("thing", it.change().kind().name().toLowerCase(Locale.ROOT));
                    to.writeStringField("id", it.change().id());
                }
                case Message.Alive it -> begin(to, ALIVE, it.origin(), 0);
                case Message.Unknown it -> begin(to, it.kind(), it.origin(), 0);
            }
            to.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws MalformedMessageException when the bytes are no message, or one that breaks a bound */
    public static Message decode(byte[] bytes) throws MalformedMessageException {
        return MessageReader.read(bytes);
    }

    private static void begin(JsonGenerator to, String kind, Message.Origin origin, int fields) throws IOException {
        to.writeStartObject(null, 5 + fields);
        to.writeNumberField("version", VERSION);
        to.writeStringField("kind", kind);
        to.writeStringField("store", origin.store());
        to.writeStringField("from", origin.publisher());
        to.writeNumberField("seq", origin.sequence());
    }

    private static void readings(JsonGenerator to, ReadingBatch batch) throws IOException {
        int size = batch.size();
        to.writeFieldName("s");
        to.writeStartArray(null, size);
        for (int i = 0; i < size; i++) {
            to.writeNumber(batch.sensor(i));
        }
        to.writeEndArray();
        to.writeFieldName("t");
        to.writeStartArray(null, size);
        for (int i = 0; i < size; i++) {
            to.writeNumber(batch.time(i));
        }
        to.writeEndArray();
        to.writeFieldName("v");
        to.writeStartArray(null, size);
        for (int i = 0; i < size; i++) {
            to.writeNumber(batch.value(i));
        }
        to.writeEndArray();
        to.writeFieldName("f");
        to.writeStartArray(null, size);
        for (int i = 0; i < size; i++) {
            to.writeNumber(batch.flags(i));
        }
        to.writeEndArray();
    }
}
