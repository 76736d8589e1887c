package io.isotherm.ingest.mqtt;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to subscribe to at a broker.
 *
 * @param everyone filters of which every process gets every message
 * @param shared those of which the processes of a group get each message once, as they are subscribed to:
 *     {@code $share/GROUP/FILTER}
 */
record Subscriptions(Set<String> everyone, Set<String> shared) {
    /**
     * The topics on which known makes of devices and gateways publish, unless they were told otherwise, and ours. No
     * topic is in two of them: brokers may then send its messages twice.
     */
    private static final List<String> KNOWN = List.of(
            "isotherm/#",
            "zigbee2mqtt/#",
            // Tasmota: readings, and answers to "Status 10".
            "tele/#",
            "stat/+/STATUS10",
            "tasmota/discovery/#",
            // Shelly of the first generation, and of later ones, whose prefix is the device.
            "shellies/#",
            "+/status/#",
            "+/events/rpc",
            "+/online",
            // ESPHome; its +/status is among the above.
            "+/sensor/+/state",
            "ruuvi/#",
            // What is announced for Home Assistant.
            "homeassistant/+/+/config",
            "homeassistant/+/+/+/config",
            "homeassistant/+/+/+/state",
            // ThingsBoard.
            "v1/gateway/#",
            "v1/devices/+/telemetry",
            // The Things Stack, ChirpStack.
            "v3/+/devices/+/up",
            "application/+/device/+/event/+",
            // SensorThings.
            "v1.0/+/Observations",
            "v1.1/+/Observations",
            "spBv1.0/#");

    /** What says which devices there are, what they are, and whether they are there: every process has to know. */
    private static final List<String> FOR_EVERYONE = List.of(
            "homeassistant/+/+/config",
            "homeassistant/+/+/+/config",
            "zigbee2mqtt/bridge/#",
            "zigbee2mqtt/+/availability",
            "zigbee2mqtt/+/+/availability",
            "tasmota/discovery/#",
            "tele/+/LWT",
            "shellies/+/online",
            "shellies/announce",
            "+/online",
            "+/status",
            "v1/gateway/connect",
            "v1/gateway/disconnect",
            "v1/gateway/attributes",
            "ruuvi/+/gw_status",
            "spBv1.0/+/NBIRTH/+",
            "spBv1.0/+/DBIRTH/+/+",
            "spBv1.0/+/NDEATH/+",
            "spBv1.0/+/DDEATH/+/+");

    /**
     * @param filters what is wanted; all that is known where there are none
     * @param group of processes that share the work; null for none
     */
    static Subscriptions of(List<String> filters, @Nullable String group) {
        Set<String> wanted = new LinkedHashSet<>(filters.isEmpty() ? KNOWN : filters);
        if (group == null) {
            return new Subscriptions(wanted, Set.of());
        }
        Set<String> everyone = new LinkedHashSet<>();
        Set<String> shared = new LinkedHashSet<>();
        for (String filter : wanted) {
            shared.add("$share/" + group + "/" + filter);
            for (String each : FOR_EVERYONE) {
                String both = TopicFilter.both(filter, each);
                // On a topic of ours there is a reading, whatever its key: it is not taken twice.
                if (both != null && !both.startsWith(MqttPayload.PREFIX)) {
                    everyone.add(both);
                }
            }
        }
        return new Subscriptions(everyone, shared);
    }

    Set<String> all() {
        Set<String> all = new LinkedHashSet<>(everyone);
        all.addAll(shared);
        return all;
    }
}
