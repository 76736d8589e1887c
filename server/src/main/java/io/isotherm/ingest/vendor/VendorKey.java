package io.isotherm.ingest.vendor;

import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;

/**
 * Keys of what the devices of a make measure: {@code MAKE/DEVICE/FIELD}. The device may have slashes, the field's become
 * {@code _}, so that two different pairs never share a key.
 */
final class VendorKey {
    private VendorKey() {}

    /** @throws IllegalArgumentException with a sentence for the sender, when the name cannot be kept */
    static String device(String make, String device) {
        if (device.isBlank()) {
            throw new IllegalArgumentException("A device's name must not be empty.");
        }
        return checked(make + "/" + device);
    }

    /** @throws IllegalArgumentException with a sentence for the sender, when the key cannot be kept */
    static SensorKey sensor(String device, String field, Quantity quantity) {
        return new SensorKey(checked(device + "/" + field.replace('/', '_')), quantity);
    }

    private static String checked(String key) {
        // Half a surrogate pair cannot be kept as UTF-8: two different keys would become one.
        if (!isUnicode(key)) {
            throw new IllegalArgumentException("A name contains half of a surrogate pair.");
        }
        // The same rules as for a sensor.
        return new SensorKey(key, Quantity.OTHER).key();
    }

    private static boolean isUnicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isHighSurrogate(text.charAt(i))
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
