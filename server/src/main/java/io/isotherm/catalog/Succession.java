package io.isotherm.catalog;

import io.isotherm.model.Calibration;
import io.isotherm.model.Correction;
import io.isotherm.model.Device;
import io.isotherm.model.DeviceDetails;
import io.isotherm.model.Quantity;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorDetails;
import io.isotherm.model.SensorKey;
import io.isotherm.store.CatalogStore.Change;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What has to change when one sensor or device takes the place of another: {@link Merges} makes it so. Pure.
 *
 * @param merged the numbers of the sensors that get readings, by the numbers of those that they are of
 * @param gone the sensors that are not there any more afterwards
 * @param changes of the catalogue
 */
public record Succession(Map<Integer, Integer> merged, List<Sensor> gone, List<Change> changes) {
    public Succession {
        merged = Map.copyOf(merged);
        gone = List.copyOf(gone);
        changes = List.copyOf(changes);
    }

    /**
     * Two sensors that are one: {@code other} goes, its key and aliases become aliases of {@code kept}.
     *
     * @throws IllegalArgumentException with a sentence, when they cannot be one
     */
    public static Succession merge(Sensor kept, Sensor other) {
        requireAlike(kept, other);
        Set<String> aliases = new LinkedHashSet<>(kept.details().aliases());
        aliases.add(other.key());
        aliases.addAll(other.details().aliases());
        return new Succession(
                Map.of(other.number(), kept.number()),
                List.of(other),
                List.of(
                        new Change.RemoveSensor(other.id(), other.version()),
                        new Change.UpdateSensor(kept.with(kept.details().withAliases(List.copyOf(aliases))))));
    }

    private static void requireAlike(Sensor kept, Sensor other) {
        if (kept.number() == other.number()) {
            throw new IllegalArgumentException("A sensor cannot be merged with itself.");
        }
        if (kept.quantity() != other.quantity() || !kept.unit().convertsTo(other.unit())) {
            throw new IllegalArgumentException("The sensors " + kept.id() + " and " + other.id()
                    + " do not measure the same: one measures "
                    + kept.quantity().id() + ", the other "
                    + other.quantity().id() + ".");
        }
        // They would not count any more for the readings that they are for.
        if (other.details().calibrations().stream().anyMatch(each -> each.revoked() == null)) {
            throw new IllegalArgumentException(
                    "The sensor " + other.id() + " has calibrations: revoke them first, or merge the other way round.");
        }
    }

    /**
     * Another device in a device's place.
     *
     * @param device the one that broke
     * @param sensors its sensors
     * @param key what senders call the one in its place
     * @param successor that one, if it has sent already; it goes, its sensors become those of {@code device}
     * @param its the successor's sensors
     * @param keepKeys whether what still comes from the old one is taken for its sensors'
     * @param end of the calibrations that count now, which are of the old one's sensors; without a number
     */
    public record Replacement(
            Device device,
            List<Sensor> sensors,
            String key,
            @Nullable Device successor,
            List<Sensor> its,
            boolean keepKeys,
            Ending end) {
        public Replacement {
            sensors = List.copyOf(sensors);
            its = List.copyOf(its);
        }
    }

    /**
     * That a device's calibrations end.
     *
     * @param from the time from which the new device measures, epoch milliseconds
     * @param at now
     */
    public record Ending(long from, String by, long at, String reason) {}

    /** @throws IllegalArgumentException with a sentence, when it cannot be */
    public static Succession replace(Replacement wanted) {
        Device device = wanted.device();
        if (device.key().equals(wanted.key())) {
            throw new IllegalArgumentException("The device has that key already.");
        }
        Map<String, Sensor> left = new TreeMap<>();
        wanted.its().forEach(sensor -> left.put(sensor.key(), sensor));
        Map<Integer, Integer> merged = new TreeMap<>();
        List<Sensor> gone = new ArrayList<>();
        List<Change> removals = new ArrayList<>();
        List<Change> updates = new ArrayList<>();
        for (Sensor sensor : wanted.sensors()) {
            String key = moved(sensor.key(), device.key(), wanted.key());
            if (key == null) {
                continue;
            }
            SensorDetails details = sensor.details();
            Set<String> aliases = new LinkedHashSet<>(details.aliases());
            if (wanted.keepKeys()) {
                aliases.add(sensor.key());
            }
            Sensor same = left.remove(key);
            if (same != null) {
                requireAlike(sensor, same);
                aliases.addAll(same.details().aliases());
                merged.put(same.number(), sensor.number());
                gone.add(same);
                removals.add(new Change.RemoveSensor(same.id(), same.version()));
            }
            aliases.remove(key);
            updates.add(new Change.UpdateSensor(
                    sensor.withKey(key).with(ended(details, wanted.end()).withAliases(List.copyOf(aliases)))));
        }
        left.values().forEach(sensor -> removals.add(new Change.UpdateSensor(sensor.withDevice(device.id()))));
        Device successor = wanted.successor();
        if (successor != null) {
            removals.add(new Change.RemoveDevice(successor.id(), successor.version()));
        }
        removals.add(
                new Change.UpdateDevice(device.withKey(wanted.key()).with(succeeded(device.details(), successor))));
        removals.addAll(updates);
        return new Succession(merged, gone, removals);
    }

    /** The key of a device's sensor when the device is called otherwise; null where the key does not name the device. */
    private static @Nullable String moved(String key, String device, String other) {
        if (key.equals(device)) {
            return other;
        }
        if (!key.startsWith(device + "/")) {
            return null;
        }
        return new SensorKey(other + key.substring(device.length()), Quantity.OTHER).key();
    }

    private static SensorDetails ended(SensorDetails details, Ending end) {
        if (details.calibrationAt(end.from()) == null) {
            return details;
        }
        Calibration none = new Calibration(
                details.calibrations().size() + 1,
                end.from(),
                end.by(),
                end.at(),
                end.reason(),
                details.calibrations().getLast().unit(),
                new Correction.Offset(0),
                null);
        return details.with(none);
    }

    // Its place and what people noted stay; what is of the very thing is the new one's.
    private static DeviceDetails succeeded(DeviceDetails before, @Nullable Device successor) {
        DeviceDetails after = successor == null ? DeviceDetails.NONE : successor.details();
        return new DeviceDetails(
                before.standing(),
                before.place(),
                before.tags(),
                before.notes(),
                before.photo(),
                after.model() == null ? before.model() : after.model(),
                after.manufacturer() == null ? before.manufacturer() : after.manufacturer(),
                after.serial(),
                after.firmware());
    }
}
