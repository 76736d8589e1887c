package io.isotherm.ingest.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.ingest.text.Quoted;
import io.isotherm.ingest.text.Timestamp;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.IncomingBatch;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What devices and gateways send to ThingsBoard. The formats: "MQTT Device API", "MQTT Gateway API" and "HTTP Device
 * API" in its documentation.
 *
 * <p>A device publishes to {@code v1/devices/me/telemetry}, or {@code v2/t}, and only its connection tells which one it
 * is: whoever has the connection puts the device's name in the place of {@code me}, as in
 * {@code v1/devices/boiler/telemetry}, before the message comes here.
 *
 * <p>At most {@value #MAX_ITEMS} elements of an array, devices of a gateway included, are read.
 */
public final class ThingsBoard implements TopicDecoder {
    static final int MAX_ITEMS = 10_000;

    private static final String MAKE = "thingsboard";

    private static final IncomingBatch NOTHING = new IncomingBatch.Builder().build();

    private static final String EXPECTED = "Expected an object like {\"temperature\":22.5} or"
            + " {\"ts\":1451649600512,\"values\":{\"temperature\":22.5}}, or an array of them.";

    private static final String EXPECTED_OF_GATEWAY =
            "Expected an object like {\"Device A\":" + "[{\"ts\":1483228800000,\"values\":{\"temperature\":42}}]}.";

    @Override
    public String protocol() {
        return MAKE;
    }

    @Override
    public @Nullable IncomingBatch decode(String topic, byte[] payload, long received) {
        if (topic.startsWith("v1/gateway/")) {
            return gateway(topic.substring("v1/gateway/".length()), payload);
        }
        if (topic.equals("v2/t") || topic.startsWith("v2/t/") || topic.equals("v2/a") || topic.startsWith("v2/a/")) {
            return unknownDevice();
        }
        if (!topic.startsWith("v1/devices/")) {
            return null;
        }
        String rest = topic.substring("v1/devices/".length());
        int end = rest.lastIndexOf('/');
        String what = rest.substring(end + 1);
        if (end <= 0 || !(what.equals("telemetry") || what.equals("attributes"))) {
            return NOTHING;
        }
        String name = rest.substring(0, end);
        if (name.equals("me")) {
            return unknownDevice();
        }
        JsonNode body = JsonPayload.parse(payload);
        if (body == null) {
            return refusal(JsonPayload.fault(payload));
        }
        try {
            String device = VendorKey.device(MAKE, name);
            return what.equals("telemetry") ? telemetry(device, name, body) : attributes(device, body);
        } catch (IllegalArgumentException e) {
            return refusal(String.valueOf(e.getMessage()));
        }
    }

    private static IncomingBatch unknownDevice() {
        return refusal(
                "Only the connection of the device tells which one it is: let it publish to this server itself.");
    }

    private static @Nullable IncomingBatch gateway(String what, byte[] payload) {
        switch (what) {
            case "telemetry", "attributes", "connect", "disconnect" -> {}
            default -> {
                return NOTHING;
            }
        }
        JsonNode body = JsonPayload.parse(payload);
        if (body == null) {
            return refusal(JsonPayload.fault(payload));
        }
        return switch (what) {
            case "telemetry" -> gatewayTelemetry(body);
            case "attributes" -> gatewayAttributes(body);
            default -> gatewayConnection(body, what.equals("connect"));
        };
    }

    /**
     * Telemetry of one device.
     *
     * @param device its key
     * @param name what people may call it; null where that is not told
     */
    public static IncomingBatch telemetry(String device, @Nullable String name, JsonNode body) {
        IncomingBatch.Builder batch = new IncomingBatch.Builder();
        telemetry(batch, device, name, body, 0);
        return batch.build();
    }

    // Gives the position of the item after the last one.
    private static int telemetry(
            IncomingBatch.Builder batch, String device, @Nullable String name, JsonNode body, int first) {
        Map<String, String> attributes = new LinkedHashMap<>();
        int item = first;
        if (body.isArray()) {
            for (JsonNode element : body) {
                if (item == MAX_ITEMS) {
                    batch.refuse(item++, "Only the first " + MAX_ITEMS + " items of a message are read.");
                    break;
                }
                if (item > MAX_ITEMS) {
                    break;
                }
                point(batch, device, name, element, item++, attributes);
            }
        } else {
            point(batch, device, name, body, item++, attributes);
        }
        if (!attributes.isEmpty()) {
            batch.note(new DeviceNote(device, null, attributes));
        }
        return item;
    }

    private static void point(
            IncomingBatch.Builder batch,
            String device,
            @Nullable String name,
            JsonNode point,
            int item,
            Map<String, String> attributes) {
        if (!point.isObject()) {
            batch.refuse(item, EXPECTED);
            return;
        }
        JsonNode object = point;
        long time = IncomingBatch.NO_TIME;
        if (point.has("values")) {
            object = point.path("values");
            try {
                time = time(point.path("ts"));
            } catch (IllegalArgumentException e) {
                batch.refuse(item, String.valueOf(e.getMessage()).replace("\"time\"", "\"ts\""));
                return;
            }
            if (!object.isObject()) {
                batch.refuse(item, EXPECTED);
                return;
            }
        }
        NamedValues values = new NamedValues(batch, device, name, time, item);
        values.read(object);
        attributes.putAll(values.attributes());
    }

    private static long time(JsonNode ts) {
        if (ts.isMissingNode() || ts.isNull()) {
            return IncomingBatch.NO_TIME;
        }
        if (!ts.isIntegralNumber() && !ts.isTextual()) {
            throw new IllegalArgumentException("\"time\" must be whole epoch milliseconds.");
        }
        return Timestamp.ofNumber(ts.asText());
    }

    /**
     * What a device says of itself.
     *
     * @param device its key
     */
    public static IncomingBatch attributes(String device, JsonNode body) {
        IncomingBatch.Builder batch = new IncomingBatch.Builder();
        attributes(batch, device, body, 0);
        return batch.build();
    }

    private static void attributes(IncomingBatch.Builder batch, String device, JsonNode body, int item) {
        if (!body.isObject()) {
            batch.refuse(item, "Expected an object of attributes, like {\"fw_version\":\"1.2\"}.");
            return;
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            String name = field.getKey();
            if (field.getValue().isValueNode()
                    && !field.getValue().isNull()
                    && !name.isBlank()
                    && name.length() <= FieldMeaning.MAX_NAME) {
                String known = known(name);
                String value = field.getValue().asText();
                boolean percent =
                        known.equals(DeviceNote.BATTERY) && field.getValue().isNumber();
                JsonText.attribute(attributes, known, percent ? value + " %" : value);
            }
        }
        if (!attributes.isEmpty()) {
            batch.note(new DeviceNote(device, null, attributes));
        }
    }

    // The names that ThingsBoard's own documentation and libraries use.
    private static String known(String name) {
        return switch (name) {
            case "fw_version", "current_fw_version", "firmwareVersion", "firmware_version", "firmware" ->
                DeviceNote.FIRMWARE;
            case "serialNumber", "serial_number", "serial" -> DeviceNote.SERIAL;
            case "model", "deviceModel" -> DeviceNote.MODEL;
            case "manufacturer", "vendor" -> DeviceNote.MANUFACTURER;
            case "batteryLevel", "battery_level", "battery" -> DeviceNote.BATTERY;
            default -> Quoted.plain(name, FieldMeaning.MAX_NAME);
        };
    }

    private static IncomingBatch gatewayTelemetry(JsonNode body) {
        if (!body.isObject()) {
            return refusal(EXPECTED_OF_GATEWAY);
        }
        IncomingBatch.Builder batch = new IncomingBatch.Builder();
        int item = 0;
        for (Map.Entry<String, JsonNode> device : body.properties()) {
            if (item > MAX_ITEMS) {
                break;
            }
            try {
                String key = VendorKey.device(MAKE, device.getKey());
                item = telemetry(batch, key, device.getKey(), device.getValue(), item);
            } catch (IllegalArgumentException e) {
                batch.refuse(item++, String.valueOf(e.getMessage()));
            }
        }
        return batch.build();
    }

    private static IncomingBatch gatewayAttributes(JsonNode body) {
        if (!body.isObject()) {
            return refusal("Expected an object like {\"Device A\":{\"fw_version\":\"1.2\"}}.");
        }
        IncomingBatch.Builder batch = new IncomingBatch.Builder();
        int item = 0;
        for (Map.Entry<String, JsonNode> device : body.properties()) {
            if (item >= MAX_ITEMS) {
                batch.refuse(item, "Only the first " + MAX_ITEMS + " devices of a message are read.");
                break;
            }
            try {
                attributes(batch, VendorKey.device(MAKE, device.getKey()), device.getValue(), item);
            } catch (IllegalArgumentException e) {
                batch.refuse(item, String.valueOf(e.getMessage()));
            }
            item++;
        }
        return batch.build();
    }

    private static IncomingBatch gatewayConnection(JsonNode body, boolean connected) {
        String name = JsonText.of(body, "device");
        if (name == null) {
            return refusal("Expected an object like {\"device\":\"Device A\"}.");
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        String type = JsonText.of(body, "type");
        if (type != null && !type.equals("default")) {
            JsonText.attribute(attributes, DeviceNote.MODEL, type);
        }
        try {
            return new IncomingBatch.Builder()
                    .note(new DeviceNote(VendorKey.device(MAKE, name), connected, attributes))
                    .build();
        } catch (IllegalArgumentException e) {
            return refusal(String.valueOf(e.getMessage()));
        }
    }

    private static IncomingBatch refusal(String detail) {
        return new IncomingBatch.Builder().refuse(0, detail).build();
    }
}
