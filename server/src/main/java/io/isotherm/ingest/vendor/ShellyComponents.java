package io.isotherm.ingest.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.ingest.text.Quoted;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import io.isotherm.model.Unit;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The status of one component of a Shelly device, such as {@code temperature:0}; ids from 100 are of the add-on, from
 * 200 of Bluetooth devices behind it.
 *
 * @see <a href="https://shelly-api-docs.shelly.cloud/gen2/ComponentsAndServices/Temperature">Temperature</a> and its
 *     neighbours
 */
final class ShellyComponents {
    private ShellyComponents() {}

    /** @param time of the notification, epoch milliseconds, or {@link IncomingBatch#NO_TIME} */
    static void read(DeviceMessage message, String name, JsonNode status, long time) {
        if (!status.isObject()) {
            return;
        }
        switch (type(name)) {
            case "temperature" -> value(message, name, Quantity.TEMPERATURE, status, "tC", Unit.CELSIUS, time);
            case "humidity" -> value(message, name, Quantity.HUMIDITY, status, "rh", Unit.PERCENT, time);
            case "voltmeter" -> value(message, name, Quantity.VOLTAGE, status, "voltage", Unit.VOLT, time);
            case "blutrv" ->
                value(message, name, Quantity.TEMPERATURE, status, "current_C", Unit.CELSIUS, heard(status, time));
            // What it measures is in the configuration alone.
            case "bthomesensor" -> value(message, name, Quantity.OTHER, status, "value", null, heard(status, time));
            case "devicepower" -> battery(message, status.path("battery"));
            case "wifi" -> message.attribute(DeviceNote.SIGNAL, JsonPayload.number(status.get("rssi")), "dBm");
            case "sys" -> describe(message, status);
            // A switch, a light, a meter: of the board that it is on.
            default ->
                message.attribute(
                        DeviceMessage.DEVICE_TEMPERATURE,
                        JsonPayload.number(status.path("temperature").get("tC")),
                        "°C");
        }
    }

    /** What is measured in a field of a component; null where it is nothing of the environment. */
    static @Nullable Quantity measured(String component, String field) {
        return switch (type(component) + "." + field) {
            case "temperature.tC", "blutrv.current_C" -> Quantity.TEMPERATURE;
            case "humidity.rh" -> Quantity.HUMIDITY;
            case "voltmeter.voltage" -> Quantity.VOLTAGE;
            default -> null;
        };
    }

    /** What a device says of itself in its status, or when it announces itself. */
    static void describe(DeviceMessage message, JsonNode device) {
        message.attribute(DeviceNote.SERIAL, device.get("mac"));
        message.attribute(DeviceNote.MODEL, device.get("model"));
        message.attribute(DeviceNote.FIRMWARE, device.has("ver") ? device.get("ver") : device.get("fw_id"));
    }

    private static String type(String component) {
        int colon = component.indexOf(':');
        return colon < 0 ? component : component.substring(0, colon);
    }

    // Null with an error is a probe that fails; null without one is a value that is not there yet.
    private static void value(
            DeviceMessage message,
            String name,
            Quantity quantity,
            JsonNode status,
            String field,
            @Nullable Unit unit,
            long time) {
        JsonNode value = status.get(field);
        JsonNode errors = status.path("errors");
        if (value != null && value.isNull() && errors.isArray() && !errors.isEmpty()) {
            message.reading(name, quantity, Double.NaN, unit, time);
            message.attribute("fault of " + Quoted.plain(name, 40), errors.get(0));
        } else {
            message.reading(name, quantity, value, unit, time);
        }
    }

    private static void battery(DeviceMessage message, JsonNode battery) {
        OptionalDouble percent = JsonPayload.number(battery.get("percent"));
        if (percent.isPresent()) {
            message.attribute(DeviceNote.BATTERY, percent, "%");
        } else {
            message.attribute(DeviceNote.BATTERY, JsonPayload.number(battery.get("V")), "V");
        }
    }

    // A full status repeats what a Bluetooth device said long ago.
    private static long heard(JsonNode status, long time) {
        long heard = JsonPayload.seconds(status.get("last_updated_ts"));
        return heard == IncomingBatch.NO_TIME ? time : heard;
    }
}
