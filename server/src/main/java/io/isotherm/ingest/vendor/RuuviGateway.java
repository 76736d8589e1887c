package io.isotherm.ingest.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.ingest.text.Quoted;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import io.isotherm.model.Unit;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Ruuvi Gateway: {@code PREFIX/GATEWAY/SENSOR} with an object for each broadcast that it heard, decoded or raw, and
 * {@code …/gw_status}. The sensor's address is its key, so it stays the same sensor when several gateways hear it.
 *
 * <p>The time {@code ts} is in seconds, as a number or, in older firmware, as text; a gateway that does not know the
 * time sends a count, {@code cnt}, in its place.
 *
 * @see RuuviFormat
 * @see <a href="https://docs.ruuvi.com/gw-data-formats/mqtt-time-stamped-data-from-bluetooth-sensors">Data formats</a>
 */
final class RuuviGateway implements TopicDecoder {
    private static final String ADDRESS = "(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}";
    private static final Pattern BROADCAST = Pattern.compile("(?:.*/)?(" + ADDRESS + ")");
    private static final Pattern STATUS = Pattern.compile("(?:.*/)?(" + ADDRESS + ")/gw_status");
    private static final int MAX_HEX = 1_000;

    /** Fields as the gateway decodes them, with their quantity. */
    private static final List<Map.Entry<String, Quantity>> FIELDS = List.of(
            Map.entry("temperature", Quantity.TEMPERATURE),
            Map.entry("humidity", Quantity.HUMIDITY),
            Map.entry("pressure", Quantity.PRESSURE),
            Map.entry("CO2", Quantity.CO2));

    private static final Map<Quantity, Unit> UNITS = Map.of(
            Quantity.TEMPERATURE, Unit.CELSIUS,
            Quantity.HUMIDITY, Unit.PERCENT,
            Quantity.PRESSURE, Unit.PASCAL,
            Quantity.CO2, Unit.PARTS_PER_MILLION);

    @Override
    public String protocol() {
        return "ruuvi";
    }

    @Override
    public @Nullable IncomingBatch decode(String topic, byte[] payload, long received) {
        if (topic.length() > 1_000) {
            return null;
        }
        Matcher status = STATUS.matcher(topic);
        if (status.matches()) {
            return status(status.group(1), payload);
        }
        Matcher broadcast = BROADCAST.matcher(topic);
        if (!broadcast.matches() || !JsonPayload.looksLikeJson(payload)) {
            return null;
        }
        JsonNode tree = JsonPayload.parse(payload);
        if (tree == null) {
            return topic.startsWith("ruuvi/") ? DeviceMessage.refused("The payload is broken JSON.") : null;
        }
        return tree.has("gw_mac") || topic.startsWith("ruuvi/") ? heard(broadcast.group(1), tree) : null;
    }

    private static IncomingBatch status(String gateway, byte[] payload) {
        JsonNode tree = JsonPayload.looksLikeJson(payload) ? JsonPayload.parse(payload) : null;
        String state =
                tree == null ? JsonPayload.text(payload) : tree.path("state").asText();
        DeviceMessage message = new DeviceMessage("ruuvi/" + gateway.toUpperCase(Locale.ROOT));
        if (state.equals("online") || state.equals("offline")) {
            message.online(state.equals("online"));
        }
        return message.build();
    }

    private static IncomingBatch heard(String address, JsonNode tree) {
        String sensor = address.toUpperCase(Locale.ROOT);
        DeviceMessage message = new DeviceMessage("ruuvi/" + sensor);
        long time = JsonPayload.seconds(tree.get("ts"));
        boolean ours = tree.has("dataFormat") ? decoded(message, tree, time) : raw(message, tree.path("data"), time);
        // The gateway passes on what other makes broadcast too.
        if (!ours) {
            return message.build();
        }
        message.attribute(DeviceNote.SERIAL, sensor);
        message.attribute(DeviceNote.SIGNAL, JsonPayload.number(tree.get("rssi")), "dBm");
        message.attribute(DeviceNote.GATEWAY, tree.get("gw_mac"));
        return message.build();
    }

    private static boolean decoded(DeviceMessage message, JsonNode tree, long time) {
        FIELDS.forEach(field -> {
            Quantity quantity = field.getValue();
            message.reading(quantity.id(), quantity, tree.get(field.getKey()), UNITS.get(quantity), time);
        });
        OptionalDouble battery = JsonPayload.number(tree.get("voltage"));
        if (battery.isPresent() && battery.getAsDouble() > 0) {
            message.attribute(DeviceNote.BATTERY, battery, "V");
        }
        model(message, tree.path("dataFormat").asInt());
        return true;
    }

    private static boolean raw(DeviceMessage message, JsonNode data, long time) {
        String hex = data.asText();
        if (hex.isEmpty()) {
            return false;
        }
        RuuviFormat format;
        try {
            format = hex.length() > MAX_HEX
                    ? null
                    : RuuviFormat.ofAdvertisement(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException e) {
            message.refuse("\"data\" is " + Quoted.of(hex) + ", which is no hexadecimal text.");
            return false;
        }
        if (format == null) {
            return false;
        }
        add(message, Quantity.TEMPERATURE, format.temperature(), time);
        add(message, Quantity.HUMIDITY, format.humidity(), time);
        add(message, Quantity.PRESSURE, format.pressure(), time);
        add(message, Quantity.CO2, format.co2(), time);
        message.attribute(DeviceNote.BATTERY, OptionalDouble.of(format.battery() / 1_000), "V");
        model(message, format.format());
        return true;
    }

    // What is not available is no reading, as in the decoded form, where it is null.
    private static void add(DeviceMessage message, Quantity quantity, double value, long time) {
        if (!Double.isNaN(value)) {
            message.reading(quantity.id(), quantity, value, UNITS.get(quantity), time);
        }
    }

    private static void model(DeviceMessage message, int format) {
        message.attribute(DeviceNote.MANUFACTURER, "Ruuvi");
        message.attribute(DeviceNote.MODEL, format == 3 || format == 5 ? "RuuviTag" : "Ruuvi Air");
    }
}
