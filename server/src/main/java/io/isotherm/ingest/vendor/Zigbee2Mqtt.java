package io.isotherm.ingest.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.ingest.text.Timestamp;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Zigbee2MQTT: {@code zigbee2mqtt/NAME} with the device's state as JSON (or a topic a value), its availability, and the
 * bridge's list of devices. NAME is chosen by people and may contain slashes; it is the device's key, as nothing else
 * comes with every message. Another base topic is known when it begins with {@code zigbee2mqtt} too.
 *
 * <p>Which fields are measured values, and not settings such as {@code max_temperature}, is a list: names and units are
 * those of zigbee-herdsman-converters. Remembers which names are groups', at most {@value #MAX_GROUPS} of a base topic
 * and {@value #MAX_BASES} base topics.
 *
 * @see <a href="https://www.zigbee2mqtt.io/guide/usage/mqtt_topics_and_messages.html">Topics and messages</a>
 */
final class Zigbee2Mqtt implements KnownTopics {
    private static final String BASE = "zigbee2mqtt";
    private static final int MAX_GROUPS = 10_000;
    private static final int MAX_BASES = 16;

    /** A mains voltage is less; that of a battery, in millivolts, is more. */
    private static final double LEAST_MILLIVOLTS = 1_000;

    private static final String PLACES = "local|soil|external|internal|indoor|outdoor|inside|outside|room|floor|water"
            + "|air|probe|ambient|surface|leaf|body";
    private static final Pattern TEMPERATURE = Pattern.compile(
            "(?:(?:" + PLACES + ")_)?temperature(?:_(?:l?\\d{1,2}|left|right|center|top|bottom|" + PLACES + "))?");
    private static final Pattern HUMIDITY =
            Pattern.compile("(?:(?:" + PLACES + ")_)?humidity(?:_(?:l?\\d{1,2}|left|right|" + PLACES + "))?");
    private static final Map<String, Quantity> OTHERS = Map.of(
            "pressure", Quantity.PRESSURE,
            "co2", Quantity.CO2,
            "soil_moisture", Quantity.OTHER);
    private static final Map<Quantity, Unit> UNITS = Map.of(
            Quantity.TEMPERATURE, Unit.CELSIUS,
            Quantity.HUMIDITY, Unit.PERCENT,
            Quantity.PRESSURE, Unit.HECTOPASCAL,
            Quantity.CO2, Unit.PARTS_PER_MILLION,
            Quantity.OTHER, Unit.PERCENT);

    private final Remembered<Set<String>> groups = new Remembered<>(MAX_BASES);

    @Override
    public String protocol() {
        return BASE;
    }

    @Override
    public boolean reads(String topic, @Nullable List<Object> path) {
        int slash = topic.indexOf('/');
        return topic.startsWith(BASE) && slash > 0 && slash < topic.length() - 1;
    }

    @Override
    public @Nullable SensorKey sensor(String topic, List<Object> path, Quantity quantity) {
        boolean simple = path.size() == 1 && path.getFirst() instanceof String;
        Quantity measured = simple ? measured((String) path.getFirst()) : null;
        String key = simple ? topic + "/" + path.getFirst() : "";
        return measured == null || isBridge(topic) || !DeviceMessage.isKey(key) ? null : new SensorKey(key, measured);
    }

    @Override
    public @Nullable IncomingBatch decode(String topic, byte[] payload, long received) {
        if (!reads(topic, null)) {
            return null;
        }
        String base = topic.substring(0, topic.indexOf('/'));
        String name = topic.substring(base.length() + 1);
        if (isBridge(topic)) {
            return bridge(base, name, payload);
        }
        if (payload.length == 0 || isCommand(name)) {
            return DeviceMessage.nothing();
        }
        if (name.endsWith("/availability")) {
            return availability(topic.substring(0, topic.lastIndexOf('/')), payload);
        }
        Set<String> known = groups.get(base);
        if (known != null && known.contains(name)) {
            return DeviceMessage.nothing();
        }
        return JsonPayload.looksLikeJson(payload) ? state(topic, payload) : attribute(topic, payload);
    }

    private static boolean isBridge(String topic) {
        return topic.startsWith("bridge/", topic.indexOf('/') + 1);
    }

    // NAME/set, NAME/set/FIELD, and likewise get: what others ask of the device.
    private static boolean isCommand(String name) {
        int last = name.lastIndexOf('/');
        if (last < 0) {
            return false;
        }
        int before = name.lastIndexOf('/', last - 1);
        return isVerb(name.substring(last + 1)) || (before > 0 && isVerb(name.substring(before + 1, last)));
    }

    private static boolean isVerb(String level) {
        return level.equals("set") || level.equals("get");
    }

    private static IncomingBatch availability(String device, byte[] payload) {
        String text = JsonPayload.text(payload);
        JsonNode tree = JsonPayload.looksLikeJson(payload) ? JsonPayload.parse(payload) : null;
        String state = tree == null ? text : tree.path("state").asText();
        DeviceMessage message = new DeviceMessage(device);
        if (state.equals("online") || state.equals("offline")) {
            message.online(state.equals("online"));
        }
        return message.build();
    }

    private static IncomingBatch state(String topic, byte[] payload) {
        JsonNode state = JsonPayload.parse(payload);
        if (state == null) {
            return DeviceMessage.refused("The payload is broken JSON.");
        }
        DeviceMessage message = new DeviceMessage(topic);
        long time = lastSeen(state.path("last_seen"));
        state.properties().forEach(field -> {
            Quantity quantity = measured(field.getKey());
            if (quantity != null) {
                message.reading(field.getKey(), quantity, field.getValue(), UNITS.get(quantity), time);
            }
        });
        power(message, state, time);
        message.attribute(DeviceNote.SIGNAL, JsonPayload.number(state.get("linkquality")), "lqi");
        message.attribute(DeviceMessage.DEVICE_TEMPERATURE, JsonPayload.number(state.get("device_temperature")), "°C");
        JsonNode device = state.path("device");
        message.attribute(DeviceNote.MODEL, device.get("model"));
        message.attribute(DeviceNote.MANUFACTURER, device.get("manufacturerName"));
        message.attribute(DeviceNote.FIRMWARE, device.get("softwareBuildID"));
        message.attribute(DeviceNote.SERIAL, device.get("ieeeAddr"));
        return message.build();
    }

    // Beside a battery's level, or in thousands, the voltage is the battery's; else the mains'.
    private static void power(DeviceMessage message, JsonNode state, long time) {
        OptionalDouble level = JsonPayload.number(state.get("battery"));
        OptionalDouble voltage = JsonPayload.number(state.get("voltage"));
        boolean mains = voltage.isPresent() && voltage.getAsDouble() < LEAST_MILLIVOLTS && !state.has("battery");
        if (mains) {
            message.reading("voltage", Quantity.VOLTAGE, state.get("voltage"), Unit.VOLT, time);
        }
        if (level.isPresent()) {
            message.attribute(DeviceNote.BATTERY, level, "%");
        } else if (voltage.isPresent() && !mains) {
            message.attribute(DeviceNote.BATTERY, voltage, "mV");
        } else if (state.path("battery_low").isBoolean()) {
            message.attribute(DeviceNote.BATTERY, state.path("battery_low").asBoolean() ? "low" : "ok");
        }
    }

    // A topic a value, with the setting "output: attribute".
    private static IncomingBatch attribute(String topic, byte[] payload) {
        int slash = topic.lastIndexOf('/');
        String field = topic.substring(slash + 1);
        if (topic.indexOf('/') == slash) {
            return DeviceMessage.nothing();
        }
        DeviceMessage message = new DeviceMessage(topic.substring(0, slash));
        Quantity quantity = measured(field);
        OptionalDouble value = JsonPayload.number(JsonPayload.text(payload));
        if (quantity != null) {
            message.reading(field, quantity, payload, UNITS.get(quantity));
        } else if (field.equals("battery")) {
            message.attribute(DeviceNote.BATTERY, value, "%");
        } else if (field.equals("linkquality")) {
            message.attribute(DeviceNote.SIGNAL, value, "lqi");
        } else if (field.equals("device_temperature")) {
            message.attribute(DeviceMessage.DEVICE_TEMPERATURE, value, "°C");
        }
        return message.build();
    }

    private IncomingBatch bridge(String base, String name, byte[] payload) {
        JsonNode list =
                name.equals("bridge/devices") || name.equals("bridge/groups") ? JsonPayload.parse(payload) : null;
        if (list == null || !list.isArray()) {
            return DeviceMessage.nothing();
        }
        if (name.equals("bridge/groups")) {
            Set<String> names = new HashSet<>();
            for (JsonNode group : list) {
                String friendly = group.path("friendly_name").asText();
                if (names.size() < MAX_GROUPS && friendly.length() <= SensorKey.MAX_LENGTH) {
                    names.add(friendly);
                }
            }
            groups.put(base, Set.copyOf(names));
            return DeviceMessage.nothing();
        }
        IncomingBatch.Builder batch = new IncomingBatch.Builder();
        for (JsonNode device : list) {
            String friendly = device.path("friendly_name").asText();
            if (!friendly.isBlank() && !device.path("type").asText().equals("Coordinator")) {
                describe(new DeviceMessage(base + "/" + friendly, batch), friendly, device);
            }
        }
        return batch.build();
    }

    private static void describe(DeviceMessage message, String friendly, JsonNode device) {
        JsonNode definition = device.path("definition");
        message.attribute(DeviceNote.MODEL, definition.get("model"));
        message.attribute(DeviceNote.MANUFACTURER, definition.get("vendor"));
        message.attribute(DeviceNote.FIRMWARE, device.get("software_build_id"));
        message.attribute(DeviceNote.SERIAL, device.get("ieee_address"));
        message.attribute("power_source", device.get("power_source"));
        message.attribute("description", definition.get("description"));
        for (JsonNode expose : definition.path("exposes")) {
            expose(message, friendly, expose);
            // A thermostat's values are one level deeper.
            expose.path("features").forEach(feature -> expose(message, friendly, feature));
        }
        message.addNote();
    }

    private static void expose(DeviceMessage message, String friendly, JsonNode expose) {
        String property = expose.path("property").asText();
        Quantity quantity = measured(property);
        if (quantity != null) {
            message.hint(property, quantity, DeviceMessage.name(expose.get("label")), friendly, UNITS.get(quantity));
        }
    }

    private static @Nullable Quantity measured(String field) {
        if (TEMPERATURE.matcher(field).matches()) {
            return Quantity.TEMPERATURE;
        }
        return HUMIDITY.matcher(field).matches() ? Quantity.HUMIDITY : OTHERS.get(field);
    }

    /** When the device was last heard, which makes the state that is told again at a start the reading that it was. */
    private static long lastSeen(JsonNode lastSeen) {
        try {
            if (lastSeen.isIntegralNumber()) {
                return Timestamp.ofNumber(lastSeen.asText());
            }
            return lastSeen.isTextual() ? Timestamp.ofText(lastSeen.textValue()) : IncomingBatch.NO_TIME;
        } catch (IllegalArgumentException e) {
            return IncomingBatch.NO_TIME;
        }
    }
}
