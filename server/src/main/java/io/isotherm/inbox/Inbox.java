package io.isotherm.inbox;

import io.isotherm.catalog.Catalog;
import io.isotherm.model.Device;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Sensor;
import io.isotherm.model.Standing;
import io.isotherm.store.CatalogStore.Change;
import io.isotherm.store.CatalogStore.VersionConflict;
import io.isotherm.store.ReadingStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Devices from which readings came and that nobody adopted yet. They and their sensors are in the catalogue, and their
 * readings in the store like any others: adopting one is a change of its {@link Standing}, and its history is there at
 * once. All methods that change something block, and throw {@link VersionConflict} when somebody else changed the device
 * or one of its sensors meanwhile.
 */
public final class Inbox {
    /** How long a device that nobody adopts, and all that it sent, is kept after it was last heard. */
    public static final Duration KEPT = Duration.ofDays(7);

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    /** Sensors that are changed in one go. */
    private static final int AT_ONCE = 4_000;

    private final Catalog catalog;
    private final ReadingStore readings;
    private final ToLongFunction<Device> heard;

    /**
     * @param heard when something last came of a device, epoch milliseconds; {@link Long#MIN_VALUE} where
     *     that is not known
     */
    public Inbox(Catalog catalog, ReadingStore readings, ToLongFunction<Device> heard) {
        this.catalog = catalog;
        this.readings = readings;
        this.heard = heard;
    }

    /** The devices of this standing, by id. */
    public List<Device> devices(Standing standing) {
        return catalog.devices().stream()
                .filter(device -> device.standing() == standing)
                .toList();
    }

    /** A device's sensors, by key. */
    public List<Sensor> sensors(Device device) {
        return catalog.sensorsOf(device.id()).stream()
                .sorted(Comparator.comparing(Sensor::key))
                .toList();
    }

    /** When something last came of it, or the time of its newest reading where that is later; epoch milliseconds. Blocks. */
    public long heard(Device device, List<Sensor> sensors) {
        long last = heard.applyAsLong(device);
        for (Sensor sensor : sensors) {
            ReadingBatch newest = readings.newest(sensor.number(), 1);
            last = newest.isEmpty() ? last : Math.max(last, newest.time(0));
        }
        return last;
    }

    /** How many readings of these sensors are kept. Blocks. */
    public long count(List<Sensor> sensors) {
        return sensors.stream()
                .mapToLong(sensor -> readings.count(sensor.number(), Long.MIN_VALUE, Long.MAX_VALUE))
                .sum();
    }

    /**
     * Puts a device into use, with all that it sent.
     *
     * @param device as it shall be, at the version that it has; its site becomes its sensors' too
     * @throws IllegalArgumentException when it names a site that does not exist
     */
    public Device adopt(Device device) {
        Device active = device.with(device.details().with(Standing.ACTIVE));
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.UpdateDevice(active));
        for (Sensor sensor : sensors(device)) {
            changes.add(new Change.UpdateSensor(
                    sensor.at(active.site()).with(sensor.details().with(Standing.ACTIVE))));
        }
        change(changes);
        return active.withVersion(active.version() + 1);
    }

    /** Refuses what the device sends from now on, and removes what it sent. */
    public long block(Device device) {
        List<Sensor> sensors = sensors(device);
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.UpdateDevice(device.with(device.details().with(Standing.BLOCKED))));
        for (Sensor sensor : sensors) {
            changes.add(new Change.UpdateSensor(sensor.with(sensor.details().with(Standing.BLOCKED))));
        }
        change(changes);
        return empty(sensors);
    }

    /** Forgets the device and what it sent. It may come again, as a new one. */
    public long discard(Device device) {
        List<Sensor> sensors = sensors(device);
        List<Change> changes = new ArrayList<>();
        for (Sensor sensor : sensors) {
            changes.add(new Change.RemoveSensor(sensor.id(), sensor.version()));
        }
        changes.add(new Change.RemoveDevice(device.id(), device.version()));
        change(changes);
        return empty(sensors);
    }

    private void change(List<Change> changes) {
        for (int from = 0; from < changes.size(); from += AT_ONCE) {
            catalog.change(changes.subList(from, Math.min(changes.size(), from + AT_ONCE)));
        }
    }

    // The catalogue was first, as it is that which refuses. Readings that a failure leaves behind belong to numbers
    // that
    // are never given again, or to a device that waits for 7 days more.
    private long empty(List<Sensor> sensors) {
        long removed = 0;
        for (Sensor sensor : sensors) {
            removed += readings.remove(sensor.number(), Long.MIN_VALUE, Long.MAX_VALUE);
        }
        return removed;
    }

    /**
     * Removes devices of which nothing came for {@link #KEPT}, with their readings. Puts a sensor right that was made while
     * its device was being adopted or blocked.
     *
     * @param now epoch milliseconds
     */
    public void expire(long now) {
        for (Device device : devices(Standing.WAITING)) {
            try {
                if (heard(device, sensors(device)) < now - KEPT.toMillis()) {
                    LOG.info("nobody adopted it: removed device={} readings={}", device.id(), discard(device));
                }
            } catch (VersionConflict e) {
                LOG.debug("somebody else changed it meanwhile device={}", device.id());
            }
        }
        for (Sensor sensor : catalog.waiting().toList()) {
            Standing whole =
                    catalog.device(sensor.device()).map(Device::standing).orElse(Standing.WAITING);
            if (whole != Standing.WAITING) {
                catalog.update(sensor.with(sensor.details().with(whole)));
            }
        }
    }
}
