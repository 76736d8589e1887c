package io.isotherm.pipeline;

import io.isotherm.catalog.Catalog;
import io.isotherm.model.Device;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Standing;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of readings from devices that are not known. They are kept in any case; a device that is not welcome at
 * once waits in the inbox, where there is room for some thousand sensors, so that a stranger with ever new names fills
 * nothing else.
 *
 * @param standing of a device that is made: {@link Standing#ACTIVE} or {@link Standing#WAITING}
 * @param site the id of the site where it is put; null for nowhere
 */
public record Newcomers(Standing standing, @Nullable String site) {
    /** Sensors in the inbox, of all devices together. */
    public static final int MOST_WAITING = 10_000;

    /** Sensors of one device in the inbox. */
    public static final int MOST_OF_DEVICE = 500;

    /** Every device is welcome. */
    public static final Newcomers WELCOME = new Newcomers(Standing.ACTIVE, null);

    /** Every device waits. */
    public static final Newcomers WAIT = new Newcomers(Standing.WAITING, null);

    /** The same, put at a site. */
    public Newcomers at(String place) {
        return new Newcomers(standing, place);
    }

    static final String BLOCKED = "The device is blocked: unblock it in the inbox to take its readings again.";

    /** The sensors that are about to be made and wait in the inbox then, as far as the limits go. Not thread-safe. */
    static final class Planned {
        private final Map<String, Integer> ofDevices = new HashMap<>();
        private int all;

        void add(SensorKey key, Standing its) {
            if (its == Standing.WAITING) {
                ofDevices.merge(key.device(), 1, Integer::sum);
                all++;
            }
        }

        private int of(SensorKey key) {
            return ofDevices.getOrDefault(key.device(), 0);
        }
    }

    /** Why no sensor is made for this key, beside those that are planned; null where one is. */
    @Nullable
    String refusal(SensorKey key, Catalog catalog, Planned planned) {
        Device device = catalog.deviceByKey(key.device());
        Standing its = standing(device);
        if (its == Standing.BLOCKED) {
            return BLOCKED;
        }
        if (its != Standing.WAITING) {
            return null;
        }
        if (catalog.waitingCount() + planned.all >= MOST_WAITING) {
            return "The inbox is full: " + MOST_WAITING + " sensors wait for somebody to adopt them or to block them.";
        }
        if (planned.of(key) + (device == null ? 0 : ofDevice(device, catalog)) >= MOST_OF_DEVICE) {
            return "The device " + key.device() + " has " + MOST_OF_DEVICE
                    + " sensors in the inbox: adopt it before it gets more.";
        }
        return null;
    }

    /** The standing of a sensor that is made for this device; the device is null where it is made too. */
    Standing standing(@Nullable Device device) {
        return device == null ? standing : device.standing();
    }

    private static long ofDevice(Device device, Catalog catalog) {
        return catalog.waiting()
                .filter(sensor -> sensor.device().equals(device.id()))
                .count();
    }

    /** Why a reading of this sensor is not kept; null where it is. */
    static @Nullable String refusal(Sensor sensor) {
        return sensor.standing() == Standing.BLOCKED ? BLOCKED : null;
    }
}
