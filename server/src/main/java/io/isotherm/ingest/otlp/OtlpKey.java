package io.isotherm.ingest.otlp;

import io.isotherm.ingest.proto.MalformedProtoException;
import io.isotherm.ingest.proto.WireReader;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Attributes, and what of a resource's tells its device. */
final class OtlpKey {
    /** More than any instrument has; a point with more is refused. */
    static final int MAX_ATTRIBUTES = 64;

    private OtlpKey() {}

    /** Adds one {@code KeyValue} to the attributes; one more than the most is enough to know that there are too many. */
    static void addAttribute(WireReader keyValue, SortedMap<String, String> to) throws MalformedProtoException {
        if (to.size() > MAX_ATTRIBUTES) {
            return;
        }
        String key = "";
        String value = "";
        while (keyValue.next()) {
            if (keyValue.field() == 1) {
                key = keyValue.text();
            } else if (keyValue.field() == 2) {
                value = value(keyValue.message());
            }
        }
        to.put(key, value);
    }

    /** An {@code AnyValue} as text; a list or a map, which no instrument should have, by its bytes. */
    private static String value(WireReader any) throws MalformedProtoException {
        String value = "";
        while (any.next()) {
            value = switch (any.field()) {
                case 1 -> any.text();
                case 2 -> Boolean.toString(any.bool());
                case 3 -> Long.toString(any.varint());
                case 4 -> Double.toString(any.real64());
                case 5, 6, 7 -> HexFormat.of().formatHex(any.bytes());
                default -> value;
            };
        }
        return value;
    }

    /**
     * The device's part of the keys of a resource: {@code otlp/} and its {@code device.id}; else the service and the host;
     * else the service and its instance, which many SDKs draw anew at each start and which is therefore the last resort.
     */
    static String device(SortedMap<String, String> resource) {
        String id = attribute(resource, "device.id");
        if (id != null) {
            return "otlp/" + id;
        }
        String host = attribute(resource, "host.name");
        String other = host == null ? attribute(resource, "host.id") : host;
        String where = other == null ? attribute(resource, "service.instance.id") : other;
        StringBuilder device = new StringBuilder("otlp");
        for (String part : new String[] {
            attribute(resource, "service.namespace"), attribute(resource, "service.name"), where,
        }) {
            if (part != null) {
                device.append('/').append(part);
            }
        }
        return device.toString();
    }

    /** What people call the device; null where nothing tells. */
    static @Nullable String deviceName(SortedMap<String, String> resource) {
        for (String name : new String[] {"device.name", "host.name", "device.id", "service.name"}) {
            String value = attribute(resource, name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** The attribute; null where it is not there or blank. */
    static @Nullable String attribute(SortedMap<String, String> attributes, String name) {
        String value = attributes.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    static SortedMap<String, String> none() {
        return new TreeMap<>();
    }
}
