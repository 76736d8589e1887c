package io.isotherm.ingest.vendor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.ingest.text.Quoted;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import io.isotherm.model.SensorHint;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a message says of one device: readings, attributes, names. What breaks the bounds of a key or of a
 * batch becomes a refusal; at most {@value #MAX_READINGS} readings are taken. Not thread-safe.
 */
final class DeviceMessage {
    static final int MAX_READINGS = 1_000;

    /** The temperature of the chip in the device, which is not that of the room: an attribute as the battery is one. */
    static final String DEVICE_TEMPERATURE = "device_temperature";

    private final IncomingBatch.Builder batch;
    private final String device;
    private final @Nullable String fault;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private @Nullable Boolean online;
    private int item;
    private boolean faultTold;

    DeviceMessage(String device) {
        this(device, new IncomingBatch.Builder());
    }

    /**
     * For a message that tells of several devices.
     *
     * @param device the device's key, from outside
     */
    DeviceMessage(String device, IncomingBatch.Builder batch) {
        this.device = device;
        this.batch = batch;
        fault = fault(device);
    }

    /**
     * A reading, as the payload's node gives it. None where the node is missing, null, a boolean or no value at all;
     * a refusal where it is text that is no number.
     *
     * @param time epoch milliseconds, or {@link IncomingBatch#NO_TIME}
     */
    void reading(String field, Quantity quantity, @Nullable JsonNode value, @Nullable Unit unit, long time) {
        if (value == null || !(value.isNumber() || value.isTextual())) {
            return;
        }
        OptionalDouble number = JsonPayload.number(value);
        if (number.isPresent()) {
            reading(field, quantity, number.getAsDouble(), unit, time);
        } else {
            refuse(Quoted.of(field) + " is " + Quoted.of(value.asText()) + ", not a number.");
        }
    }

    /** A reading, as bare text gives it; a refusal where that is no number. */
    void reading(String field, Quantity quantity, byte[] text, @Nullable Unit unit) {
        String plain = JsonPayload.text(text);
        OptionalDouble number = JsonPayload.number(plain);
        if (number.isPresent()) {
            reading(field, quantity, number.getAsDouble(), unit, IncomingBatch.NO_TIME);
        } else {
            refuse("The payload of " + Quoted.of(field) + " is " + Quoted.of(plain) + ", not a number.");
        }
    }

    /** @param value NaN where the device says that it has no value */
    void reading(String field, Quantity quantity, double value, @Nullable Unit unit, long time) {
        SensorKey key = key(field, quantity);
        if (key == null) {
            return;
        }
        if (batch.size() >= MAX_READINGS) {
            refuse("More than " + MAX_READINGS + " readings in a message: send them in several messages.");
            return;
        }
        batch.add(key, time, value, unit, item++);
    }

    void refuse(String detail) {
        if (item <= MAX_READINGS) {
            batch.refuse(item++, detail);
        }
    }

    void online(boolean reachable) {
        online = reachable;
    }

    /** An attribute that is text; nothing for null, blank text or anything else. */
    void attribute(String name, @Nullable JsonNode text) {
        if (text != null && text.isTextual()) {
            attribute(name, text.textValue());
        }
    }

    void attribute(String name, @Nullable String text) {
        String plain = text == null ? "" : Quoted.plain(text.strip(), DeviceNote.MAX_LENGTH - 1);
        if (!plain.isEmpty() && attributes.size() < DeviceNote.MAX_ATTRIBUTES) {
            attributes.put(name, plain);
        }
    }

    /** An attribute that is a number with its unit; nothing where there is no finite number. */
    void attribute(String name, OptionalDouble value, String unit) {
        if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
            double number = value.getAsDouble();
            boolean whole = number == Math.rint(number) && Math.abs(number) < 1e15;
            attribute(name, (whole ? Long.toString((long) number) : Double.toString(number)) + " " + unit);
        }
    }

    /** What people call the sensor and its device; nothing where all of it is unknown. */
    void hint(
            String field,
            Quantity quantity,
            @Nullable String sensorName,
            @Nullable String deviceName,
            @Nullable Unit unit) {
        String sensor = name(sensorName);
        String owner = name(deviceName);
        SensorKey key = sensor == null && owner == null && unit == null ? null : key(field, quantity);
        if (key != null) {
            batch.hint(new SensorHint(key, sensor, owner, unit));
        }
    }

    /** Ends this device's part of a message that tells of several. */
    void addNote() {
        if ((online != null || !attributes.isEmpty()) && isFit()) {
            batch.note(new DeviceNote(device, online, attributes));
        }
    }

    IncomingBatch build() {
        addNote();
        return batch.build();
    }

    static IncomingBatch nothing() {
        return new IncomingBatch.Builder().build();
    }

    static IncomingBatch refused(String detail) {
        return new IncomingBatch.Builder().refuse(0, detail).build();
    }

    /** Text of a payload as a name; null for null, other nodes, and what has no character to show. */
    static @Nullable String name(@Nullable JsonNode text) {
        return text == null || !text.isTextual() ? null : name(text.textValue());
    }

    static @Nullable String name(@Nullable String text) {
        String plain = text == null ? "" : Quoted.plain(text.strip(), SensorKey.MAX_LENGTH - 1);
        return plain.isBlank() ? null : plain;
    }

    /** Whether it can be a sensor's or a device's key. */
    static boolean isKey(String key) {
        return fault(key) == null;
    }

    private @Nullable SensorKey key(String field, Quantity quantity) {
        if (!isFit()) {
            return null;
        }
        String key = device + "/" + field.replace('/', '_');
        String problem = field.isBlank() ? "A sensor's name must not be blank." : fault(key);
        if (problem != null) {
            refuse(problem);
            return null;
        }
        return new SensorKey(key, quantity);
    }

    private boolean isFit() {
        if (fault == null) {
            return true;
        }
        if (!faultTold) {
            faultTold = true;
            refuse(fault);
        }
        return false;
    }

    private static @Nullable String fault(String key) {
        if (key.isBlank()) {
            return "The device has no name.";
        }
        if (key.length() > SensorKey.MAX_LENGTH) {
            return "The key " + Quoted.of(key) + " has more than " + SensorKey.MAX_LENGTH + " characters.";
        }
        // Half a surrogate pair cannot be kept as UTF-8: two different keys would become one.
        boolean odd = key.chars().anyMatch(Character::isISOControl)
                || !UTF_8.newEncoder().canEncode(key);
        return odd ? "The key " + Quoted.of(key) + " has a control character or half a surrogate pair." : null;
    }
}
