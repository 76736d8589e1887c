package io.isotherm.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.isotherm.ingest.json.JsonReadings;
import io.isotherm.ingest.json.MalformedJsonException;
import io.isotherm.ingest.text.Absent;
import io.isotherm.ingest.text.Decimal;
import io.isotherm.ingest.text.NamedQuantity;
import io.isotherm.ingest.text.Quoted;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the payload of a message on {@code isotherm/KEY}: a number, with a unit or without ({@code 21.5},
 * {@code 70.7 °F}), or a word for none ({@link Absent}), or the JSON of {@link JsonReadings}, where the topic's KEY is the sensor, and the device of the flat
 * form, unless the object names its own.
 */
final class MqttPayload {
    static final String PREFIX = "isotherm/";

    private static final int MAX_NUMBER_LENGTH = 80;
    private static final Pattern NUMBER = Pattern.compile("([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)\\s*(.*)");

    private MqttPayload() {}

    /** The KEY of a topic; null where the topic is not one for readings. */
    static @Nullable String key(String topic) {
        return topic.startsWith(PREFIX) && topic.length() > PREFIX.length() ? topic.substring(PREFIX.length()) : null;
    }

    /** Never fails: what cannot be read is a refusal in the batch. */
    static IncomingBatch decode(String key, byte[] payload) {
        int first = 0;
        while (first < payload.length && payload[first] <= ' ' && payload[first] >= 0) {
            first++;
        }
        if (first == payload.length) {
            return refused("The payload is empty: expected a number like 21.5, or JSON like {\"value\":21.5}.");
        }
        if (payload[first] == '{' || payload[first] == '[') {
            try {
                return JsonReadings.parse(payload, key);
            } catch (MalformedJsonException e) {
                return refused(String.valueOf(e.getMessage()));
            }
        }
        try {
            return number(key, payload);
        } catch (IllegalArgumentException e) {
            return refused(String.valueOf(e.getMessage()));
        }
    }

    private static IncomingBatch number(String key, byte[] payload) {
        String text = new String(payload, 0, Math.min(payload.length, MAX_NUMBER_LENGTH), UTF_8).strip();
        Matcher matcher = NUMBER.matcher(text);
        double value =
                payload.length <= MAX_NUMBER_LENGTH && matcher.matches() ? Decimal.parse(matcher.group(1)) : Double.NaN;
        if (Absent.is(text)) {
            return new IncomingBatch.Builder()
                    .add(new SensorKey(key, NamedQuantity.of(key, null)), IncomingBatch.NO_TIME, value, null, 0)
                    .build();
        }
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException("The payload is " + Quoted.of(text)
                    + ": expected a number like 21.5 or 70.7 °F, or JSON like {\"value\":21.5}.");
        }
        Unit unit = matcher.group(2).isEmpty() ? null : unit(matcher.group(2));
        Quantity quantity = NamedQuantity.of(key, unit);
        if (unit != null && !NamedQuantity.fits(quantity, unit)) {
            throw new IllegalArgumentException(NamedQuantity.misfit(quantity, unit));
        }
        return new IncomingBatch.Builder()
                .add(new SensorKey(key, quantity), IncomingBatch.NO_TIME, value, unit, 0)
                .build();
    }

    private static Unit unit(String text) {
        return Unit.parse(text).orElseThrow(() -> new IllegalArgumentException(NamedQuantity.unknownUnit(text)));
    }

    static IncomingBatch refused(String detail) {
        return new IncomingBatch.Builder().refuse(0, detail).build();
    }
}
