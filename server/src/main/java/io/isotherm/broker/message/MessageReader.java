package io.isotherm.broker.message;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.isotherm.broker.Broker.CatalogChange;
import io.isotherm.model.ReadingBatch;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads one message. Fields come in any order; those that are not known are passed over. */
final class MessageReader {
    private final JsonParser from;
    private long version = -1;
    private long sequence = -1;
    private @Nullable String kind;
    private @Nullable String store;
    private @Nullable String publisher;
    private @Nullable String thing;
    private @Nullable String id;
    private long @Nullable [] sensors;
    private long @Nullable [] times;
    private double @Nullable [] values;
    private long @Nullable [] flags;

    private MessageReader(JsonParser from) {
        this.from = from;
    }

    static Message read(byte[] bytes) throws MalformedMessageException {
        if (bytes.length > MessageCodec.MOST_BYTES) {
            throw new MalformedMessageException("longer than " + MessageCodec.MOST_BYTES + " bytes", 0);
        }
        try (JsonParser parser = MessageCodec.CBOR.createParser(bytes)) {
            return new MessageReader(parser).read();
        } catch (JsonProcessingException e) {
            long at = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
            throw new MalformedMessageException("not the CBOR it should be: " + e.getOriginalMessage(), at);
        } catch (IOException | RuntimeException e) {
            // The parser was fed by a stranger: whatever it stumbles over is the stranger's.
            throw new MalformedMessageException("not the CBOR it should be: " + e.getMessage(), 0);
        }
    }

    private Message read() throws IOException, MalformedMessageException {
        if (from.nextToken() != JsonToken.START_OBJECT) {
            throw malformed("no map");
        }
        while (from.nextToken() == JsonToken.FIELD_NAME) {
            String name = from.currentName();
            from.nextToken();
            field(name);
        }
        if (from.currentToken() != JsonToken.END_OBJECT || from.nextToken() != null) {
            throw malformed("more than one map, or not all of one");
        }
        Message.Origin origin = new Message.Origin(required("store", store), required("from", publisher), sequence);
        String what = required("kind", kind);
        if (version < 0 || sequence < 1) {
            throw malformed("no \"version\" or no \"seq\" from 1");
        }
        if (version != MessageCodec.VERSION) {
            return new Message.Unknown(origin, what);
        }
        return switch (what) {
            case MessageCodec.READINGS -> new Message.Readings(origin, batch());
            case MessageCodec.CATALOGUE -> changed(origin);
            case MessageCodec.ALIVE -> new Message.Alive(origin);
            default -> new Message.Unknown(origin, what);
        };
    }

    private void field(String name) throws IOException, MalformedMessageException {
        switch (name) {
            case "version" -> version = whole();
            case "seq" -> sequence = whole();
            case "kind" -> kind = text();
            case "store" -> store = text();
            case "from" -> publisher = text();
            case "thing" -> thing = text();
            case "id" -> id = text();
            case "s" -> sensors = wholes();
            case "t" -> times = wholes();
            case "v" -> values = numbers();
            case "f" -> flags = wholes();
            default -> from.skipChildren();
        }
    }

    private Message changed(Message.Origin origin) throws MalformedMessageException {
        for (CatalogChange.Kind known : CatalogChange.Kind.values()) {
            if (known.name().equalsIgnoreCase(required("thing", thing))) {
                return new Message.Changed(origin, new CatalogChange(known, required("id", id)));
            }
        }
        return new Message.Unknown(origin, MessageCodec.CATALOGUE);
    }

    private ReadingBatch batch() throws MalformedMessageException {
        long[] s = required("s", sensors);
        long[] t = required("t", times);
        double[] v = required("v", values);
        long[] f = required("f", flags);
        if (s.length != t.length || s.length != v.length || s.length != f.length) {
            throw malformed("columns of " + s.length + ", " + t.length + ", " + v.length + " and " + f.length);
        }
        return ReadingBatch.of(s.length, narrowed("s", s), t, v, narrowed("f", f));
    }

    // No sensor's number and no flag word is negative.
    private int[] narrowed(String name, long[] column) throws MalformedMessageException {
        int[] narrow = new int[column.length];
        for (int i = 0; i < column.length; i++) {
            if (column[i] < 0 || column[i] > Integer.MAX_VALUE) {
                throw malformed("\"" + name + "\"[" + i + "] is out of range");
            }
            narrow[i] = (int) column[i];
        }
        return narrow;
    }

    private String text() throws IOException, MalformedMessageException {
        if (from.currentToken() != JsonToken.VALUE_STRING) {
            throw malformed("no text");
        }
        String text = from.getText();
        if (text.isEmpty() || text.chars().anyMatch(Character::isISOControl)) {
            throw malformed("a text that is empty or has control characters");
        }
        return text;
    }

    private long whole() throws IOException, MalformedMessageException {
        if (from.currentToken() != JsonToken.VALUE_NUMBER_INT || from.getNumberType() == NumberType.BIG_INTEGER) {
            throw malformed("no whole number of 64 bits");
        }
        return from.getLongValue();
    }

    private long[] wholes() throws IOException, MalformedMessageException {
        begin();
        long[] column = new long[16];
        int size = 0;
        while (from.nextToken() != JsonToken.END_ARRAY) {
            if (size == column.length) {
                column = Arrays.copyOf(column, larger(size));
            }
            column[size++] = whole();
        }
        return Arrays.copyOf(column, size);
    }

    private double[] numbers() throws IOException, MalformedMessageException {
        begin();
        double[] column = new double[16];
        int size = 0;
        while (from.nextToken() != JsonToken.END_ARRAY) {
            if (size == column.length) {
                column = Arrays.copyOf(column, larger(size));
            }
            column[size++] = from.currentToken() == JsonToken.VALUE_NUMBER_FLOAT ? from.getDoubleValue() : whole();
        }
        return Arrays.copyOf(column, size);
    }

    private void begin() throws MalformedMessageException {
        if (from.currentToken() != JsonToken.START_ARRAY) {
            throw malformed("no array");
        }
    }

    private int larger(int size) throws MalformedMessageException {
        if (size >= MessageCodec.MOST_READINGS) {
            throw malformed("more than " + MessageCodec.MOST_READINGS + " readings");
        }
        return Math.min(2 * size, MessageCodec.MOST_READINGS);
    }

    private <T> T required(String name, @Nullable T value) throws MalformedMessageException {
        if (value == null) {
            throw malformed("no \"" + name + "\"");
        }
        return value;
    }

    private MalformedMessageException malformed(String problem) {
        return new MalformedMessageException(problem, from.currentLocation().getByteOffset());
    }
}
