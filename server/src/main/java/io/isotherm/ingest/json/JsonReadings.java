package io.isotherm.ingest.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.isotherm.ingest.text.Quoted;
import io.isotherm.model.IncomingBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of {@code POST /api/v1/readings}: one object, an array of objects, or objects one a line (NDJSON), in
 * UTF-8. An object is {@code {"sensor":"key","value":4.31,"unit":"°C","time":…}}, or flat:
 * {@code {"device":"kitchen","temperature":21.4,"humidity":40,"time":…}}, which gives the sensors
 * {@code kitchen/temperature} and {@code kitchen/humidity}. An item that cannot be used is refused and costs no other
 * item; what is no JSON at all costs the whole body, or with NDJSON its line. {@link JsonItem} has the rules for an
 * item.
 */
public final class JsonReadings {
    /** The longest body. */
    public static final int MAX_BYTES = 5_000_000;

    /** The most items, and the most readings, of one body. */
    public static final int MAX_READINGS = 100_000;

    // Without detection of the encoding, as JSON between systems is UTF-8 (RFC 8259, section 8.1).
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(32)
                    .maxStringLength(100_000)
                    .maxNameLength(1_000)
                    .maxNumberLength(1_000)
                    .build())
            .build();

    private final byte[] body;
    private final JsonItem item;
    private final IncomingBatch.Builder batch = new IncomingBatch.Builder();
    private int items;

    private JsonReadings(byte[] body, @Nullable String defaultKey) throws MalformedJsonException {
        if (body.length > MAX_BYTES) {
            throw new MalformedJsonException("The body is longer than " + MAX_BYTES + " bytes.");
        }
        this.body = body;
        item = new JsonItem(defaultKey);
    }

    /**
     * Reads one object, an array, or objects one a line: those are taken for lines when the first line ends with a brace
     * and another follows.
     */
    public static IncomingBatch parse(byte[] body) throws MalformedJsonException {
        return new JsonReadings(body, null).document();
    }

    /**
     * As {@link #parse(byte[])}, where the way that the body came names the sensor, or for the flat form the device.
     *
     * @param key what an object that names neither is from
     */
    public static IncomingBatch parse(byte[] body, String key) throws MalformedJsonException {
        return new JsonReadings(body, key).document();
    }

    /** Reads objects one a line, even a single one; empty lines are skipped. A bad line is one refused item. */
    public static IncomingBatch parseLines(byte[] body) throws MalformedJsonException {
        JsonReadings readings = new JsonReadings(body, null);
        readings.firstCharacter();
        return readings.lines();
    }

    private IncomingBatch document() throws MalformedJsonException {
        int first = firstCharacter();
        if (body[first] == '{' && hasLines(first)) {
            return lines();
        }
        try (JsonParser parser = parser(textStart(), body.length)) {
            switch (parser.nextToken()) {
                case START_OBJECT -> add(parser);
                case START_ARRAY -> {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        add(parser);
                    }
                }
                default ->
                    throw new MalformedJsonException(
                            "Expected " + JsonItem.EXPECTED + ", or an array of such objects.");
            }
            if (parser.nextToken() != null) {
                throw new MalformedJsonException(place(parser.currentTokenLocation())
                        + "There is more after the end: send several as an array, or one object a line.");
            }
        } catch (JsonProcessingException e) {
            throw new MalformedJsonException(place(e.getLocation()) + reason(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a body in memory has none
        }
        return batch.build();
    }

    private void add(JsonParser parser) throws IOException, MalformedJsonException {
        read(parser);
        finish("");
    }

    private void read(JsonParser parser) throws IOException, MalformedJsonException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            item.read(parser);
        } else {
            parser.skipChildren();
            item.refuse("Expected " + JsonItem.EXPECTED + ".");
        }
    }

    private IncomingBatch lines() throws MalformedJsonException {
        int number = 1;
        for (int from = textStart(); from < body.length; number++) {
            int to = lineEnd(from);
            if (!isBlank(from, to)) {
                line(from, to, number);
            }
            from = to + 1;
        }
        return batch.build();
    }

    private void line(int from, int to, int number) throws MalformedJsonException {
        String place = "Line " + number + ": ";
        try (JsonParser parser = parser(from, to)) {
            parser.nextToken();
            read(parser);
            if (parser.nextToken() != null) {
                item.refuse("There is more after the object: send one object a line.");
            }
        } catch (JsonProcessingException e) {
            JsonLocation location = e.getLocation();
            place = location == null ? place : "Line " + number + ", column " + location.getColumnNr() + ": ";
            item.refuse(reason(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a body in memory has none
        }
        finish(place);
    }

    private void finish(String place) throws MalformedJsonException {
        item.addTo(batch, items++, place);
        if (items > MAX_READINGS || batch.size() > MAX_READINGS) {
            throw new MalformedJsonException(
                    "There are more than " + MAX_READINGS + " readings: send them in several messages.");
        }
    }

    private JsonParser parser(int from, int to) throws IOException {
        return FACTORY.createParser(body, from, to - from);
    }

    // A limit that was hit comes without its place.
    private static String place(@Nullable JsonLocation location) {
        return location == null ? "" : "Line " + location.getLineNr() + ", column " + location.getColumnNr() + ": ";
    }

    private static String reason(JsonProcessingException e) {
        if (e instanceof JsonEOFException) {
            return "The text ends before the JSON does.";
        }
        String message = String.valueOf(e.getOriginalMessage());
        if (message.startsWith("Non-standard token")) {
            return "NaN and Infinity are no JSON numbers: leave out a reading that could not be taken.";
        }
        String kind = e instanceof StreamConstraintsException ? "This is too much: " : "This is no JSON: ";
        return kind + Quoted.plain(message, 200) + ".";
    }

    /** Where the text begins: after the byte order mark, if there is one. */
    private int textStart() {
        boolean marked = body.length >= 3 && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF;
        return marked ? 3 : 0;
    }

    private int firstCharacter() throws MalformedJsonException {
        for (int i = textStart(); i < body.length; i++) {
            if (!isSpace(body[i])) {
                return i;
            }
        }
        throw new MalformedJsonException("The body is empty: expected " + JsonItem.EXPECTED + ".");
    }

    private boolean hasLines(int first) {
        int end = lineEnd(first);
        int last = end - 1;
        while (isSpace(body[last])) {
            last--;
        }
        return body[last] == '}' && !isBlank(end, body.length);
    }

    private int lineEnd(int from) {
        int to = from;
        while (to < body.length && body[to] != '\n') {
            to++;
        }
        return to;
    }

    private boolean isBlank(int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isSpace(body[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }
}
