package io.isotherm.store;

import io.isotherm.model.Device;
import io.isotherm.model.DeviceState;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Site;
import io.isotherm.model.Standing;
import io.isotherm.model.Unit;
import io.isotherm.ops.Component;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps what the sensors, devices and sites are, a few settings, and the audit. Every change is durable when its method
 * returns and raises the version by one; a change is made against the version that the caller saw.
 *
 * <p>All methods block and may be called from any thread.
 */
public interface CatalogStore extends Component {
    List<Site> sites();

    List<Device> devices();

    /** Those of the devices with these ids that there are, in any order. */
    List<Device> devices(Collection<String> ids);

    List<Sensor> sensors();

    /**
     * The sensor with this key or alias, created, with its device, where there is none. Two callers at once get the same
     * one. The device is the one with the key {@link SensorKey#device()}; a new sensor has its standing. A new sensor's
     * number is one that no sensor ever had; its id, and that of a new device, is made of the key: in lower case, accents taken off, all else than letters and
     * digits become {@code -}, with {@code -2}, {@code -3} and so on where that is taken.
     *
     * @throws IllegalArgumentException when the naming names a site that does not exist
     * @throws StoreException when it failed
     */
    default Sensor sensor(SensorKey key, Naming naming) {
        return sensors(List.of(new Wanted(key, naming))).getFirst();
    }

    /**
     * The sensors with these keys, in their order, each as {@link #sensor}; all that have to be created are created at
     * once, for one wait for the disk. When it throws, some may have been created; asking again is harmless.
     *
     * @throws IllegalArgumentException when a naming names a site that does not exist, or more than
     *     {@link #MOST_WANTED} are wanted
     */
    List<Sensor> sensors(List<Wanted> wanted);

    /**
     * Adds a sensor to a device that is there, at version 1; its number and id are given as in {@link #sensor}, whatever
     * the argument's are.
     *
     * @throws KeyTaken when a sensor has its key, or one of its aliases, already
     * @throws IllegalArgumentException when it names a device or a site that does not exist
     */
    Sensor create(Sensor sensor);

    /**
     * Adds a device, at version 1; its id is given as in {@link #sensor}.
     *
     * @throws KeyTaken when a device has its key already
     * @throws IllegalArgumentException when it names a site that does not exist
     */
    Device create(Device device);

    /**
     * Replaces all of a sensor but its number and its id.
     *
     * @return the sensor with its new version, which is one more
     * @throws VersionConflict when it was changed since, or is gone
     * @throws KeyTaken when another sensor has its key, or one of its aliases
     * @throws IllegalArgumentException when it names a device or a site that does not exist
     */
    Sensor update(Sensor sensor);

    /**
     * Replaces all of a device but its id; its sensors stay where they are.
     *
     * @return the device with its new version, which is one more
     * @throws VersionConflict when it was changed since, or is gone
     * @throws KeyTaken when another device has its key
     * @throws IllegalArgumentException when it names a site that does not exist
     */
    Device update(Device device);

    /**
     * Makes all of these changes, in their order, or none of them; each throws what the method of its name does. Those that
     * remove throw {@link VersionConflict} where there is nothing to remove.
     *
     * @throws IllegalArgumentException also when there are more than {@link #MOST_CHANGES}
     */
    void change(List<Change> changes);

    /**
     * Replaces a site's name, zone and notes.
     *
     * @return the site with its new version
     * @throws VersionConflict when it was changed since, or is gone
     */
    Site update(Site site);

    /**
     * Adds a site, at version 1.
     *
     * @throws VersionConflict when a site with that id is there already
     * @throws IllegalArgumentException when the id is not made of {@code [a-z0-9-]}
     */
    Site create(Site site);

    /**
     * Removes the sensor; its device stays, its readings are the {@link ReadingStore}'s. Its number is never given
     * again; its id may be, when its key is seen again.
     *
     * @return whether there was one
     * @throws VersionConflict when it was changed since
     */
    boolean removeSensor(String id, long version);

    /**
     * Removes a device without sensors.
     *
     * @return whether there was one
     * @throws VersionConflict when it was changed since
     * @throws InUse when a sensor names it
     */
    boolean removeDevice(String id, long version);

    /**
     * Removes a site where nothing is.
     *
     * @return whether there was one
     * @throws VersionConflict when it was changed since
     * @throws InUse when a device or a sensor names it
     */
    boolean removeSite(String id, long version);

    /** What devices last told of themselves, by the device's id. */
    Map<String, DeviceState> deviceStates();

    /** Keeps what devices told of themselves, in place of what was kept; of those that there are not (any more) nothing. */
    void deviceStates(Map<String, DeviceState> states);

    /** A setting that the program itself keeps, by its name. */
    Optional<String> setting(String name);

    void setting(String name, String value);

    /**
     * Adds an entry to the audit, for good.
     *
     * @throws StoreException when it failed; then whoever audits something must not do it
     */
    void audit(AuditEntry entry);

    /**
     * The audit's entries before a time, in epoch milliseconds, the newest first and of one millisecond the one that was
     * added last. At most {@code limit}, at least 1; but entries of one millisecond are not torn apart, so that whoever goes
     * on before the time of the last one misses none.
     */
    List<AuditEntry> audit(long before, int limit);

    /** The tokens that are kept beside it; of use until this is closed. */
    TokenStore tokens();

    /** The browsers' sessions that were ended, kept beside it; likewise. */
    SessionStore sessions();

    /**
     * What a sensor that has to be created is called and where it is.
     *
     * @param sensorName what people call it
     * @param deviceName what people call its device, if that has to be created too
     * @param unit what its values are shown in
     * @param site the id of an existing site for the sensor, and for its device if that has to be created too; empty:
     *     the device's, if it is there and at one
     * @param standing of its device, if that has to be created too
     */
    record Naming(String sensorName, String deviceName, Unit unit, Optional<String> site, Standing standing) {
        /** Of what is in use at once. */
        public Naming(String sensorName, String deviceName, Unit unit, Optional<String> site) {
            this(sensorName, deviceName, unit, site, Standing.ACTIVE);
        }
    }

    /** A sensor by its key, and what it is called if it has to be created. */
    record Wanted(SensorKey key, Naming naming) {}

    /** How many sensors are asked for at once at most. */
    int MOST_WANTED = 1_000;

    /** How many changes are made at once at most. */
    int MOST_CHANGES = 5_000;

    /** One of several changes. */
    sealed interface Change {
        record UpdateSensor(Sensor sensor) implements Change {}

        record UpdateDevice(Device device) implements Change {}

        record RemoveSensor(String id, long version) implements Change {}

        record RemoveDevice(String id, long version) implements Change {}
    }

    /** Another thing of the kind has the key. */
    final class KeyTaken extends RuntimeException {
        public KeyTaken(String message) {
            super(message);
        }
    }

    /** The thing cannot be removed while others name it; the message says by how many. */
    final class InUse extends StoreException {
        public InUse(String message) {
            super(message);
        }
    }

    /** Somebody else changed or removed the thing since the caller read it, or it exists already. */
    final class VersionConflict extends RuntimeException {
        public VersionConflict(String message) {
            super(message);
        }
    }
}
