package io.isotherm.broker.message;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import io.isotherm.broker.Broker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Questions and answers as CBOR (RFC 8949): one map, of which {@code docs/protocol.md} has the fields. */
public final class InquiryCodec {
    private static final int VERSION = 1;
    private static final String QUESTION = "question";
    private static final String ANSWER = "answer";

    /** Of the other fields together. */
    private static final int HEAD_BYTES = 4_096;

    private long version = -1;
    private long id = -1;
    private @Nullable String kind;
    private @Nullable String store;
    private @Nullable String from;
    private @Nullable String topic;
    private byte @Nullable [] data;

    private InquiryCodec() {}

    /** @throws IllegalArgumentException when it is longer than it may be */
    public static byte[] encode(Inquiry inquiry) {
        byte[] data = inquiry.data();
        if (data.length > most(inquiry instanceof Inquiry.Question ? QUESTION : ANSWER)) {
            throw new IllegalArgumentException(data.length + " bytes of data");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(200 + data.length);
        try (JsonGenerator to = MessageCodec.CBOR.createGenerator(bytes)) {
            to.writeStartObject(null, inquiry instanceof Inquiry.Question ? 7 : 6);
            to.writeNumberField("version", VERSION);
            to.writeStringField("kind", inquiry instanceof Inquiry.Question ? QUESTION : ANSWER);
            to.writeStringField("store", inquiry.store());
            to.writeStringField("from", inquiry.from());
            to.writeNumberField("id", inquiry.id());
            if (inquiry instanceof Inquiry.Question question) {
                to.writeStringField("topic", question.topic());
            }
            to.writeBinaryField("data", data);
            to.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws MalformedMessageException when the bytes are neither, or break a bound */
    public static Inquiry decode(byte[] bytes) throws MalformedMessageException {
        if (bytes.length > HEAD_BYTES + Math.max(Broker.MOST_ANSWER, Broker.MOST_QUESTION)) {
            throw new MalformedMessageException("of " + bytes.length + " bytes, more than an answer may have", 0);
        }
        try (JsonParser parser = MessageCodec.CBOR.createParser(bytes)) {
            InquiryCodec read = new InquiryCodec();
            read.map(parser);
            return read.inquiry();
        } catch (IOException | RuntimeException e) {
            // The parser was fed by a stranger: whatever it stumbles over is the stranger's.
            throw new MalformedMessageException("not the CBOR it should be: " + e.getMessage(), 0);
        }
    }

    private void map(JsonParser parser) throws IOException, MalformedMessageException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new MalformedMessageException("no map", 0);
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "version" -> version = whole(parser);
                case "id" -> id = whole(parser);
                case "kind" -> kind = text(parser);
                case "store" -> store = text(parser);
                case "from" -> from = text(parser);
                case "topic" -> topic = text(parser);
                case "data" -> {
                    if (parser.currentToken() != JsonToken.VALUE_EMBEDDED_OBJECT) {
                        throw new MalformedMessageException("\"data\" is no byte string", 0);
                    }
                    data = parser.getBinaryValue();
                }
                default -> parser.skipChildren();
            }
        }
        if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
            throw new MalformedMessageException("more than one map, or not all of one", 0);
        }
    }

    private Inquiry inquiry() throws MalformedMessageException {
        if (version != VERSION || id < 1 || kind == null || store == null || from == null || data == null) {
            throw new MalformedMessageException("a field is missing, or of another version", 0);
        }
        if (data.length > most(kind)) {
            throw new MalformedMessageException("of " + data.length + " bytes of data, more than it may have", 0);
        }
        if (kind.equals(ANSWER)) {
            return new Inquiry.Answer(store, from, id, data);
        }
        if (!kind.equals(QUESTION) || topic == null || topic.length() > Broker.MOST_TOPIC) {
            throw new MalformedMessageException("neither a question on a topic nor an answer", 0);
        }
        return new Inquiry.Question(store, from, id, topic, data);
    }

    private static int most(String kind) {
        return kind.equals(QUESTION) ? Broker.MOST_QUESTION : Broker.MOST_ANSWER;
    }

    private static long whole(JsonParser parser) throws IOException, MalformedMessageException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT || parser.getNumberType() == NumberType.BIG_INTEGER) {
            throw new MalformedMessageException("no whole number of 64 bits", 0);
        }
        return parser.getLongValue();
    }

    // What a channel is named by, among others.
    private static String text(JsonParser parser) throws IOException, MalformedMessageException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw new MalformedMessageException("no text", 0);
        }
        String text = parser.getText();
        if (text.isEmpty() || text.length() > 100 || text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new MalformedMessageException("a name that is not 1 to 100 visible characters of ASCII", 0);
        }
        return text;
    }
}
