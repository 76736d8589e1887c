package io.isotherm.model;

/**
 * What a sender calls a sensor. The part before the last {@code /} names the device; a key without {@code /} names a
 * device with one sensor.
 *
 * @param key 1 to {@value #MAX_LENGTH} characters, none of them a control character, not blank
 * @param quantity what it measures, as far as the payload tells; used when the sensor is created
 */
public record SensorKey(String key, Quantity quantity) {
    public static final int MAX_LENGTH = 200;

    /** @throws IllegalArgumentException with a sentence for the sender, when the key breaks the rules above */
    public SensorKey {
        if (key.isBlank()) {
            throw new IllegalArgumentException("A sensor's key must not be empty.");
        }
        if (key.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "A sensor's key has at most " + MAX_LENGTH + " characters; this one has " + key.length() + ".");
        }
        if (key.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("A sensor's key must not contain control characters.");
        }
    }

    /** The device's part of the key: {@code fridge-1} of {@code fridge-1/air}. */
    public String device() {
        int slash = key.lastIndexOf('/');
        return slash <= 0 ? key : key.substring(0, slash);
    }
}
