package io.isotherm.ingest.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.isotherm.model.SensorKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;

/**
 * The key of a sensor whose sender tells it apart by a name and labels:
 * {@code DEVICE/name{label=value,other=value}}, the labels sorted, within {@link SensorKey#MAX_LENGTH} characters. Where
 * labels had to be changed or cut to fit, a checksum of all of them follows, so that two sensors never share a key.
 */
public final class SeriesKey {
    /** What the device takes at most, so that there is room for the name. */
    private static final int MAX_DEVICE = 100;

    private static final int CHECKSUM = 12;

    private SeriesKey() {}

    /**
     * @param device from outside, of any length, with slashes or without
     * @param name from outside, not empty; its slashes become {@code _}, as the last slash ends the device
     * @param labels from outside, of any number and length
     */
    public static String of(String device, String name, SortedMap<String, String> labels) {
        String whole = device(device);
        String field = field(name, labels);
        int room = SensorKey.MAX_LENGTH - whole.length() - 1;
        return whole + "/" + (field.length() <= room ? field : cut(field, room, exactly(name, labels)));
    }

    /** The device's part of the key: {@code device} itself, or what it is cut to. */
    public static String device(String device) {
        String plain = plain(device, "");
        return plain.length() <= MAX_DEVICE && plain.equals(device) ? device : cut(plain, MAX_DEVICE, device);
    }

    private static String field(String name, SortedMap<String, String> labels) {
        StringBuilder field = new StringBuilder(plain(name, "/"));
        if (labels.isEmpty()) {
            return field.toString();
        }
        boolean changed = name.chars().anyMatch(c -> c == '{' || c == '}' || c == '~');
        char before = '{';
        for (Map.Entry<String, String> label : labels.entrySet()) {
            String key = plain(label.getKey(), "/{},=~");
            String value = plain(label.getValue(), "/{},=~");
            changed |= !key.equals(label.getKey()) || !value.equals(label.getValue());
            field.append(before).append(key).append('=').append(value);
            before = ',';
        }
        field.append('}');
        return changed
                ? field.append('~').append(checksum(exactly(name, labels))).toString()
                : field.toString();
    }

    private static String plain(String text, String forbidden) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            plain.append(Character.isISOControl(c) || forbidden.indexOf(c) >= 0 ? '_' : c);
        }
        return plain.toString();
    }

    private static String cut(String text, int length, String whole) {
        int end = Math.min(text.length(), length - CHECKSUM - 1);
        if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + "~" + checksum(whole);
    }

    // With lengths, so that no two sets of labels are written alike.
    private static String exactly(String name, SortedMap<String, String> labels) {
        StringBuilder all = new StringBuilder(name.length() + ":" + name);
        labels.forEach((label, value) -> all.append(label.length())
                .append(':')
                .append(label)
                .append(value.length())
                .append(':')
                .append(value));
        return all.toString();
    }

    private static String checksum(String whole) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(whole.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest, 0, CHECKSUM / 2);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }
}
