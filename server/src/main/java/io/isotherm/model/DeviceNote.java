package io.isotherm.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a message tells of a device apart from readings: whether it is reachable, and what it says of itself.
 *
 * @param device the device's key, as {@link SensorKey#device()}; at most {@link SensorKey#MAX_LENGTH} characters
 * @param online false when the device, or its gateway on its behalf, said that it is gone; null where nothing is said
 * @param attributes by their names ({@link #BATTERY} and so on, or the sender's), the values as people read them, with
 *     their unit; at most {@value #MAX_ATTRIBUTES} are kept, and {@value #MAX_LENGTH} characters of each
 */
public record DeviceNote(String device, @Nullable Boolean online, Map<String, String> attributes) {
    public static final int MAX_ATTRIBUTES = 32;
    public static final int MAX_LENGTH = 200;

    /** What is left of the battery: {@code 91 %}, or its voltage: {@code 2.95 V}. */
    public static final String BATTERY = "battery";
    /** How strong the radio signal is: {@code -70 dBm}, or {@code 88 lqi} where only a link quality is told. */
    public static final String SIGNAL = "signal";
    /** The version of the program in the device. */
    public static final String FIRMWARE = "firmware";
    /** The type of the device, as its maker calls it. */
    public static final String MODEL = "model";

    public static final String MANUFACTURER = "manufacturer";
    /** The maker's number of this very device: an address, an EUI, a serial number. */
    public static final String SERIAL = "serial";
    /** How far its clock is off: {@code 95 s ahead}, {@code 150 s behind}, or {@code right} after it was. */
    public static final String CLOCK = "clock";
    /** The gateway that heard the device. */
    public static final String GATEWAY = "gateway";

    public DeviceNote {
        if (device.isBlank() || device.length() > SensorKey.MAX_LENGTH) {
            throw new IllegalArgumentException("A device's key has 1 to " + SensorKey.MAX_LENGTH + " characters.");
        }
        attributes = Map.copyOf(attributes);
    }
}
