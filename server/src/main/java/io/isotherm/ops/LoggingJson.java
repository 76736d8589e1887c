package io.isotherm.ops;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Writes events for programs: an object a line, with {@code time} (UTC), {@code level}, {@code logger}, {@code thread},
 * {@code message}, the event's key-value pairs as fields of their own, and {@code exception} with the stack trace. A
 * pair whose name is taken is called {@code field.NAME}, a second one is left out.
 */
final class LoggingJson extends EncoderBase<ILoggingEvent> {
    // Escapes all that is not ASCII: whatever text comes in, the line shows the same everywhere and steers no terminal.
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final Set<String> TAKEN = Set.of("time", "level", "logger", "thread", "message", "exception");

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField(
                    "time", Instant.ofEpochMilli(event.getTimeStamp()).toString());
            json.writeStringField("level", event.getLevel().toString());
            json.writeStringField("logger", event.getLoggerName());
            json.writeStringField("thread", event.getThreadName());
            json.writeStringField("message", LoggingEscape.cut(event.getFormattedMessage()));
            if (event.getKeyValuePairs() != null) {
                Set<String> names = new HashSet<>(TAKEN);
                for (KeyValuePair pair : event.getKeyValuePairs()) {
                    String name = TAKEN.contains(pair.key) ? "field." + pair.key : pair.key;
                    if (names.add(name)) {
                        json.writeFieldName(name);
                        value(json, pair.value);
                    }
                }
            }
            if (event.getThrowableProxy() != null) {
                json.writeStringField(
                        "exception", LoggingEscape.cut(ThrowableProxyUtil.asString(event.getThrowableProxy())));
            }
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e); // into memory: cannot happen
        }
        return bytes.toByteArray();
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    private static void value(JsonGenerator json, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case Boolean bool -> json.writeBoolean(bool);
            case Byte number -> json.writeNumber(number.longValue());
            case Short number -> json.writeNumber(number.longValue());
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Double number when Double.isFinite(number) -> json.writeNumber(number);
            case Float number when Float.isFinite(number) -> json.writeNumber(number);
            default -> json.writeString(LoggingEscape.cut(value.toString()));
        }
    }
}
