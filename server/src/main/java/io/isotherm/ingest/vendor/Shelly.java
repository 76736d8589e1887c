package io.isotherm.ingest.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Shelly of the second generation and later: {@code PREFIX/status/COMPONENT}, {@code PREFIX/events/rpc} and
 * {@code PREFIX/online}. PREFIX, which is the device's id unless somebody changed it, is the device's key, as all three
 * have it: with both kinds of notification on, a value comes twice, and is one sensor's all the same. Remembers which
 * prefixes are of this make, at most {@value #MAX_PREFIXES}, as {@code PREFIX/online} alone does not tell.
 *
 * @see ShellyComponents
 * @see <a href="https://shelly-api-docs.shelly.cloud/gen2/ComponentsAndServices/Mqtt">MQTT of Shelly devices</a>
 */
final class Shelly implements KnownTopics {
    private static final int MAX_PREFIXES = 10_000;
    private static final Pattern STATUS =
            Pattern.compile("(.+)/status/([a-z][a-z0-9_]{0,30}:\\d{1,6}|sys|wifi|eth|ble|cloud|mqtt|ws|[a-z]{1,9}_ui|ui"
                    + "|bthome|matter|modbus|knx)");
    private static final Pattern OTHER = Pattern.compile("(.+)/(?:rpc|command(?:/.*)?|announce|debug/log|status/rpc)");
    private static final String RPC = "/events/rpc";
    private static final String ONLINE = "/online";

    private final Remembered<Boolean> prefixes = new Remembered<>(MAX_PREFIXES);

    @Override
    public String protocol() {
        return "shelly";
    }

    @Override
    public boolean reads(String topic, @Nullable List<Object> path) {
        return isOurs(topic) && (STATUS.matcher(topic).matches() || isRpc(topic));
    }

    @Override
    public @Nullable SensorKey sensor(String topic, List<Object> path, Quantity quantity) {
        Matcher status = STATUS.matcher(topic);
        boolean rpc = isRpc(topic) && path.size() == 3 && "params".equals(path.getFirst());
        if (path.isEmpty() || !(rpc || (status.matches() && path.size() == 1))) {
            return null;
        }
        String component = rpc ? String.valueOf(path.get(1)) : status.group(2);
        String prefix = rpc ? topic.substring(0, topic.length() - RPC.length()) : status.group(1);
        Quantity measured = ShellyComponents.measured(component, String.valueOf(path.getLast()));
        String key = "shelly/" + prefix + "/" + component.replace('/', '_');
        return measured != null && DeviceMessage.isKey(key) ? new SensorKey(key, measured) : null;
    }

    @Override
    public @Nullable IncomingBatch decode(String topic, byte[] payload, long received) {
        if (!isOurs(topic)) {
            return null;
        }
        if (isRpc(topic)) {
            return notification(topic.substring(0, topic.length() - RPC.length()), payload);
        }
        if (topic.endsWith(ONLINE)) {
            return online(topic.substring(0, topic.length() - ONLINE.length()), JsonPayload.text(payload));
        }
        Matcher status = STATUS.matcher(topic);
        if (status.matches()) {
            return status(status.group(1), status.group(2), payload);
        }
        Matcher other = OTHER.matcher(topic);
        return other.matches() && isKnown(other.group(1)) ? other(topic, other.group(1), payload) : null;
    }

    // Topics of the first generation and of discovery have forms of their own.
    private static boolean isOurs(String topic) {
        return topic.length() <= 1_000 && !topic.startsWith("shellies/") && !topic.startsWith("homeassistant/");
    }

    private static boolean isRpc(String topic) {
        return topic.endsWith(RPC) && topic.length() > RPC.length();
    }

    private boolean isKnown(String prefix) {
        return prefix.startsWith("shelly", prefix.lastIndexOf('/') + 1) || prefixes.get(prefix) != null;
    }

    private @Nullable IncomingBatch status(String prefix, String component, byte[] payload) {
        if (!JsonPayload.looksLikeJson(payload)) {
            return isKnown(prefix) ? DeviceMessage.nothing() : null;
        }
        JsonNode tree = JsonPayload.parse(payload);
        if (tree == null || !tree.isObject()) {
            return DeviceMessage.refused("The payload is broken JSON.");
        }
        prefixes.put(prefix, true);
        DeviceMessage message = new DeviceMessage("shelly/" + prefix);
        ShellyComponents.read(message, component, tree, IncomingBatch.NO_TIME);
        return message.build();
    }

    private @Nullable IncomingBatch notification(String prefix, byte[] payload) {
        JsonNode tree = JsonPayload.parse(payload);
        if (tree == null) {
            return JsonPayload.looksLikeJson(payload)
                    ? DeviceMessage.refused("The payload is broken JSON.")
                    : DeviceMessage.nothing();
        }
        JsonNode method = tree.path("method");
        if (!tree.path("src").isTextual() || !method.isTextual()) {
            return null;
        }
        prefixes.put(prefix, true);
        boolean status =
                method.asText().equals("NotifyStatus") || method.asText().equals("NotifyFullStatus");
        if (!status) {
            return DeviceMessage.nothing();
        }
        JsonNode params = tree.path("params");
        DeviceMessage message = new DeviceMessage("shelly/" + prefix);
        // Seconds, or what has passed since the start while the clock is not set.
        long time = JsonPayload.seconds(params.get("ts"));
        params.properties()
                .forEach(component -> ShellyComponents.read(message, component.getKey(), component.getValue(), time));
        return message.build();
    }

    private @Nullable IncomingBatch online(String prefix, String state) {
        if (!isKnown(prefix) || !(state.equals("true") || state.equals("false"))) {
            return null;
        }
        DeviceMessage message = new DeviceMessage("shelly/" + prefix);
        message.online(state.equals("true"));
        return message.build();
    }

    private static IncomingBatch other(String topic, String prefix, byte[] payload) {
        JsonNode tree = topic.endsWith("/announce") ? JsonPayload.parse(payload) : null;
        if (tree == null) {
            return DeviceMessage.nothing();
        }
        DeviceMessage message = new DeviceMessage("shelly/" + prefix);
        ShellyComponents.describe(message, tree);
        return message.build();
    }
}
