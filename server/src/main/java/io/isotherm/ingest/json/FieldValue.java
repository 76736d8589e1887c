package io.isotherm.ingest.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.isotherm.ingest.text.Absent;
import io.isotherm.ingest.text.Decimal;
import io.isotherm.ingest.text.NamedQuantity;
import io.isotherm.ingest.text.Quoted;
import io.isotherm.ingest.text.Timestamp;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import io.isotherm.model.Unit;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Takes the value of one field of an object: the parser is at it, {@code token} says what it is. Each method throws
 * {@link IllegalArgumentException} with a text for the sender, when it cannot be taken.
 */
final class FieldValue {
    private FieldValue() {}

    static String key(String name, JsonToken token, JsonParser parser) throws IOException {
        if (token != JsonToken.VALUE_STRING) {
            throw new IllegalArgumentException("\"" + name + "\" must be text, as in \"fridge-1\".");
        }
        String key = parser.getText();
        if (!isUnicode(key)) {
            throw new IllegalArgumentException("\"" + name + "\" contains half of a surrogate pair.");
        }
        return key;
    }

    // Half a surrogate pair cannot be kept as UTF-8: two different keys would become one.
    private static boolean isUnicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isHighSurrogate(text.charAt(i))
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** The double nearest to the number, NaN for one that the sender did not have ({@link Absent}); its complaint continues a sentence that begins with the field's name. */
    static double number(JsonToken token, JsonParser parser) throws IOException {
        if (token.isNumeric()) {
            double number = Double.parseDouble(parser.getText());
            if (Double.isInfinite(number)) {
                throw new IllegalArgumentException("is beyond the largest number");
            }
            return number;
        }
        if (token == JsonToken.VALUE_STRING) {
            double number = Decimal.parse(parser.getText());
            if (Double.isNaN(number) && !Absent.is(parser.getText())) {
                throw new IllegalArgumentException("is " + Quoted.of(parser.getText()) + ", not a number");
            }
            return number;
        }
        throw new IllegalArgumentException(
                token == JsonToken.VALUE_NULL
                        ? "is null: leave out a reading that could not be taken"
                        : "must be a number");
    }

    static @Nullable Unit unit(JsonToken token, JsonParser parser) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (token != JsonToken.VALUE_STRING) {
            throw new IllegalArgumentException("\"unit\" must be text, as in \"°C\".");
        }
        String text = parser.getText();
        if (text.isBlank()) {
            return null;
        }
        return Unit.parse(text).orElseThrow(() -> new IllegalArgumentException(NamedQuantity.unknownUnit(text)));
    }

    static @Nullable Quantity quantity(JsonToken token, JsonParser parser) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        String text = token == JsonToken.VALUE_STRING ? parser.getText() : "";
        return Quantity.ofId(text)
                .orElseThrow(() -> new IllegalArgumentException("\"quantity\" must be one of temperature, humidity,"
                        + " pressure, battery, voltage, signal, co2, other."));
    }

    /** Epoch milliseconds, or {@link IncomingBatch#NO_TIME} for null. */
    static long time(JsonToken token, JsonParser parser) throws IOException {
        return switch (token) {
            case VALUE_NULL -> IncomingBatch.NO_TIME;
            case VALUE_STRING -> Timestamp.ofText(parser.getText());
            case VALUE_NUMBER_INT -> Timestamp.ofNumber(parser.getText());
            case VALUE_NUMBER_FLOAT ->
                throw new IllegalArgumentException(
                        "\"time\" must be whole epoch milliseconds, or RFC 3339 like \"2026-11-24T09:30:00Z\".");
            default ->
                throw new IllegalArgumentException(
                        "\"time\" must be RFC 3339 like \"2026-11-24T09:30:00Z\", or epoch milliseconds.");
        };
    }
}
