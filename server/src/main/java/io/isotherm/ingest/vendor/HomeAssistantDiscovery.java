package io.isotherm.ingest.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isotherm.ingest.text.NamedQuantity;
import io.isotherm.ingest.text.Quoted;
import io.isotherm.ingest.vendor.Discovered.Availability;
import io.isotherm.ingest.vendor.Discovered.Role;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Home Assistant's MQTT discovery: {@code homeassistant/sensor/[NODE/]OBJECT/config} tells of a sensor,
 * {@code homeassistant/device/[NODE/]ID/config} of a device with several; afterwards the topics that they name are
 * read. Where another decoder knows such a topic by its form, that one reads it, and the discovery gives its sensors
 * names and units.
 *
 * @see DiscoveryConfig
 * @see Discoveries what is remembered, and how much
 */
final class HomeAssistantDiscovery implements TopicDecoder {
    private static final String PREFIX = "homeassistant/";
    private static final int MAX_COMPONENTS = 500;
    private static final int MAX_TOPIC = 1_000;
    private static final int MAX_WAYS = 4;
    private static final Pattern CONFIG =
            Pattern.compile("homeassistant/(\\w+)/(?:([A-Za-z0-9_-]+)/)?([A-Za-z0-9_-]+)/config");

    private final Discoveries discoveries;
    private final List<KnownTopics> neighbours;

    /** @param neighbours decoders that know their topics without being told */
    HomeAssistantDiscovery(Discoveries discoveries, List<KnownTopics> neighbours) {
        this.discoveries = discoveries;
        this.neighbours = List.copyOf(neighbours);
    }

    @Override
    public String protocol() {
        return "homeassistant";
    }

    @Override
    public @Nullable IncomingBatch decode(String topic, byte[] payload, long received) {
        if (topic.length() > MAX_TOPIC) {
            return null;
        }
        Matcher config = CONFIG.matcher(topic);
        if (config.matches()) {
            return payload.length == 0 ? forget(topic) : learn(topic, config, payload);
        }
        return topic.equals("homeassistant/status") ? DeviceMessage.nothing() : read(topic, payload);
    }

    @Override
    public boolean announces(String topic) {
        return topic.length() <= MAX_TOPIC
                && topic.endsWith("/config")
                && CONFIG.matcher(topic).matches();
    }

    private IncomingBatch forget(String topic) {
        discoveries.remove(topic);
        return DeviceMessage.nothing();
    }

    private IncomingBatch learn(String topic, Matcher names, byte[] payload) {
        String platform = names.group(1);
        if (!platform.equals("device") && !platform.equals("sensor") && !platform.equals("climate")) {
            return DeviceMessage.nothing();
        }
        JsonNode tree = JsonPayload.parse(payload);
        if (tree == null || !tree.isObject()) {
            return DeviceMessage.refused("The configuration is no JSON object, or broken.");
        }
        String node = names.group(2) == null ? names.group(3) : names.group(2) + "_" + names.group(3);
        Learning learning = new Learning(node);
        ObjectNode config = DiscoveryConfig.component(tree);
        if (platform.equals("device")) {
            Map<String, ObjectNode> components = DiscoveryConfig.components(config);
            if (components.size() > MAX_COMPONENTS) {
                return DeviceMessage.refused("A device has at most " + MAX_COMPONENTS + " components; this one has "
                        + components.size() + ".");
            }
            components.forEach((id, component) ->
                    learning.component(component.path("platform").asText(), id, component));
        } else {
            learning.component(platform, node, config);
        }
        int fingerprint = Arrays.hashCode(payload);
        boolean known = discoveries.knows(topic, fingerprint);
        if (!discoveries.put(topic, fingerprint, learning.sensors)) {
            return DeviceMessage.refused("More than " + Discoveries.MAX_SENSORS
                    + " sensors, or too long ones, were told of by discovery: this one is not read.");
        }
        return learning.build(!known);
    }

    /** What one configuration tells. */
    private final class Learning {
        private final String node;
        private final List<Discovered> sensors = new ArrayList<>();
        private final List<String> faults = new ArrayList<>();
        private final IncomingBatch.Builder batch = new IncomingBatch.Builder();
        private final Map<String, DeviceMessage> devices = new LinkedHashMap<>();

        Learning(String node) {
            this.node = node;
        }

        void component(String platform, String id, ObjectNode config) {
            boolean climate = platform.equals("climate");
            if (!climate && !platform.equals("sensor")) {
                return;
            }
            String topic = config.path(climate ? "current_temperature_topic" : "state_topic")
                    .asText();
            String template = config.path(climate ? "current_temperature_template" : "value_template")
                    .asText();
            String deviceClass =
                    climate ? "temperature" : config.path("device_class").asText();
            String unitText = config.path(climate ? "temperature_unit" : "unit_of_measurement")
                    .asText();
            if (topic.isEmpty() || topic.length() > MAX_TOPIC) {
                if (!climate) {
                    faults.add("The sensor " + Quoted.of(id) + " has no state_topic, or one that is too long.");
                }
                return;
            }
            Role role = Discovered.role(deviceClass, unitText);
            ValuePath path = template.isBlank() ? ValuePath.BARE : ValuePath.of(template);
            Unit unit =
                    Unit.parse(unitText).filter(known -> !unitText.isBlank()).orElse(null);
            Quantity quantity = Discovered.quantity(deviceClass, unit, lastName(path, id));
            if (role == Role.READING && !unitText.isBlank() && (unit == null || !NamedQuantity.fits(quantity, unit))) {
                faults.add("The sensor " + Quoted.of(id) + " is not read: "
                        + (unit == null ? NamedQuantity.unknownUnit(unitText) : NamedQuantity.misfit(quantity, unit)));
                role = Role.PASSED_OVER;
            }
            if (role == Role.READING || role == Role.UNTOLD) {
                role = Discovered.ofDevice(quantity, lastName(path, id)).orElse(role);
            }
            KnownTopics neighbour = neighbour(topic, path);
            SensorKey key = neighbour == null
                    ? own(config, id, deviceClass, quantity)
                    : path == null ? null : neighbour.sensor(topic, path.steps(), quantity);
            if (neighbour == null && path == null && role != Role.PASSED_OVER) {
                faults.add("The sensor " + Quoted.of(id) + " is not read: its template " + Quoted.of(template)
                        + " is no simple path like {{ value_json.temperature }}.");
            }
            // An untold value may be text, and is read where the name tells what it is.
            if (role == Role.UNTOLD && neighbour == null) {
                role = quantity == Quantity.OTHER ? Role.PASSED_OVER : Role.READING;
            }
            if (key != null) {
                sensors.add(new Discovered(key, role, unit, topic, path, ways(config)));
                if (role != Role.PASSED_OVER && path != null) {
                    describe(key, role, unit, config);
                }
            } else if (neighbour == null) {
                faults.add("The sensor " + Quoted.of(id) + " has names that make no key of 1 to 200 characters.");
            }
        }

        private void describe(SensorKey key, Role role, @Nullable Unit unit, ObjectNode config) {
            DeviceMessage message = devices.computeIfAbsent(key.device(), device -> new DeviceMessage(device, batch));
            JsonNode device = config.path("device");
            message.attribute(DeviceNote.MANUFACTURER, device.get("manufacturer"));
            message.attribute(DeviceNote.MODEL, device.get("model"));
            message.attribute(DeviceNote.FIRMWARE, device.get("sw_version"));
            message.attribute(DeviceNote.SERIAL, device.get("serial_number"));
            message.attribute("hardware", device.get("hw_version"));
            message.attribute("area", device.get("suggested_area"));
            message.attribute("expire_after", JsonPayload.number(config.get("expire_after")), "s");
            if (role == Role.READING || role == Role.UNTOLD) {
                message.hint(
                        key.key().substring(key.device().length() + 1),
                        key.quantity(),
                        DeviceMessage.name(config.get("name")),
                        DeviceMessage.name(device.get("name")),
                        unit);
            }
        }

        // The device's identifier, else an address of its, else the sensor's.
        private @Nullable SensorKey own(ObjectNode config, String id, String deviceClass, Quantity quantity) {
            JsonNode device = config.path("device");
            JsonNode identifiers = device.path("identifiers");
            String first = identifiers.isArray() ? identifiers.path(0).asText() : identifiers.asText();
            String address = device.path("connections").path(0).path(1).asText();
            String unique = config.path("unique_id").asText();
            String sensor = unique.isBlank() ? id : unique;
            String owner = first.isBlank() ? address : first;
            String field = owner.isBlank() ? (deviceClass.isBlank() ? "value" : deviceClass) : sensor;
            String key = PREFIX + (owner.isBlank() ? (unique.isBlank() ? node : unique) : owner) + "/"
                    + field.replace('/', '_');
            return DeviceMessage.isKey(key) ? new SensorKey(key, quantity) : null;
        }

        IncomingBatch build(boolean tellFaults) {
            devices.values().forEach(DeviceMessage::addNote);
            if (tellFaults) {
                for (int i = 0; i < faults.size(); i++) {
                    batch.refuse(i, faults.get(i));
                }
            }
            return batch.build();
        }
    }

    private @Nullable KnownTopics neighbour(String topic, @Nullable ValuePath path) {
        for (KnownTopics neighbour : neighbours) {
            if (neighbour.reads(topic, path == null ? null : path.steps())) {
                return neighbour;
            }
        }
        return null;
    }

    private static String lastName(@Nullable ValuePath path, String id) {
        return path == null || path.steps().isEmpty()
                ? id
                : String.valueOf(path.steps().getLast());
    }

    private static List<Availability> ways(ObjectNode config) {
        List<Availability> ways = new ArrayList<>();
        if (config.path("availability_topic").isTextual()) {
            ways.add(way(config, "availability_topic", "availability_template"));
        }
        for (JsonNode way : config.path("availability")) {
            if (ways.size() < MAX_WAYS && way.path("topic").isTextual()) {
                ways.add(way(way, "topic", "value_template"));
            }
        }
        return ways;
    }

    private static Availability way(JsonNode config, String topic, String template) {
        String text = config.path(template).asText();
        return new Availability(
                config.path(topic).textValue(),
                text.isBlank() ? ValuePath.BARE : ValuePath.of(text),
                config.path("payload_available").asText("online"),
                config.path("payload_not_available").asText("offline"));
    }

    private @Nullable IncomingBatch read(String topic, byte[] payload) {
        List<Discovered> valued = discoveries.onState(topic).stream()
                .filter(HomeAssistantDiscovery::isOwn)
                .toList();
        List<Discovered> available = discoveries.onAvailability(topic);
        if (valued.isEmpty() && available.isEmpty()) {
            return null;
        }
        IncomingBatch.Builder batch = new IncomingBatch.Builder();
        Map<String, DeviceMessage> devices = new LinkedHashMap<>();
        if (payload.length > 0) {
            JsonNode tree = JsonPayload.looksLikeJson(payload) ? JsonPayload.parse(payload) : null;
            available.forEach(sensor -> availability(sensor, topic, payload, tree, message(devices, sensor, batch)));
            valued.forEach(sensor -> value(sensor, payload, tree, message(devices, sensor, batch)));
        }
        devices.values().forEach(DeviceMessage::addNote);
        return batch.build();
    }

    private static boolean isOwn(Discovered sensor) {
        return sensor.key().key().startsWith(PREFIX);
    }

    private static DeviceMessage message(
            Map<String, DeviceMessage> devices, Discovered sensor, IncomingBatch.Builder batch) {
        return devices.computeIfAbsent(sensor.key().device(), device -> new DeviceMessage(device, batch));
    }

    private static void availability(
            Discovered sensor, String topic, byte[] payload, @Nullable JsonNode tree, DeviceMessage message) {
        for (Availability way : sensor.availability()) {
            ValuePath path = way.path();
            if (!way.topic().equals(topic) || path == null) {
                continue;
            }
            JsonNode node = path.steps().isEmpty() || tree == null ? null : path.in(tree);
            String state = path.steps().isEmpty() ? JsonPayload.text(payload) : node == null ? "" : node.asText();
            if (state.equals(way.online()) || state.equals(way.offline())) {
                message.online(state.equals(way.online()));
            }
        }
    }

    private static void value(Discovered sensor, byte[] payload, @Nullable JsonNode tree, DeviceMessage message) {
        ValuePath path = sensor.path();
        SensorKey key = sensor.key();
        if (path == null || sensor.role() == Role.PASSED_OVER) {
            return;
        }
        String field = key.key().substring(key.device().length() + 1);
        boolean bare = path.steps().isEmpty();
        if (!bare && tree == null) {
            message.refuse("The payload is no JSON, or broken, and " + Quoted.of(field) + " is to be read from it.");
            return;
        }
        JsonNode node = bare ? null : path.in(Objects.requireNonNull(tree));
        OptionalDouble number = bare ? JsonPayload.number(JsonPayload.text(payload)) : JsonPayload.number(node);
        switch (sensor.role()) {
            case BATTERY ->
                message.attribute(
                        DeviceNote.BATTERY,
                        number,
                        sensor.unit() == null ? "%" : sensor.unit().symbol());
            case SIGNAL -> message.attribute(DeviceNote.SIGNAL, number, "dBm");
            default -> {
                if (bare) {
                    message.reading(field, key.quantity(), payload, sensor.unit());
                } else {
                    message.reading(field, key.quantity(), node, sensor.unit(), IncomingBatch.NO_TIME);
                }
            }
        }
    }
}
