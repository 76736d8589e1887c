package io.isotherm.ingest.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.isotherm.ingest.otlp.OtlpSchema.Field;
import io.isotherm.ingest.proto.MalformedProtoException;
import io.isotherm.ingest.proto.WireWriter;
import io.isotherm.ingest.text.Quoted;
import java.io.IOException;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns the JSON of OTLP (specification, "JSON Protobuf Encoding") into the protocol buffers that it stands for, so that
 * one decoder reads both: names in lowerCamelCase, numbers of 64 bits as text or number, enums as numbers. Unknown fields
 * are passed over, as the specification demands, and null is a field that is not there. At most 32 deep.
 */
final class OtlpJson {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(32)
                    .maxStringLength(100_000)
                    .maxNameLength(1_000)
                    .maxNumberLength(1_000)
                    .build())
            .build();

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,400}(\\.[0-9]{1,400})?([eE][+-]?[0-9]{1,4})?");

    private final JsonParser parser;

    private OtlpJson(JsonParser parser) {
        this.parser = parser;
    }

    /** @throws MalformedProtoException with the place, for what is no JSON or does not fit */
    static byte[] toProto(byte[] json) throws MalformedProtoException {
        try (JsonParser parser = FACTORY.createParser(json)) {
            OtlpJson reader = new OtlpJson(parser);
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw reader.malformed("expected an object like {\"resourceMetrics\":[…]}");
            }
            byte[] message = reader.message(OtlpSchema.REQUEST).toBytes();
            if (parser.nextToken() != null) {
                throw reader.malformed("there is more after the end");
            }
            return message;
        } catch (JsonProcessingException e) {
            throw new MalformedProtoException(
                    place(e.getLocation()) + "This is no JSON: " + Quoted.plain(e.getOriginalMessage(), 200) + ".");
        } catch (IOException e) {
            throw new MalformedProtoException("This is no JSON in UTF-8.");
        }
    }

    private WireWriter message(OtlpSchema schema) throws IOException, MalformedProtoException {
        WireWriter message = new WireWriter();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Field field = schema.fields().get(parser.currentName());
            JsonToken token = parser.nextToken();
            if (field == null || token == JsonToken.VALUE_NULL) {
                parser.skipChildren();
            } else if (token == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    value(field, message);
                }
            } else {
                value(field, message);
            }
        }
        return message;
    }

    private void value(Field field, WireWriter to) throws IOException, MalformedProtoException {
        int number = field.number();
        OtlpSchema inside = field.message();
        if (inside != null) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw malformed("expected an object");
            }
            to.message(number, message(inside));
            return;
        }
        switch (field.kind()) {
            case TEXT -> to.text(number, text());
            case DOUBLE -> to.real64(number, real());
            case INT -> to.varint(number, whole());
            case FIXED_64 -> to.fixed64(number, whole());
            case BOOL -> to.varint(number, bool() ? 1 : 0);
            case BYTES -> to.bytes(number, bytes());
            case MESSAGE -> throw malformed("expected an object");
        }
    }

    private String text() throws IOException, MalformedProtoException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw malformed("expected text");
        }
        String text = parser.getText();
        // Half a surrogate pair is no text of protocol buffers: two different ones would become the same.
        for (int i = 0; i < text.length(); i++) {
            boolean pair = Character.isHighSurrogate(text.charAt(i))
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (!pair && Character.isSurrogate(text.charAt(i))) {
                throw malformed("a text has half of a surrogate pair");
            }
            i += pair ? 1 : 0;
        }
        return text;
    }

    private boolean bool() throws IOException, MalformedProtoException {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw malformed("expected true or false");
        };
    }

    private double real() throws IOException, MalformedProtoException {
        JsonToken token = parser.currentToken();
        String text = token.isScalarValue() ? parser.getText() : "";
        if (token.isNumeric() || token == JsonToken.VALUE_STRING) {
            switch (text) {
                case "NaN" -> {
                    return Double.NaN;
                }
                case "Infinity", "-Infinity" -> {
                    return Double.parseDouble(text);
                }
                default -> {
                    if (NUMBER.matcher(text).matches()) {
                        return Double.parseDouble(text);
                    }
                }
            }
        }
        throw malformed("expected a number");
    }

    /** A number of 64 bits, signed or not: the same bits on the wire. */
    private long whole() throws IOException, MalformedProtoException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_STRING) {
            String text = parser.getText();
            try {
                return text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
            } catch (NumberFormatException e) {
                throw malformed("expected a whole number of 64 bits");
            }
        }
        throw malformed("expected a whole number, as text or number");
    }

    private byte[] bytes() throws IOException, MalformedProtoException {
        try {
            return Base64.getDecoder().decode(text());
        } catch (IllegalArgumentException e) {
            throw malformed("expected base64");
        }
    }

    private MalformedProtoException malformed(String what) throws IOException {
        String name = parser.currentName();
        return new MalformedProtoException(place(parser.currentTokenLocation())
                + (name == null ? "" : "In " + Quoted.of(name) + ": ") + what + ".");
    }

    private static String place(@Nullable JsonLocation location) {
        return location == null ? "" : "Line " + location.getLineNr() + ", column " + location.getColumnNr() + ": ";
    }
}
