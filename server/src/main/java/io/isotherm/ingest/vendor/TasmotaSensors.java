package io.isotherm.ingest.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.ingest.text.Quoted;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import io.isotherm.model.Unit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The object of Tasmota's {@code SENSOR} and {@code StatusSNS}: a part for each sensor, named by its type and, where
 * there are several, a number, as in {@code DS18B20-2}. The number shifts when a probe is added, so a probe that tells
 * its address is known by that instead: {@code DS18B20-00000566CC39}. The time has no zone, so it is not read.
 */
final class TasmotaSensors {
    private static final int MAX_DEPTH = 3;
    private static final Pattern NUMBER = Pattern.compile("[-_]?\\d{1,2}$");
    private static final Pattern TEMPERATURE = Pattern.compile("(?:[A-Z]\\w*)?Temperature\\d{0,2}|OBJTMP|AMBTMP");
    private static final Map<String, Quantity> QUANTITIES = Map.of(
            "Humidity", Quantity.HUMIDITY,
            "Pressure", Quantity.PRESSURE,
            "CarbonDioxide", Quantity.CO2,
            "eCO2", Quantity.CO2,
            "Voltage", Quantity.VOLTAGE);

    private final DeviceMessage message;
    private final JsonNode tree;
    private final @Nullable String deviceName;
    private final @Nullable Unit temperature;
    private final @Nullable Unit pressure;

    /** @param deviceName null where the device has not told it */
    TasmotaSensors(DeviceMessage message, JsonNode tree, @Nullable String deviceName) {
        this.message = message;
        this.tree = tree;
        this.deviceName = deviceName;
        temperature = unit("TempUnit", Unit.CELSIUS);
        pressure = unit("PressureUnit", Unit.HECTOPASCAL);
    }

    void read() {
        tree.properties().forEach(part -> {
            if (part.getValue().isObject() && !part.getKey().equals("ENERGY")) {
                part(part.getKey(), part.getValue(), 1);
            }
        });
    }

    private void part(String name, JsonNode part, int depth) {
        if (part.has("Temperature") && name.startsWith("ESP32")) {
            chip(part);
            return;
        }
        String address = address(part);
        String sensor = address == null ? name : type(name, part) + "-" + address;
        part.properties().forEach(field -> {
            Quantity quantity = quantity(field.getKey());
            if (quantity != null) {
                value(sensor, address != null, field.getKey(), quantity, field.getValue());
            } else if (field.getValue().isObject() && depth < MAX_DEPTH) {
                part(name + "." + field.getKey(), field.getValue(), depth + 1);
            }
        });
    }

    private void value(String sensor, boolean addressed, String field, Quantity quantity, JsonNode value) {
        // A probe with an address measures a temperature, and its key was always without that word.
        String key = addressed && field.equals("Temperature") ? sensor : sensor + "." + field;
        Unit unit = unit(quantity);
        if (unit == null && value.isNumber() && tree.has(unitField(quantity))) {
            message.refuse(Quoted.of(key) + " comes in "
                    + Quoted.of(tree.path(unitField(quantity)).asText()) + ", which is no unit of " + quantity.id()
                    + " that is known here.");
            return;
        }
        message.reading(key, quantity, value, unit, IncomingBatch.NO_TIME);
        message.hint(key, quantity, deviceName == null ? null : sensor, deviceName, null);
    }

    private void chip(JsonNode part) {
        if (temperature != null) {
            message.attribute(
                    DeviceMessage.DEVICE_TEMPERATURE,
                    JsonPayload.number(part.get("Temperature")),
                    temperature.symbol());
        }
    }

    private static @Nullable String address(JsonNode part) {
        String id = part.path("Id").isTextual()
                ? part.path("Id").asText()
                : part.path("Address").asText();
        return id.isBlank() ? null : id;
    }

    // Old firmware tells the type beside the address; newer names the part by it.
    private static String type(String name, JsonNode part) {
        if (part.path("Type").isTextual()) {
            return part.path("Type").textValue();
        }
        Matcher number = NUMBER.matcher(name);
        return name.indexOf('-') > 0 && number.find() ? name.substring(0, number.start()) : name;
    }

    private static @Nullable Quantity quantity(String field) {
        return TEMPERATURE.matcher(field).matches() ? Quantity.TEMPERATURE : QUANTITIES.get(field);
    }

    private @Nullable Unit unit(Quantity quantity) {
        return switch (quantity) {
            case TEMPERATURE -> temperature;
            case PRESSURE -> pressure;
            default -> quantity.unit();
        };
    }

    private static String unitField(Quantity quantity) {
        return quantity == Quantity.PRESSURE ? "PressureUnit" : "TempUnit";
    }

    // Null where the message names none, or one that is not known or of something else.
    private @Nullable Unit unit(String field, Unit example) {
        String text = tree.path(field).asText();
        return text.isEmpty()
                ? null
                : Unit.parse(text).filter(example::convertsTo).orElse(null);
    }
}
