package io.isotherm.ingest.line;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.isotherm.model.SensorKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Where no rule says otherwise: the device is the series as Influx writes it, {@code measurement,tag=value} with the tags
 * in the order of their names, and the field names its sensor: {@code temp,host=a/temp}. Of what Home Assistant sends,
 * with the tags {@code domain} and {@code entity_id}, the device is the entity, {@code sensor.kitchen}, with whatever
 * other tags there are: its measurement is a unit, which people change. A measurement that is a unit is no part of the
 * device elsewhere either, if there are tags.
 *
 * <p>Different series have different devices. A name that would be too long for a key ends with a digest of the whole.
 */
final class DefaultNaming {
    private static final int MOST_FIELD = 100;

    /** Of SHA-256, in hexadecimal: 48 bits. */
    private static final int DIGEST = 12;

    private DefaultNaming() {}

    /** @throws IllegalArgumentException with a sentence for the sender, when there can be no such sensor */
    static SensorNaming.Named name(SeriesName series, String field) {
        FieldMeaning meaning = FieldMeaning.of(series, field);
        return new SensorNaming.Named(new SensorKey(key(device(series), field), meaning.quantity()), meaning.unit());
    }

    /** A key of at most {@link SensorKey#MAX_LENGTH} characters; the sensor's part has no slash. */
    static String key(String device, String sensor) {
        String name = fitted(sensor.replace("/", "%2F"), MOST_FIELD);
        return fitted(device, SensorKey.MAX_LENGTH - 1 - name.length()) + "/" + name;
    }

    static String device(SeriesName series) {
        StringBuilder device = new StringBuilder();
        String domain = series.tag("domain");
        String entity = series.tag("entity_id");
        boolean assistant = domain != null && entity != null;
        if (assistant) {
            device.append(domain).append('.').append(entity);
        } else if (series.tags().isEmpty() || FieldMeaning.unitOf(series.measurement()) == null) {
            device.append(escaped(series.measurement()));
        }
        for (SeriesName.Tag tag : series.tags()) {
            if (!assistant || !List.of("domain", "entity_id").contains(tag.name())) {
                device.append(device.isEmpty() ? "" : ",")
                        .append(escaped(tag.name()))
                        .append('=')
                        .append(escaped(tag.value()));
            }
        }
        return device.toString();
    }

    // As it was sent, but for spaces, which cannot be mistaken here.
    private static String escaped(String text) {
        return text.replace(",", "\\,").replace("=", "\\=");
    }

    private static String fitted(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = most - DIGEST - 1;
        // Not between the two halves of a character.
        end -= Character.isHighSurrogate(text.charAt(end - 1)) ? 1 : 0;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return text.substring(0, end) + "~"
                    + HexFormat.of().formatHex(digest).substring(0, DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
