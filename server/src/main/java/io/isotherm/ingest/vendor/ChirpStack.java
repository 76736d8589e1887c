package io.isotherm.ingest.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.ingest.text.Quoted;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.IncomingBatch;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events of ChirpStack v4 in JSON, as its HTTP integration posts them ({@code ?event=up}) and its MQTT integration
 * publishes them at {@code application/ID/device/EUI/event/up}. The format: "Event types" in its documentation and
 * {@code integration.proto}; what has its default value is left out there, so what is missing is never 0.
 *
 * <p>{@code up} holds readings, {@code status} the battery. A {@code log} of a failed codec is refused with what it says,
 * so that it is seen. All other events hold nothing. What gateways send is passed over.
 */
public final class ChirpStack implements TopicDecoder {
    private static final String EXPECTED =
            "This is no event of ChirpStack v4 in JSON: \"deviceInfo\" with \"devEui\" is missing.";

    private static final IncomingBatch NOTHING = new IncomingBatch.Builder().build();

    @Override
    public String protocol() {
        return "chirpstack";
    }

    @Override
    public @Nullable IncomingBatch decode(String topic, byte[] payload, long received) {
        if (!topic.contains("application/") && !topic.contains("gateway/")) {
            return null;
        }
        String[] levels = topic.split("/", -1);
        int count = levels.length;
        if (count >= 4 && levels[count - 4].equals("gateway") && isEui(levels[count - 3])) {
            return levels[count - 2].matches("event|command|state") ? NOTHING : null;
        }
        boolean ours = count >= 6
                && levels[count - 6].equals("application")
                && levels[count - 4].equals("device")
                && isEui(levels[count - 3])
                && levels[count - 2].matches("event|command");
        if (!ours) {
            return null;
        }
        if (levels[count - 2].equals("command")) {
            return NOTHING;
        }
        JsonNode event = JsonPayload.parse(payload);
        if (event == null) {
            return new IncomingBatch.Builder()
                    .refuse(
                            0,
                            JsonPayload.looksLikeJson(payload)
                                    ? JsonPayload.fault(payload)
                                    : "This is not JSON: set json=true in the MQTT integration of ChirpStack.")
                    .build();
        }
        return read(levels[count - 1], event);
    }

    /** Whether it is an event of this make at all. */
    public static boolean isOne(JsonNode event) {
        return event.path("deviceInfo").isObject();
    }

    /**
     * What an event says.
     *
     * @param kind {@code up}, {@code status} and so on
     */
    public static IncomingBatch read(String kind, JsonNode event) {
        IncomingBatch.Builder batch = new IncomingBatch.Builder();
        JsonNode info = event.path("deviceInfo");
        String eui = JsonText.of(info, "devEui");
        if (eui == null || !isEui(eui)) {
            return batch.refuse(0, EXPECTED).build();
        }
        String device = VendorKey.device("chirpstack", eui.toLowerCase(Locale.ROOT));
        switch (kind) {
            case "up" -> uplink(batch, device, info, event);
            case "status" -> note(batch, device, status(event));
            case "log" -> log(batch, eui, event);
            default -> {}
        }
        return batch.build();
    }

    private static void uplink(IncomingBatch.Builder batch, String device, JsonNode info, JsonNode event) {
        String name = JsonText.of(info, "deviceName");
        NamedValues values = new NamedValues(
                batch, device, name == null ? null : Quoted.plain(name, 199), JsonText.time(event, "time"), 0);
        JsonNode object = event.path("object");
        if (object.isObject()) {
            values.read(object);
        } else if (event.hasNonNull("data")) {
            batch.refuse(
                    0,
                    "The uplink of " + Quoted.of(name == null ? device : name)
                            + " is bytes only: set a codec in its device profile in ChirpStack.");
        }
        Map<String, String> attributes = new LinkedHashMap<>(values.attributes());
        JsonText.attribute(attributes, DeviceNote.SERIAL, JsonText.of(info, "devEui"));
        JsonText.attribute(attributes, DeviceNote.MODEL, JsonText.of(info, "deviceProfileName"));
        Reception.describe(attributes, event.path("rxInfo"), gateway -> JsonText.of(gateway, "gatewayId"));
        note(batch, device, attributes);
    }

    private static Map<String, String> status(JsonNode event) {
        Map<String, String> attributes = new LinkedHashMap<>();
        JsonNode level = event.path("batteryLevel");
        if (event.path("externalPowerSource").asBoolean()) {
            attributes.put(DeviceNote.BATTERY, "external power");
        } else if (!event.path("batteryLevelUnavailable").asBoolean() && level.isNumber()) {
            JsonText.attribute(attributes, DeviceNote.BATTERY, level.asText() + " %");
        }
        if (event.path("margin").isNumber()) {
            JsonText.attribute(attributes, "margin", event.path("margin").asText() + " dB");
        }
        return attributes;
    }

    private static void log(IncomingBatch.Builder batch, String eui, JsonNode event) {
        if ("UPLINK_CODEC".equals(event.path("code").asText())) {
            batch.refuse(
                    0,
                    "The codec of " + Quoted.of(eui) + " failed in ChirpStack: "
                            + Quoted.of(event.path("description").asText()) + ".");
        }
    }

    private static void note(IncomingBatch.Builder batch, String device, Map<String, String> attributes) {
        if (!attributes.isEmpty()) {
            batch.note(new DeviceNote(device, null, attributes));
        }
    }

    private static boolean isEui(String text) {
        return text.matches("[0-9A-Fa-f]{16}");
    }
}
