package io.isotherm.ingest.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A discovery configuration with its abbreviations written out and {@code ~} replaced by the base topic.
 *
 * @see <a href="https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery">MQTT discovery</a>; the abbreviations
 *     are those of Home Assistant's abbreviations.py, as far as sensors use them
 */
final class DiscoveryConfig {
    private static final String BASE = "~";

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("stat_t", "state_topic"),
            Map.entry("val_tpl", "value_template"),
            Map.entry("uniq_id", "unique_id"),
            Map.entry("obj_id", "object_id"),
            Map.entry("unit_of_meas", "unit_of_measurement"),
            Map.entry("dev_cla", "device_class"),
            Map.entry("dev", "device"),
            Map.entry("avty", "availability"),
            Map.entry("avty_t", "availability_topic"),
            Map.entry("avty_tpl", "availability_template"),
            Map.entry("pl_avail", "payload_available"),
            Map.entry("pl_not_avail", "payload_not_available"),
            Map.entry("t", "topic"),
            Map.entry("exp_aft", "expire_after"),
            Map.entry("curr_temp_t", "current_temperature_topic"),
            Map.entry("curr_temp_tpl", "current_temperature_template"),
            Map.entry("temp_unit", "temperature_unit"),
            Map.entry("cmps", "components"),
            Map.entry("p", "platform"));

    private static final Map<String, String> DEVICE_NAMES = Map.of(
            "ids", "identifiers",
            "cns", "connections",
            "mf", "manufacturer",
            "mdl", "model",
            "sw", "sw_version",
            "hw", "hw_version",
            "sn", "serial_number",
            "sa", "suggested_area");

    private DiscoveryConfig() {}

    /** The configuration of one component, whole. */
    static ObjectNode component(JsonNode config) {
        ObjectNode whole = named(config, NAMES);
        if (whole.path("device").isObject()) {
            whole.set("device", named(whole.path("device"), DEVICE_NAMES));
        }
        JsonNode ways = whole.path("availability");
        if (ways.isObject() || ways.isArray()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            for (JsonNode way : ways.isArray() ? ways : list.arrayNode().add(ways)) {
                list.add(named(way, NAMES));
            }
            whole.set("availability", list);
        }
        return based(whole);
    }

    /** The components of a device's configuration by their ids, each with what the device says for all of them. */
    static Map<String, ObjectNode> components(ObjectNode device) {
        Map<String, ObjectNode> components = new LinkedHashMap<>();
        device.path("components").properties().forEach(component -> {
            if (component.getValue().isObject()) {
                ObjectNode own = component(component.getValue());
                ObjectNode whole = JsonNodeFactory.instance.objectNode();
                device.properties().forEach(shared -> {
                    if (!shared.getKey().equals("components")
                            && !shared.getKey().equals("name")) {
                        whole.set(shared.getKey(), shared.getValue());
                    }
                });
                // With its platform alone a component is taken back.
                if (own.size() > 1) {
                    whole.setAll(own);
                    components.put(component.getKey(), based(whole));
                }
            }
        });
        return components;
    }

    private static ObjectNode named(JsonNode object, Map<String, String> names) {
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        object.properties()
                .forEach(field -> whole.set(names.getOrDefault(field.getKey(), field.getKey()), field.getValue()));
        return whole;
    }

    private static ObjectNode based(ObjectNode config) {
        String base = config.path(BASE).asText();
        if (!base.isEmpty()) {
            base(config, base);
            config.path("availability").forEach(way -> base(way, base));
        }
        return config;
    }

    private static void base(JsonNode config, String base) {
        if (config instanceof ObjectNode object) {
            for (String field :
                    object.properties().stream().map(Map.Entry::getKey).toList()) {
                String topic =
                        object.path(field).isTextual() ? object.path(field).textValue() : "";
                if (field.endsWith("topic") && topic.startsWith(BASE)) {
                    object.set(field, TextNode.valueOf(base + topic.substring(1)));
                } else if (field.endsWith("topic") && topic.endsWith(BASE)) {
                    object.set(field, TextNode.valueOf(topic.substring(0, topic.length() - 1) + base));
                }
            }
        }
    }
}
