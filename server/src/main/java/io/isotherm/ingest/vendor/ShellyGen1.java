package io.isotherm.ingest.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Shelly of the first generation: {@code shellies/ID/…} with a bare value a topic. What comes in °C and again in °F is
 * read once. Only {@code sensor/temperature} comes in the unit that the device is set to, which {@code info} tells;
 * remembered for at most {@value #MAX_DEVICES} devices. 999 stands for a probe that fails.
 *
 * @see <a href="https://shelly-api-docs.shelly.cloud/gen1/#mqtt-support">MQTT support</a>
 */
final class ShellyGen1 implements KnownTopics {
    private static final String BASE = "shellies/";
    private static final int MAX_DEVICES = 10_000;
    private static final double FAILED = 999;
    private static final Pattern VALUE = Pattern.compile(
            "sensor/(?:temperature|humidity)|ext_(?:temperature|humidity)/\\d{1,3}|voltage|adc/\\d{1,3}");

    private final Remembered<Unit> units = new Remembered<>(MAX_DEVICES);

    @Override
    public String protocol() {
        return "shelly1";
    }

    @Override
    public boolean reads(String topic, @Nullable List<Object> path) {
        return topic.startsWith(BASE);
    }

    @Override
    public @Nullable SensorKey sensor(String topic, List<Object> path, Quantity quantity) {
        int slash = topic.indexOf('/', BASE.length());
        String field = slash < 0 ? "" : topic.substring(slash + 1);
        if (!path.isEmpty() || !topic.startsWith(BASE) || !VALUE.matcher(field).matches()) {
            return null;
        }
        String key = "shelly/" + topic.substring(BASE.length(), slash) + "/" + field.replace('/', '_');
        return DeviceMessage.isKey(key) ? new SensorKey(key, measured(field)) : null;
    }

    @Override
    public @Nullable IncomingBatch decode(String topic, byte[] payload, long received) {
        if (!topic.startsWith(BASE)) {
            return null;
        }
        int slash = topic.indexOf('/', BASE.length());
        if (slash < 0) {
            return topic.equals("shellies/announce") ? announced(payload) : DeviceMessage.nothing();
        }
        String id = topic.substring(BASE.length(), slash);
        String field = topic.substring(slash + 1);
        DeviceMessage message = new DeviceMessage("shelly/" + id);
        if (payload.length > 0) {
            read(message, id, field, payload);
        }
        return message.build();
    }

    private void read(DeviceMessage message, String id, String field, byte[] payload) {
        Matcher value = VALUE.matcher(field);
        if (value.matches()) {
            value(message, id, field, payload);
            return;
        }
        switch (field) {
            case "online" -> online(message, JsonPayload.text(payload));
            case "sensor/battery" ->
                message.attribute(DeviceNote.BATTERY, JsonPayload.number(JsonPayload.text(payload)), "%");
            case "temperature" ->
                message.attribute(
                        DeviceMessage.DEVICE_TEMPERATURE, JsonPayload.number(JsonPayload.text(payload)), "°C");
            case "announce", "info", "status", "ext_temperatures", "ext_humidities" -> {
                JsonNode tree = JsonPayload.parse(payload);
                if (tree == null || !tree.isObject()) {
                    message.refuse("The payload of " + field + " is no JSON object, or broken.");
                } else {
                    object(message, id, field, tree);
                }
            }
            default -> {
                // temperature_f, relays, inputs, energy: the same again, or no quantity.
            }
        }
    }

    private void value(DeviceMessage message, String id, String field, byte[] payload) {
        Quantity quantity = measured(field);
        Unit unit = field.equals("sensor/temperature") ? units.get(id) : quantity.unit();
        OptionalDouble value = JsonPayload.number(JsonPayload.text(payload));
        if (value.isPresent() && failed(quantity, value.getAsDouble())) {
            message.reading(field, quantity, Double.NaN, unit, IncomingBatch.NO_TIME);
        } else {
            message.reading(field, quantity, payload, unit);
        }
    }

    private static Quantity measured(String field) {
        if (field.contains("temperature")) {
            return Quantity.TEMPERATURE;
        }
        return field.contains("humidity") ? Quantity.HUMIDITY : Quantity.VOLTAGE;
    }

    private static boolean failed(Quantity quantity, double value) {
        return value == FAILED && quantity != Quantity.VOLTAGE;
    }

    private static void online(DeviceMessage message, String state) {
        if (state.equals("true") || state.equals("false")) {
            message.online(state.equals("true"));
        }
    }

    private void object(DeviceMessage message, String id, String field, JsonNode tree) {
        switch (field) {
            case "announce" -> describe(message, tree);
            case "ext_temperatures" -> probes(message, "ext_temperature/", Quantity.TEMPERATURE, tree, "tC");
            case "ext_humidities" -> probes(message, "ext_humidity/", Quantity.HUMIDITY, tree, "hum");
            default -> info(message, id, tree);
        }
    }

    private static void probes(DeviceMessage message, String field, Quantity quantity, JsonNode tree, String value) {
        tree.properties().forEach(probe -> {
            JsonNode node = probe.getValue().get(value);
            boolean fails = node != null && node.isNumber() && failed(quantity, node.doubleValue());
            if (fails) {
                message.reading(field + probe.getKey(), quantity, Double.NaN, quantity.unit(), IncomingBatch.NO_TIME);
            } else {
                message.reading(field + probe.getKey(), quantity, node, quantity.unit(), IncomingBatch.NO_TIME);
            }
        });
    }

    private void info(DeviceMessage message, String id, JsonNode info) {
        message.attribute(
                DeviceNote.SIGNAL, JsonPayload.number(info.path("wifi_sta").get("rssi")), "dBm");
        message.attribute(
                DeviceNote.BATTERY, JsonPayload.number(info.path("bat").get("value")), "%");
        message.attribute(DeviceNote.SERIAL, info.get("mac"));
        message.attribute(DeviceNote.FIRMWARE, info.path("update").get("old_version"));
        Optional<Unit> unit = unit(info.path("tmp"));
        if (unit.isPresent()) {
            units.put(id, unit.get());
            message.hint("sensor/temperature", Quantity.TEMPERATURE, null, null, unit.get());
        }
        JsonNode thermostats = info.path("thermostats");
        for (int i = 0; i < thermostats.size(); i++) {
            JsonNode measured = thermostats.get(i).path("tmp");
            Unit in = unit(measured).orElse(null);
            if (measured.path("is_valid").asBoolean(true)) {
                message.reading(
                        "thermostat/" + i, Quantity.TEMPERATURE, measured.get("value"), in, IncomingBatch.NO_TIME);
            } else {
                message.reading("thermostat/" + i, Quantity.TEMPERATURE, Double.NaN, in, IncomingBatch.NO_TIME);
            }
        }
    }

    private static Optional<Unit> unit(JsonNode temperature) {
        return switch (temperature.path("units").asText()) {
            case "C" -> Optional.of(Unit.CELSIUS);
            case "F" -> Optional.of(Unit.FAHRENHEIT);
            default -> Optional.empty();
        };
    }

    private static IncomingBatch announced(byte[] payload) {
        JsonNode tree = JsonPayload.parse(payload);
        String id = tree == null ? "" : tree.path("id").asText();
        if (tree == null || id.isBlank()) {
            return DeviceMessage.nothing();
        }
        DeviceMessage message = new DeviceMessage("shelly/" + id);
        describe(message, tree);
        return message.build();
    }

    private static void describe(DeviceMessage message, JsonNode announced) {
        message.attribute(DeviceNote.MODEL, announced.get("model"));
        message.attribute(DeviceNote.SERIAL, announced.get("mac"));
        message.attribute(DeviceNote.FIRMWARE, announced.get("fw_ver"));
    }
}
