package io.isotherm.ingest.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.ingest.text.Decimal;
import io.isotherm.ingest.text.NamedQuantity;
import io.isotherm.ingest.text.Quoted;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import io.isotherm.model.SensorHint;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The values of one device in an object that its codec, or the device, filled with names of its own choice. A value whose
 * name tells a quantity ({@link FieldMeaning}) becomes a reading; the battery becomes an attribute; the rest is passed
 * over. Objects within are read too, the names joined with dots, {@value #MAX_DEPTH} deep; arrays are not, nor objects
 * with a time of their own: these are older values, and when they were taken is not known for sure.
 *
 * <p>At most {@value #MAX_VALUES} fields are looked at.
 */
final class NamedValues {
    static final int MAX_DEPTH = 8;
    static final int MAX_VALUES = 1_000;

    private static final Set<String> TIMES = Set.of("time", "ts", "timestamp", "datetime", "date");

    private final IncomingBatch.Builder batch;
    private final String device;
    private final @Nullable String deviceName;
    private final long time;
    private final int item;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final Set<SensorKey> hinted = new HashSet<>();
    private int seen;

    /**
     * @param device the device's key
     * @param deviceName what people may call it; null where that is not told
     * @param time of all values: epoch milliseconds, or {@link IncomingBatch#NO_TIME}
     * @param item the position in the message that refusals name
     */
    NamedValues(IncomingBatch.Builder batch, String device, @Nullable String deviceName, long time, int item) {
        this.batch = batch;
        this.device = device;
        this.deviceName = deviceName;
        this.time = time;
        this.item = item;
    }

    void read(JsonNode object) {
        read(object, (path, quantity) -> true);
    }

    /** @param wanted which readings are taken, by the field's path and what it measures */
    void read(JsonNode object, BiPredicate<String, Quantity> wanted) {
        walk("", null, object, 1, wanted);
    }

    /** What was found of the device itself, by the names of {@link DeviceNote}. */
    Map<String, String> attributes() {
        return attributes;
    }

    /** Adds a reading; refuses it where its key cannot be kept. */
    void add(String path, Quantity quantity, double value, @Nullable Unit unit) {
        add(path, quantity, value, unit, time);
    }

    /** @param at epoch milliseconds of this value */
    void add(String path, Quantity quantity, double value, @Nullable Unit unit, long at) {
        try {
            SensorKey key = VendorKey.sensor(device, path, quantity);
            batch.add(key, at, value, unit, item);
            if (deviceName != null && hinted.add(key)) {
                batch.hint(new SensorHint(key, null, deviceName, null));
            }
        } catch (IllegalArgumentException e) {
            batch.refuse(item, String.valueOf(e.getMessage()));
        }
    }

    private void walk(
            String path,
            @Nullable FieldMeaning around,
            JsonNode object,
            int depth,
            BiPredicate<String, Quantity> wanted) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (seen >= MAX_VALUES) {
                if (seen++ == MAX_VALUES) {
                    batch.refuse(item, "Only the first " + MAX_VALUES + " fields of a device are read.");
                }
                return;
            }
            seen++;
            String name = field.getKey();
            String full = path.isEmpty() ? name : path + "." + name;
            FieldMeaning meaning = FieldMeaning.of(name);
            if (meaning == null && around != null && FieldMeaning.isPlace(name)) {
                meaning = around;
            }
            JsonNode value = field.getValue();
            if (!value.isObject()) {
                if (meaning != null) {
                    take(full, meaning, value, wanted);
                }
            } else if (value.path("unit").isTextual() && value.path("value").isValueNode()) {
                withUnit(full, name, meaning, value, wanted);
            } else if (depth < MAX_DEPTH && !hasOwnTime(value) && !FieldMeaning.isLimit(name)) {
                walk(full, meaning, value, depth + 1, wanted);
            }
        }
    }

    private static boolean hasOwnTime(JsonNode object) {
        return TIMES.stream().anyMatch(object::has);
    }

    private void take(String path, FieldMeaning meaning, JsonNode value, BiPredicate<String, Quantity> wanted) {
        switch (meaning) {
            case FieldMeaning.Battery battery -> battery(battery.scale(), value);
            case FieldMeaning.Measured named -> {
                if (wanted.test(path, named.quantity())) {
                    measured(path, named.quantity(), named.unit(), value);
                }
            }
        }
    }

    // {"value":21.5,"unit":"°C"}: the unit tells what is measured where the name does not.
    private void withUnit(
            String path,
            String name,
            @Nullable FieldMeaning meaning,
            JsonNode object,
            BiPredicate<String, Quantity> wanted) {
        String text = object.path("unit").textValue();
        Unit unit = Unit.parse(text).orElse(null);
        switch (meaning) {
            case FieldMeaning.Battery _ ->
                battery(
                        unit == Unit.VOLT
                                ? FieldMeaning.Scale.VOLT
                                : unit == Unit.MILLIVOLT ? FieldMeaning.Scale.MILLIVOLT : FieldMeaning.Scale.UNTOLD,
                        object.path("value"));
            case FieldMeaning.Measured named -> {
                if (!wanted.test(path, named.quantity())) {
                    return;
                }
                if (unit == null) {
                    batch.refuse(item, Quoted.of(path) + ": " + NamedQuantity.unknownUnit(text));
                } else {
                    measured(path, named.quantity(), unit, object.path("value"));
                }
            }
            case null -> {
                boolean told =
                        unit != null && Quantity.ofUnit(unit) == Quantity.TEMPERATURE && !FieldMeaning.isNoValue(name);
                if (told && wanted.test(path, Quantity.TEMPERATURE)) {
                    measured(path, Quantity.TEMPERATURE, unit, object.path("value"));
                }
            }
        }
    }

    private void measured(String path, Quantity quantity, @Nullable Unit unit, JsonNode value) {
        if (value.isNull() || value.isArray()) {
            return;
        }
        OptionalDouble number = JsonPayload.number(value);
        Unit given = unit;
        if (number.isEmpty() && value.isTextual()) {
            // Some codecs write "30.11 °C".
            String text = value.textValue().strip();
            int end = text.indexOf(' ');
            double leading = end < 0 ? Double.NaN : Decimal.parse(text.substring(0, end));
            Unit trailing = end < 0 ? null : Unit.parse(text.substring(end)).orElse(null);
            if (!Double.isNaN(leading) && trailing != null) {
                number = OptionalDouble.of(leading);
                given = trailing;
            }
        }
        if (number.isEmpty()) {
            batch.refuse(item, Quoted.of(path) + " is " + Quoted.of(value.asText()) + ", not a number.");
        } else if (given != null && !NamedQuantity.fits(quantity, given)) {
            batch.refuse(item, Quoted.of(path) + ": " + NamedQuantity.misfit(quantity, given));
        } else {
            add(path, quantity, number.getAsDouble(), given);
        }
    }

    private void battery(FieldMeaning.Scale scale, JsonNode value) {
        String text;
        OptionalDouble number = JsonPayload.number(value);
        if (number.isEmpty()) {
            // "3.384 V" says all.
            text = value.isTextual() && !value.textValue().isBlank() ? value.textValue() : "";
        } else {
            text = battery(scale, number.getAsDouble(), value.asText().strip());
        }
        if (!text.isEmpty()) {
            attributes.putIfAbsent(DeviceNote.BATTERY, Quoted.plain(text, DeviceNote.MAX_LENGTH - 1));
        }
    }

    /** As people read it; where its scale is not told, by what batteries have: millivolts, volts or percent. */
    private static String battery(FieldMeaning.Scale scale, double value, String text) {
        if (Double.isNaN(value)) {
            return "";
        }
        return text
                + switch (scale) {
                    case PERCENT -> " %";
                    case MILLIVOLT -> " mV";
                    case VOLT -> value > 100 ? " mV" : " V";
                    case UNTOLD -> untold(value);
                };
    }

    // What could be read in two ways keeps its number alone.
    private static String untold(double value) {
        if (value > 255) {
            return " mV";
        }
        if (value < 10 && value != Math.rint(value)) {
            return " V";
        }
        return value > 5 && value <= 100 ? " %" : "";
    }
}
