package io.isotherm.store;

import io.isotherm.model.Device;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Site;
import io.isotherm.ops.Component;
import java.util.List;
import java.util.Optional;

/**
 * Keeps what the sensors, devices and sites are. Every change is durable when its method returns and raises the
 * version by one; a change is made against the version that the caller saw.
 *
 * <p>All methods block and may be called from any thread.
 */
public interface CatalogStore extends Component {
    List<Site> sites();

    List<Device> devices();

    List<Sensor> sensors();

    /**
     * The sensor with this key, created, with its device, where there is none. Two callers at once get the same one.
     *
     * @throws StoreException when it failed
     */
    Sensor sensor(SensorKey key, Naming naming);

    /**
     * Replaces a sensor's name, device, site, unit, quantity and interval.
     *
     * @return the sensor with its new version
     * @throws VersionConflict when it was changed since, or is gone
     */
    Sensor update(Sensor sensor);

    Device update(Device device);

    Site update(Site site);

    /** @throws VersionConflict when a site with that id is there already */
    Site create(Site site);

    /** Removes the sensor; its readings are the {@link ReadingStore}'s. True where there was one. */
    boolean removeSensor(String id, long version);

    boolean removeDevice(String id, long version);

    boolean removeSite(String id, long version);

    /** A setting that the program itself keeps, by its name. */
    Optional<String> setting(String name);

    void setting(String name, String value);

    /**
     * What a sensor that has to be created is called and where it is.
     *
     * @param sensorName what people call it
     * @param deviceName what people call its device, if that has to be created too
     * @param unit what its values are shown in
     * @param site the id of an existing site for the device and the sensor; empty for none
     */
    record Naming(String sensorName, String deviceName, io.isotherm.model.Unit unit, Optional<String> site) {}

    /** Somebody else changed or removed the thing since the caller read it, or it exists already. */
    final class VersionConflict extends RuntimeException {
        public VersionConflict(String message) {
            super(message);
        }
    }
}
