package io.isotherm.ingest.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.isotherm.ingest.text.NamedQuantity;
import io.isotherm.ingest.text.Quoted;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One object of the message: collects its fields, in whatever order they come, then makes readings of them. Used again
 * for each object. Not thread-safe.
 *
 * <p>Fields that mean nothing here are passed over, as devices add their own; but not one that was surely meant: a
 * number in the flat form that names no quantity is refused by name, and a time or unit under another name
 * ({@code timestamp}, {@code Unit}) refuses the object, as it would be kept with the wrong time or unit. A field that
 * is there twice refuses the object too.
 */
final class JsonItem {
    static final String EXPECTED = "an object like {\"sensor\":\"fridge-1\",\"value\":4.31}"
            + " or {\"device\":\"kitchen\",\"temperature\":21.4}";

    /** So many fields of one object are named in its refusal. */
    private static final int MAX_PROBLEMS = 10;

    private final @Nullable String defaultKey;

    private @Nullable String fault;
    private @Nullable String sensor;
    private @Nullable String device;
    private @Nullable Quantity quantity;
    private @Nullable Unit unit;
    private long time = IncomingBatch.NO_TIME;
    private boolean hasValue;
    private double value = Double.NaN;
    private @Nullable String valueProblem;
    private @Nullable String twice;

    private final Set<String> names = new HashSet<>();
    private final List<String> lookAlikes = new ArrayList<>();
    private final List<Field> fields = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private int problemCount;

    /** A reading of the flat form. */
    private record Field(String name, Quantity quantity, double value) {}

    /** @param defaultKey the sensor or device of an object that names none; null: it must name one */
    JsonItem(@Nullable String defaultKey) {
        this.defaultKey = defaultKey;
    }

    /** Collects the object at whose start the parser is. */
    void read(JsonParser parser) throws IOException, MalformedJsonException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            try {
                field(name, token, parser);
            } catch (IllegalArgumentException e) {
                fault = fault == null ? e.getMessage() : fault;
            }
            parser.skipChildren();
        }
    }

    /** Gives the whole object up, whatever is known of it. */
    void refuse(String detail) {
        fault = detail;
    }

    /** Adds the object's readings, or why there are none, and forgets the object. */
    void addTo(IncomingBatch.Builder batch, int item, String place) {
        if (fault == null) {
            fault = missing();
        }
        if (fault == null) {
            try {
                if (isFlat()) {
                    addFields(batch, item);
                } else {
                    addValue(batch, item);
                }
            } catch (IllegalArgumentException e) {
                fault = e.getMessage();
            }
        }
        if (fault != null) {
            batch.refuse(item, place + fault);
        } else if (problemCount > 0 && isFlat()) {
            batch.refuse(item, place + problems());
        }
        clear();
    }

    private void field(String name, JsonToken token, JsonParser parser) throws IOException, MalformedJsonException {
        switch (name) {
            case "sensor" -> {
                once(name);
                sensor = FieldValue.key(name, token, parser);
            }
            case "device" -> {
                once(name);
                device = FieldValue.key(name, token, parser);
            }
            case "value" -> {
                once(name);
                value(token, parser);
            }
            case "unit" -> {
                once(name);
                unit = FieldValue.unit(token, parser);
            }
            case "quantity" -> {
                once(name);
                quantity = FieldValue.quantity(token, parser);
            }
            case "time" -> {
                once(name);
                time = FieldValue.time(token, parser);
            }
            default -> other(name, token, parser);
        }
    }

    private void once(String name) {
        if (!names.add(name)) {
            throw new IllegalArgumentException("\"" + name + "\" is there twice.");
        }
    }

    // Only a fault where the object has the form that "value" belongs to, which is not known before its end.
    private void value(JsonToken token, JsonParser parser) throws IOException {
        hasValue = true;
        try {
            value = FieldValue.number(token, parser);
        } catch (IllegalArgumentException e) {
            valueProblem = String.valueOf(e.getMessage());
        }
    }

    private void other(String name, JsonToken token, JsonParser parser) throws IOException, MalformedJsonException {
        if (meantFor(name) != null) {
            if (lookAlikes.size() < MAX_PROBLEMS) {
                lookAlikes.add(name);
            }
            return;
        }
        Quantity named = Quantity.ofField(name).orElse(null);
        if (named == null && !token.isNumeric()) {
            return;
        }
        if (!names.add(name)) {
            twice = name;
            return;
        }
        if (names.size() > JsonReadings.MAX_READINGS) {
            throw new MalformedJsonException("An object has more than " + JsonReadings.MAX_READINGS
                    + " numbers: send them in several messages.");
        }
        if (named == null) {
            problem(Quoted.of(name) + " names no quantity");
            return;
        }
        try {
            fields.add(new Field(name, named, FieldValue.number(token, parser)));
        } catch (IllegalArgumentException e) {
            problem(Quoted.of(name) + " " + e.getMessage());
        }
    }

    private void problem(String text) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(text);
        }
        problemCount++;
    }

    private String problems() {
        String more = problemCount > problems.size() ? "; and " + (problemCount - problems.size()) + " more" : "";
        return "Not kept: " + String.join("; ", problems) + more
                + ". Known are temperature, humidity, pressure, battery, voltage, rssi and co2, also with a number.";
    }

    /** The field that a field of another name was surely meant to be; null where it is just another field. */
    private static @Nullable String meantFor(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "sensor", "device", "value", "unit", "quantity", "time" -> lower;
            case "ts", "timestamp", "datetime", "date" -> "time";
            case "units", "uom", "unit_of_measurement" -> "unit";
            default -> null;
        };
    }

    private boolean isFlat() {
        return sensor == null && (device != null || !hasValue);
    }

    /** What is wrong with the object as a whole; null where it can be used. */
    private @Nullable String missing() {
        for (String name : lookAlikes) {
            String meant = String.valueOf(meantFor(name));
            if (!names.contains(meant)) {
                return Quoted.of(name) + " is not read; \"" + meant + "\" is.";
            }
        }
        if (sensor != null && device != null) {
            return "Give \"sensor\" with \"value\", or \"device\" with \"temperature\" and the like, not both; "
                    + "a sensor of a device is \"sensor\":\"device/sensor\".";
        }
        if (sensor == null && device == null && defaultKey == null) {
            return "There is neither \"sensor\" nor \"device\": expected " + EXPECTED + ".";
        }
        if (isFlat()) {
            if (hasValue) {
                return "\"value\" belongs to \"sensor\", as in {\"sensor\":\"fridge-1\",\"value\":4.31}; "
                        + "with \"device\", the field names the quantity, as in \"temperature\":21.4.";
            }
            if (quantity != null) {
                return "\"quantity\" belongs to \"sensor\"; with \"device\", the field names it.";
            }
            if (twice != null) {
                return Quoted.of(twice) + " is there twice.";
            }
            return fields.isEmpty() && problemCount == 0 ? "There is no value: expected " + EXPECTED + "." : null;
        }
        if (!hasValue) {
            return "\"value\" is missing: expected a number, as in {\"sensor\":\"fridge-1\",\"value\":4.31}.";
        }
        return valueProblem == null ? null : "\"value\" " + valueProblem + ".";
    }

    private void addValue(IncomingBatch.Builder batch, int item) {
        String key = sensor != null ? sensor : String.valueOf(defaultKey);
        Quantity measured = quantity != null ? quantity : NamedQuantity.of(key, unit);
        if (unit != null && !NamedQuantity.fits(measured, unit)) {
            throw new IllegalArgumentException(NamedQuantity.misfit(measured, unit));
        }
        batch.add(new SensorKey(key, measured), time, value, unit, item);
    }

    private void addFields(IncomingBatch.Builder batch, int item) {
        String key = device != null ? device : String.valueOf(defaultKey);
        List<SensorKey> keys = new ArrayList<>(fields.size());
        boolean unitUsed = false;
        for (Field field : fields) {
            keys.add(new SensorKey(key + "/" + field.name, field.quantity));
            unitUsed |= unitOf(field) != null;
        }
        if (unit != null && !unitUsed && !fields.isEmpty()) {
            throw new IllegalArgumentException(NamedQuantity.misfit(fields.getFirst().quantity, unit));
        }
        for (int i = 0; i < keys.size(); i++) {
            Field field = fields.get(i);
            batch.add(keys.get(i), time, field.value, unitOf(field), item);
        }
    }

    // The unit is that of the fields that it fits: °F is the temperature's, the humidity stays in %.
    private @Nullable Unit unitOf(Field field) {
        return unit != null && NamedQuantity.fits(field.quantity, unit) ? unit : null;
    }

    private void clear() {
        fault = null;
        sensor = null;
        device = null;
        quantity = null;
        unit = null;
        time = IncomingBatch.NO_TIME;
        hasValue = false;
        value = Double.NaN;
        valueProblem = null;
        twice = null;
        names.clear();
        lookAlikes.clear();
        fields.clear();
        problems.clear();
        problemCount = 0;
    }
}
