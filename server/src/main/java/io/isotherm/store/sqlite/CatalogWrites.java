package io.isotherm.store.sqlite;

import io.isotherm.model.Device;
import io.isotherm.model.DeviceDetails;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorDetails;
import io.isotherm.model.SensorKey;
import io.isotherm.store.CatalogStore.Change;
import io.isotherm.store.CatalogStore.InUse;
import io.isotherm.store.CatalogStore.KeyTaken;
import io.isotherm.store.CatalogStore.Naming;
import io.isotherm.store.CatalogStore.VersionConflict;
import io.isotherm.store.DetailsJson;
import io.isotherm.store.Slug;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes of the catalogue's rows, each within a transaction of the caller's. */
final class CatalogWrites {
    private CatalogWrites() {}

    /** The sensor of a key that is unknown, with its device where that is unknown too. */
    static Sensor create(Session session, SensorKey key, Naming naming) throws SQLException {
        String site = naming.site().orElse(null);
        requireSite(session, site);
        Optional<Device> known = CatalogRows.deviceByKey(session, key.device());
        Device device = known.isPresent()
                ? known.get()
                : create(
                        session,
                        new Device(
                                "", key.device(), naming.deviceName(), site, DeviceDetails.of(naming.standing()), 1));
        return create(
                session,
                new Sensor(
                        0,
                        "",
                        key.key(),
                        naming.sensorName(),
                        device.id(),
                        site == null ? device.site() : site,
                        key.quantity(),
                        naming.unit(),
                        null,
                        SensorDetails.of(device.standing()),
                        1));
    }

    static Sensor create(Session session, Sensor sensor) throws SQLException {
        requirePlace(session, sensor);
        requireFreeKeys(session, sensor, "");
        String id = freeId(session, "sensor", Slug.of(sensor.key(), "sensor"));
        PreparedStatement insert =
                session.prepare("INSERT INTO sensor (name, device, site, quantity, unit, interval, details, key, id,"
                        + " version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)");
        set(insert, sensor);
        insert.setString(9, id);
        insert.executeUpdate();
        Sensor created = CatalogRows.sensorById(session, id).orElseThrow();
        putKeys(session, created);
        return created;
    }

    static Device create(Session session, Device device) throws SQLException {
        requireSite(session, device.site());
        requireFreeKey(session, device, "");
        String id = freeId(session, "device", Slug.of(device.key(), "device"));
        PreparedStatement insert =
                session.prepare("INSERT INTO device (key, name, site, details, id, version) VALUES (?, ?, ?, ?, ?, 1)");
        set(insert, device);
        insert.setString(5, id);
        insert.executeUpdate();
        return CatalogRows.deviceById(session, id).orElseThrow();
    }

    /** Adds a sensor as it is, with its number, id and version. */
    static void put(Session session, Sensor sensor) throws SQLException {
        PreparedStatement insert =
                session.prepare("INSERT INTO sensor (name, device, site, quantity, unit, interval, details, key, id,"
                        + " version, number) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        set(insert, sensor);
        insert.setString(9, sensor.id());
        insert.setLong(10, sensor.version());
        insert.setInt(11, sensor.number());
        insert.executeUpdate();
        putKeys(session, sensor);
    }

    /** Adds a device as it is, with its id and version. */
    static void put(Session session, Device device) throws SQLException {
        PreparedStatement insert =
                session.prepare("INSERT INTO device (key, name, site, details, id, version) VALUES (?, ?, ?, ?, ?, ?)");
        set(insert, device);
        insert.setString(5, device.id());
        insert.setLong(6, device.version());
        insert.executeUpdate();
    }

    static Sensor update(Session session, Sensor sensor) throws SQLException {
        Optional<Sensor> before = CatalogRows.sensorById(session, sensor.id());
        requirePlace(session, sensor);
        boolean sameKeys = before.isPresent() && keys(before.get()).equals(keys(sensor));
        if (before.isPresent() && !sameKeys) {
            requireFreeKeys(session, sensor, sensor.id());
        }
        PreparedStatement update = session.prepare("UPDATE sensor SET name = ?, device = ?, site = ?, quantity = ?,"
                + " unit = ?, interval = ?, details = ?, key = ?, version = version + 1 WHERE id = ? AND version = ?");
        set(update, sensor);
        update.setString(9, sensor.id());
        update.setLong(10, sensor.version());
        requireChanged(session, update, "sensor", sensor.id(), sensor.version());
        if (!sameKeys) {
            removeKeys(session, sensor.id());
            putKeys(session, sensor);
        }
        return CatalogRows.sensorById(session, sensor.id()).orElseThrow();
    }

    static Device update(Session session, Device device) throws SQLException {
        requireSite(session, device.site());
        requireFreeKey(session, device, device.id());
        PreparedStatement update = session.prepare("UPDATE device SET key = ?, name = ?, site = ?, details = ?,"
                + " version = version + 1 WHERE id = ? AND version = ?");
        set(update, device);
        update.setString(5, device.id());
        update.setLong(6, device.version());
        requireChanged(session, update, "device", device.id(), device.version());
        return CatalogRows.deviceById(session, device.id()).orElseThrow();
    }

    static void change(Session session, Change change) throws SQLException {
        boolean there = switch (change) {
            case Change.UpdateSensor(Sensor sensor) -> update(session, sensor).version() > 0;
            case Change.UpdateDevice(Device device) -> update(session, device).version() > 0;
            case Change.RemoveSensor(String id, long version) -> removeSensor(session, id, version);
            case Change.RemoveDevice(String id, long version) -> removeDevice(session, id, version);
        };
        if (!there) {
            throw new VersionConflict("What was to be removed is not there any more.");
        }
    }

    static boolean removeSensor(Session session, String id, long version) throws SQLException {
        if (CatalogRows.version(session, "sensor", id).isEmpty()) {
            return false;
        }
        removeKeys(session, id);
        return remove(session, "sensor", id, version);
    }

    static boolean removeDevice(Session session, String id, long version) throws SQLException {
        long sensors = CatalogRows.count(session, "SELECT count(*) FROM sensor WHERE device = ?", id);
        if (sensors > 0) {
            throw new InUse("Device " + id + " has sensors (" + sensors + "): remove or move them first.");
        }
        PreparedStatement state = session.prepare("DELETE FROM device_state WHERE device = ?");
        state.setString(1, id);
        state.executeUpdate();
        return remove(session, "device", id, version);
    }

    static boolean removeSite(Session session, String id, long version) throws SQLException {
        long sensors = CatalogRows.count(session, "SELECT count(*) FROM sensor WHERE site = ?", id);
        long devices = CatalogRows.count(session, "SELECT count(*) FROM device WHERE site = ?", id);
        if (sensors + devices > 0) {
            throw new InUse("Site " + id + " has devices (" + devices + ") or sensors (" + sensors
                    + "): remove or move them first.");
        }
        return remove(session, "site", id, version);
    }

    private static boolean remove(Session session, String table, String id, long version) throws SQLException {
        if (CatalogRows.version(session, table, id).isEmpty()) {
            return false;
        }
        PreparedStatement delete = session.prepare("DELETE FROM " + table + " WHERE id = ? AND version = ?");
        delete.setString(1, id);
        delete.setLong(2, version);
        requireChanged(session, delete, table, id, version);
        return true;
    }

    /** Makes a change against the version that the caller saw. */
    static void requireChanged(Session session, PreparedStatement change, String table, String id, long version)
            throws SQLException {
        if (change.executeUpdate() == 1) {
            return;
        }
        Optional<Long> now = CatalogRows.version(session, table, id);
        throw new VersionConflict(
                now.isEmpty()
                        ? "There is no " + table + " " + id + " any more."
                        : "The " + table + " " + id + " was changed meanwhile: it is at version " + now.get() + ", not "
                                + version + ".");
    }

    private static void set(PreparedStatement statement, Sensor sensor) throws SQLException {
        statement.setString(1, sensor.name());
        statement.setString(2, sensor.device());
        statement.setString(3, sensor.site());
        statement.setString(4, sensor.quantity().id());
        statement.setInt(5, sensor.unit().code());
        statement.setObject(6, sensor.interval());
        statement.setString(7, DetailsJson.write(sensor.details()));
        statement.setString(8, sensor.key());
    }

    private static void set(PreparedStatement statement, Device device) throws SQLException {
        statement.setString(1, device.key());
        statement.setString(2, device.name());
        statement.setString(3, device.site());
        statement.setString(4, DetailsJson.write(device.details()));
    }

    private static List<String> keys(Sensor sensor) {
        List<String> keys = new ArrayList<>(sensor.details().aliases());
        keys.remove(sensor.key());
        keys.addFirst(sensor.key());
        return keys;
    }

    private static void putKeys(Session session, Sensor sensor) throws SQLException {
        for (String key : keys(sensor)) {
            PreparedStatement insert =
                    session.prepare("INSERT INTO sensor_key (key, sensor) SELECT ?, number FROM sensor WHERE id = ?");
            insert.setString(1, key);
            insert.setString(2, sensor.id());
            insert.executeUpdate();
        }
    }

    private static void removeKeys(Session session, String id) throws SQLException {
        PreparedStatement delete =
                session.prepare("DELETE FROM sensor_key WHERE sensor = (SELECT number FROM sensor WHERE id = ?)");
        delete.setString(1, id);
        delete.executeUpdate();
    }

    /** @param own the id of the sensor that may have the keys; empty for none */
    private static void requireFreeKeys(Session session, Sensor sensor, String own) throws SQLException {
        for (String key : keys(sensor)) {
            Optional<Sensor> other = CatalogRows.sensorByKey(session, key);
            if (other.isPresent() && !other.get().id().equals(own)) {
                throw new KeyTaken("The sensor " + other.get().id() + " has the key " + key + " already.");
            }
        }
    }

    private static void requireFreeKey(Session session, Device device, String own) throws SQLException {
        Optional<Device> other = CatalogRows.deviceByKey(session, device.key());
        if (other.isPresent() && !other.get().id().equals(own)) {
            throw new KeyTaken("The device " + other.get().id() + " has the key " + device.key() + " already.");
        }
    }

    private static void requirePlace(Session session, Sensor sensor) throws SQLException {
        requireSite(session, sensor.site());
        if (CatalogRows.deviceById(session, sensor.device()).isEmpty()) {
            throw new IllegalArgumentException("There is no device " + sensor.device() + ".");
        }
    }

    private static void requireSite(Session session, @Nullable String id) throws SQLException {
        if (id != null && CatalogRows.siteById(session, id).isEmpty()) {
            throw new IllegalArgumentException("There is no site " + id + ".");
        }
    }

    /**
     * The slug, or the slug with a number from 2 that is free. Searched by doubling and halving: where no id was removed
     * that is the first free number, and thousands of keys with one slug cost a dozen look-ups each.
     */
    private static String freeId(Session session, String table, String slug) throws SQLException {
        String query = "SELECT 1 FROM " + table + " WHERE id = ?";
        if (CatalogRows.one(session, query, slug, row -> true).isEmpty()) {
            return slug;
        }
        int taken = 1;
        int free = 2;
        while (CatalogRows.one(session, query, slug + "-" + free, row -> true).isPresent()) {
            taken = free;
            free = Math.multiplyExact(free, 2);
        }
        while (free - taken > 1) {
            int middle = (taken + free) >>> 1;
            if (CatalogRows.one(session, query, slug + "-" + middle, row -> true)
                    .isPresent()) {
                taken = middle;
            } else {
                free = middle;
            }
        }
        return slug + "-" + free;
    }
}
