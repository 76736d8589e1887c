package io.isotherm.ingest.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tasmota: {@code tele/T/SENSOR}, {@code STATE}, {@code INFO1}, {@code LWT}, and the answers {@code stat/T/STATUS…},
 * also with the FullTopic in another order ({@code home/T/tele/SENSOR}). T is the device's key. Remembers the names that
 * devices gave themselves in discovery, at most {@value #MAX_NAMES}.
 *
 * @see TasmotaSensors
 * @see <a href="https://tasmota.github.io/docs/MQTT/">MQTT of Tasmota</a>
 */
final class Tasmota implements KnownTopics {
    static final int MAX_NAMES = 10_000;

    private final Remembered<String> names = new Remembered<>(MAX_NAMES);

    @Override
    public String protocol() {
        return "tasmota";
    }

    @Override
    public boolean reads(String topic, @Nullable List<Object> path) {
        return Telegram.of(topic) != null;
    }

    // The key of a sensor depends on the address in the payload.
    @Override
    public @Nullable SensorKey sensor(String topic, List<Object> path, Quantity quantity) {
        return null;
    }

    @Override
    public @Nullable IncomingBatch decode(String topic, byte[] payload, long received) {
        if (topic.startsWith("tasmota/discovery/")) {
            return discovery(topic, payload);
        }
        Telegram telegram = Telegram.of(topic);
        if (telegram == null) {
            return null;
        }
        if (telegram.prefix.equals("cmnd") || payload.length == 0) {
            return DeviceMessage.nothing();
        }
        String command = telegram.command;
        if (command.equals("LWT")) {
            return will(telegram.device, JsonPayload.text(payload));
        }
        boolean told = command.equals("SENSOR")
                || command.equals("STATE")
                || command.startsWith("INFO")
                || command.startsWith("STATUS");
        if (!told) {
            return DeviceMessage.nothing();
        }
        JsonNode tree = JsonPayload.parse(payload);
        if (tree == null || !tree.isObject()) {
            return broken(command, payload);
        }
        DeviceMessage message = new DeviceMessage("tasmota/" + telegram.device);
        if (command.equals("SENSOR")) {
            sensors(message, telegram.device, tree);
        } else if (command.equals("STATE")) {
            state(message, tree);
        } else if (command.startsWith("INFO")) {
            JsonNode info = tree.has("Info1") ? tree.path("Info1") : tree;
            message.attribute(DeviceNote.MODEL, info.get("Module"));
            message.attribute(DeviceNote.FIRMWARE, info.get("Version"));
        } else {
            status(message, telegram.device, tree);
        }
        return message.build();
    }

    private static IncomingBatch will(String device, String text) {
        DeviceMessage message = new DeviceMessage("tasmota/" + device);
        if (text.equalsIgnoreCase("online") || text.equalsIgnoreCase("offline")) {
            message.online(text.equalsIgnoreCase("online"));
        }
        return message.build();
    }

    private static IncomingBatch broken(String command, byte[] payload) {
        String text = JsonPayload.text(payload);
        if (!text.startsWith("{")) {
            return DeviceMessage.refused("The payload of " + command + " is no JSON object.");
        }
        boolean cut = payload[payload.length - 1] != '}';
        return DeviceMessage.refused(
                cut
                        ? "The JSON of " + command + " is cut off after " + payload.length
                                + " bytes: Tasmota cuts what is"
                                + " too long for it, as with more than about 18 sensors; use several devices."
                        : "The JSON of " + command + " is broken.");
    }

    private void sensors(DeviceMessage message, String device, JsonNode tree) {
        new TasmotaSensors(message, tree, names.get(device)).read();
    }

    private static void state(DeviceMessage message, JsonNode state) {
        JsonNode wifi = state.path("Wifi");
        OptionalDouble signal = JsonPayload.number(wifi.get("Signal"));
        if (signal.isPresent()) {
            message.attribute(DeviceNote.SIGNAL, signal, "dBm");
        } else {
            message.attribute(DeviceNote.SIGNAL, JsonPayload.number(wifi.get("RSSI")), "%");
        }
    }

    // STATUS0 has all the parts in one message; the others have one each.
    private void status(DeviceMessage message, String device, JsonNode tree) {
        message.attribute(DeviceNote.FIRMWARE, tree.path("StatusFWR").get("Version"));
        message.attribute("hardware", tree.path("StatusFWR").get("Hardware"));
        message.attribute(DeviceNote.SERIAL, tree.path("StatusNET").get("Mac"));
        state(message, tree.path("StatusSTS"));
        remember(device, tree.path("Status").path("DeviceName"));
        JsonNode sensors = tree.path("StatusSNS");
        if (sensors.isObject()) {
            sensors(message, device, sensors);
        }
    }

    // tasmota/discovery/MAC/config; …/sensors holds values of long ago.
    private IncomingBatch discovery(String topic, byte[] payload) {
        JsonNode config = topic.endsWith("/config") ? JsonPayload.parse(payload) : null;
        String device = config == null ? "" : config.path("t").asText();
        if (config == null || device.isBlank()) {
            return DeviceMessage.nothing();
        }
        remember(device, config.path("dn"));
        DeviceMessage message = new DeviceMessage("tasmota/" + device);
        message.attribute(DeviceNote.MODEL, config.get("md"));
        message.attribute(DeviceNote.FIRMWARE, config.get("sw"));
        message.attribute(DeviceNote.SERIAL, config.get("mac"));
        return message.build();
    }

    private void remember(String device, JsonNode name) {
        String shown = DeviceMessage.name(name);
        if (shown != null && device.length() <= SensorKey.MAX_LENGTH) {
            names.put(device, shown);
        }
    }

    /** A topic's parts, in whatever order the device's FullTopic puts them. */
    private record Telegram(String prefix, String device, String command) {
        private static final Pattern COMMAND = Pattern.compile("[A-Z][A-Z0-9_]{0,29}");
        private static final List<String> PREFIXES = List.of("tele", "stat", "cmnd");

        static @Nullable Telegram of(String topic) {
            if (topic.length() > 1_000) {
                return null;
            }
            List<String> levels = new ArrayList<>(Arrays.asList(topic.split("/", -1)));
            String command = levels.removeLast();
            // The prefix is the first level or the last before the command, or between others.
            int at = levels.size() - 1;
            while (at >= 0 && !PREFIXES.contains(levels.get(at))) {
                at--;
            }
            if (at < 0 || !COMMAND.matcher(command).matches()) {
                return null;
            }
            String prefix = levels.remove(at);
            String device = String.join("/", levels);
            return device.isBlank() ? null : new Telegram(prefix, device, command);
        }
    }
}
