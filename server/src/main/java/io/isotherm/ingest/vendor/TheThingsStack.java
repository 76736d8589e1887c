package io.isotherm.ingest.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.ingest.text.Quoted;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Uplinks of The Things Stack v3 in JSON, as its webhooks post them and its MQTT server publishes them at
 * {@code v3/APPLICATION@TENANT/devices/DEVICE/up}. The format: "Data Formats" and "MQTT Server" in its documentation.
 *
 * <p>What {@code normalized_payload} has is taken from there, as its names and units are fixed. Of the
 * {@code decoded_payload}, whose names are the codec's, is taken what measures something else, or with another probe.
 * The time is the network server's, which stays the same when a webhook is tried again. Joins, acknowledgements,
 * locations and simulated uplinks hold no readings.
 */
public final class TheThingsStack implements TopicDecoder {
    private static final String EXPECTED =
            "This is no message of The Things Stack v3 in JSON: \"end_device_ids\" with \"device_id\" and"
                    + " \"application_ids\" is missing.";

    private static final IncomingBatch NOTHING = new IncomingBatch.Builder().build();

    @Override
    public String protocol() {
        return "ttn";
    }

    @Override
    public @Nullable IncomingBatch decode(String topic, byte[] payload, long received) {
        if (!topic.contains("v3/")) {
            return null;
        }
        String[] levels = topic.split("/", -1);
        int at = 0;
        while (at + 4 < levels.length && !(levels[at].equals("v3") && levels[at + 2].equals("devices"))) {
            at++;
        }
        if (at + 4 >= levels.length) {
            return null;
        }
        if (!levels[at + 4].equals("up") || levels.length != at + 5) {
            return NOTHING;
        }
        JsonNode message = JsonPayload.parse(payload);
        if (message == null) {
            return new IncomingBatch.Builder()
                    .refuse(0, JsonPayload.fault(payload))
                    .build();
        }
        int tenant = levels[at + 1].indexOf('@');
        return read(message, tenant < 0 ? levels[at + 1] : levels[at + 1].substring(0, tenant), levels[at + 3]);
    }

    /** What a webhook's message says. Never more refusals than fields, each for the item 0. */
    public static IncomingBatch read(JsonNode message) {
        return read(message, null, null);
    }

    /** Whether it is a message of this make at all. */
    public static boolean isOne(JsonNode message) {
        return message.path("end_device_ids").isObject();
    }

    private static IncomingBatch read(
            JsonNode message, @Nullable String topicApplication, @Nullable String topicDevice) {
        IncomingBatch.Builder batch = new IncomingBatch.Builder();
        JsonNode ids = message.path("end_device_ids");
        String application = JsonText.of(ids.path("application_ids"), "application_id");
        String name = JsonText.of(ids, "device_id");
        application = application == null ? topicApplication : application;
        name = name == null ? topicDevice : name;
        if (application == null || name == null || !message.isObject()) {
            return batch.refuse(0, EXPECTED).build();
        }
        JsonNode uplink = message.path("uplink_message");
        if (!uplink.isObject() || message.path("simulated").asBoolean()) {
            return NOTHING;
        }
        try {
            String device = VendorKey.device("ttn", application + "/" + name);
            uplink(batch, device, name, message, uplink);
        } catch (IllegalArgumentException e) {
            batch.refuse(0, String.valueOf(e.getMessage()));
        }
        return batch.build();
    }

    private static void uplink(
            IncomingBatch.Builder batch, String device, String name, JsonNode message, JsonNode uplink) {
        long time = JsonText.time(uplink, "received_at");
        if (time == IncomingBatch.NO_TIME) {
            time = JsonText.time(message, "received_at");
        }
        NamedValues values = new NamedValues(batch, device, name, time, 0);
        Set<Quantity> normalized = EnumSet.noneOf(Quantity.class);
        NormalizedPayload.read(uplink.path("normalized_payload"), values, time, normalized);
        JsonNode decoded = uplink.path("decoded_payload");
        if (decoded.isObject()) {
            values.read(
                    decoded, (path, quantity) -> !normalized.contains(quantity) || FieldMeaning.isFurtherProbe(path));
        } else if (normalized.isEmpty() && uplink.hasNonNull("frm_payload")) {
            batch.refuse(
                    0,
                    "The uplink of " + Quoted.of(name)
                            + " is bytes only: choose a payload formatter for the device in The Things Stack.");
        }
        Map<String, String> attributes = new LinkedHashMap<>(values.attributes());
        describe(attributes, message.path("end_device_ids"), uplink);
        if (!attributes.isEmpty()) {
            batch.note(new DeviceNote(device, null, attributes));
        }
    }

    private static void describe(Map<String, String> attributes, JsonNode ids, JsonNode uplink) {
        JsonNode battery = uplink.path("last_battery_percentage").path("value");
        if (battery.isNumber()) {
            JsonText.attribute(attributes, DeviceNote.BATTERY, battery.asText() + " %");
        }
        JsonNode version = uplink.path("version_ids");
        JsonText.attribute(attributes, DeviceNote.MANUFACTURER, JsonText.of(version, "brand_id"));
        JsonText.attribute(attributes, DeviceNote.MODEL, JsonText.of(version, "model_id"));
        JsonText.attribute(attributes, DeviceNote.FIRMWARE, JsonText.of(version, "firmware_version"));
        JsonText.attribute(attributes, DeviceNote.SERIAL, JsonText.of(ids, "dev_eui"));
        Reception.describe(
                attributes,
                uplink.path("rx_metadata"),
                gateway -> JsonText.of(gateway.path("gateway_ids"), "gateway_id"));
    }
}
