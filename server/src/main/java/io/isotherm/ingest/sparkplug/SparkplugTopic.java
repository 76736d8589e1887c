package io.isotherm.ingest.sparkplug;

import org.jspecify.annotations.Nullable;

/**
 * The topic {@code spBv1.0/GROUP/TYPE/NODE} or {@code spBv1.0/GROUP/TYPE/NODE/DEVICE} (Sparkplug 3.0, "Topics").
 *
 * @param device null for a message of the node itself
 */
record SparkplugTopic(
        String group, Type type, String node, @Nullable String device) {
    static final String PREFIX = "spBv1.0/";

    enum Type {
        NBIRTH,
        NDATA,
        NDEATH,
        DBIRTH,
        DDATA,
        DDEATH
    }

    /** Null where it is another topic of Sparkplug, which has no readings: a command, the state of a host. */
    static @Nullable SparkplugTopic parse(String topic) {
        String[] parts = topic.split("/", -1);
        if (parts.length < 4 || parts.length > 5) {
            return null;
        }
        for (Type type : Type.values()) {
            if (type.name().equals(parts[2]) && type.name().startsWith("D") == (parts.length == 5)) {
                boolean whole = !parts[1].isBlank() && !parts[3].isBlank() && !parts[parts.length - 1].isBlank();
                return whole ? new SparkplugTopic(parts[1], type, parts[3], parts.length == 5 ? parts[4] : null) : null;
            }
        }
        return null;
    }

    /** The node, among all nodes. */
    String nodeKey() {
        return "sparkplug/" + group + "/" + node;
    }

    /** Where the node hears commands. */
    String commandTopic() {
        return PREFIX + group + "/NCMD/" + node;
    }

    /** The device's part of a sensor's key. */
    String deviceKey() {
        return device == null ? nodeKey() : nodeKey() + "/" + device;
    }

    boolean isBirth() {
        return type == Type.NBIRTH || type == Type.DBIRTH;
    }

    boolean isDeath() {
        return type == Type.NDEATH || type == Type.DDEATH;
    }
}
