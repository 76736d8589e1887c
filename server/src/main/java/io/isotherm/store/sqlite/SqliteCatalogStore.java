package io.isotherm.store.sqlite;

import io.isotherm.model.Device;
import io.isotherm.model.Quantity;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Site;
import io.isotherm.model.Unit;
import io.isotherm.ops.Health;
import io.isotherm.store.CatalogStore;
import io.isotherm.store.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The catalogue in {@code catalogue.db}. */
public final class SqliteCatalogStore implements CatalogStore {
    static final Format FORMAT = new Format(
            "catalogue.db",
            0x49534f43, // "ISOC"
            1,
            "0.1.0",
            List.of(
                    """
                    CREATE TABLE site (
                        id TEXT PRIMARY KEY,
                        name TEXT NOT NULL,
                        zone TEXT NOT NULL,
                        version INTEGER NOT NULL
                    ) WITHOUT ROWID""",
                    """
                    CREATE TABLE device (
                        id TEXT PRIMARY KEY,
                        key TEXT NOT NULL UNIQUE,
                        name TEXT NOT NULL,
                        site TEXT REFERENCES site (id),
                        version INTEGER NOT NULL
                    ) WITHOUT ROWID""",
                    // AUTOINCREMENT: the number of a removed sensor, which readings carry, is never given to another.
                    """
                    CREATE TABLE sensor (
                        number INTEGER PRIMARY KEY AUTOINCREMENT,
                        id TEXT NOT NULL UNIQUE,
                        key TEXT NOT NULL UNIQUE,
                        name TEXT NOT NULL,
                        device TEXT NOT NULL REFERENCES device (id),
                        site TEXT REFERENCES site (id),
                        quantity TEXT NOT NULL,
                        unit INTEGER NOT NULL,
                        interval INTEGER,
                        version INTEGER NOT NULL
                    )""",
                    "CREATE INDEX sensor_device ON sensor (device)",
                    "CREATE INDEX sensor_site ON sensor (site)",
                    "CREATE INDEX device_site ON device (site)",
                    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"));

    private static final Pattern ID = Pattern.compile("[a-z0-9-]+");

    private static final String SENSOR =
            "SELECT number, id, key, name, device, site, quantity, unit, interval, version FROM sensor";
    private static final String DEVICE = "SELECT id, key, name, site, version FROM device";
    private static final String SITE = "SELECT id, name, zone, version FROM site";

    private final SqliteFile file;

    private SqliteCatalogStore(SqliteFile file) {
        this.file = file;
    }

    /**
     * @throws StoreException when {@code catalogue.db} is open already, is no file of ours, is of a newer format, or
     *     cannot be opened
     */
    public static SqliteCatalogStore open(DataFolder folder) {
        return new SqliteCatalogStore(SqliteFile.open(folder, FORMAT));
    }

    @Override
    public List<Site> sites() {
        return file.read(session -> all(session, SITE + " ORDER BY id", SqliteCatalogStore::site));
    }

    @Override
    public List<Device> devices() {
        return file.read(session -> all(session, DEVICE + " ORDER BY id", SqliteCatalogStore::device));
    }

    @Override
    public List<Sensor> sensors() {
        return file.read(session -> all(session, SENSOR + " ORDER BY number", SqliteCatalogStore::sensor));
    }

    @Override
    public Sensor sensor(SensorKey key, Naming naming) {
        Optional<Sensor> known = file.read(session -> sensorByKey(session, key));
        return known.orElseGet(() -> file.write(session -> {
            Optional<Sensor> meanwhile = sensorByKey(session, key);
            return meanwhile.isPresent() ? meanwhile.get() : create(session, key, naming);
        }));
    }

    private static Optional<Sensor> sensorByKey(Session session, SensorKey key) throws SQLException {
        return one(session, SENSOR + " WHERE key = ?", key.key(), SqliteCatalogStore::sensor);
    }

    private static Sensor create(Session session, SensorKey key, Naming naming) throws SQLException {
        String site = naming.site().orElse(null);
        requireSite(session, site);
        Device device = device(session, key.device(), naming.deviceName(), site);
        String id = freeId(session, "sensor", Slug.of(key.key(), "sensor"));
        PreparedStatement insert = session.prepare("INSERT INTO sensor"
                + " (id, key, name, device, site, quantity, unit, version) VALUES (?, ?, ?, ?, ?, ?, ?, 1)");
        insert.setString(1, id);
        insert.setString(2, key.key());
        insert.setString(3, naming.sensorName());
        insert.setString(4, device.id());
        insert.setString(5, site == null ? device.site() : site);
        insert.setString(6, key.quantity().id());
        insert.setInt(7, naming.unit().code());
        insert.executeUpdate();
        return sensorById(session, id).orElseThrow();
    }

    private static Device device(Session session, String key, String name, @Nullable String site) throws SQLException {
        Optional<Device> known = one(session, DEVICE + " WHERE key = ?", key, SqliteCatalogStore::device);
        if (known.isPresent()) {
            return known.get();
        }
        Device device = new Device(freeId(session, "device", Slug.of(key, "device")), key, name, site, 1);
        PreparedStatement insert =
                session.prepare("INSERT INTO device (id, key, name, site, version) VALUES (?, ?, ?, ?, 1)");
        insert.setString(1, device.id());
        insert.setString(2, key);
        insert.setString(3, name);
        insert.setString(4, site);
        insert.executeUpdate();
        return device;
    }

    /**
     * The slug, or the slug with a number from 2 that is free. Searched by doubling and halving: where no id was removed
     * that is the first free number, and thousands of keys with one slug cost a dozen look-ups each.
     */
    private static String freeId(Session session, String table, String slug) throws SQLException {
        String query = "SELECT 1 FROM " + table + " WHERE id = ?";
        if (one(session, query, slug, row -> true).isEmpty()) {
            return slug;
        }
        int taken = 1;
        int free = 2;
        while (one(session, query, slug + "-" + free, row -> true).isPresent()) {
            taken = free;
            free = Math.multiplyExact(free, 2);
        }
        while (free - taken > 1) {
            int middle = (taken + free) >>> 1;
            if (one(session, query, slug + "-" + middle, row -> true).isPresent()) {
                taken = middle;
            } else {
                free = middle;
            }
        }
        return slug + "-" + free;
    }

    @Override
    public Sensor update(Sensor sensor) {
        return file.write(session -> {
            requireSite(session, sensor.site());
            if (deviceById(session, sensor.device()).isEmpty()) {
                throw new IllegalArgumentException("There is no device " + sensor.device() + ".");
            }
            PreparedStatement update = session.prepare("UPDATE sensor SET name = ?, device = ?, site = ?, quantity = ?,"
                    + " unit = ?, interval = ?, version = version + 1 WHERE id = ? AND version = ?");
            update.setString(1, sensor.name());
            update.setString(2, sensor.device());
            update.setString(3, sensor.site());
            update.setString(4, sensor.quantity().id());
            update.setInt(5, sensor.unit().code());
            update.setObject(6, sensor.interval());
            update.setString(7, sensor.id());
            update.setLong(8, sensor.version());
            requireChanged(session, update, "sensor", sensor.id(), sensor.version());
            return sensorById(session, sensor.id()).orElseThrow();
        });
    }

    @Override
    public Device update(Device device) {
        return file.write(session -> {
            requireSite(session, device.site());
            PreparedStatement update = session.prepare(
                    "UPDATE device SET name = ?, site = ?, version = version + 1 WHERE id = ? AND version = ?");
            update.setString(1, device.name());
            update.setString(2, device.site());
            update.setString(3, device.id());
            update.setLong(4, device.version());
            requireChanged(session, update, "device", device.id(), device.version());
            return deviceById(session, device.id()).orElseThrow();
        });
    }

    @Override
    public Site update(Site site) {
        return file.write(session -> {
            PreparedStatement update = session.prepare(
                    "UPDATE site SET name = ?, zone = ?, version = version + 1 WHERE id = ? AND version = ?");
            update.setString(1, site.name());
            update.setString(2, site.zone().getId());
            update.setString(3, site.id());
            update.setLong(4, site.version());
            requireChanged(session, update, "site", site.id(), site.version());
            return siteById(session, site.id()).orElseThrow();
        });
    }

    @Override
    public Site create(Site site) {
        if (!ID.matcher(site.id()).matches()) {
            throw new IllegalArgumentException("A site's id is made of a to z, 0 to 9 and -.");
        }
        return file.write(session -> {
            PreparedStatement insert = session.prepare(
                    "INSERT INTO site (id, name, zone, version) VALUES (?, ?, ?, 1) ON CONFLICT DO NOTHING");
            insert.setString(1, site.id());
            insert.setString(2, site.name());
            insert.setString(3, site.zone().getId());
            if (insert.executeUpdate() == 0) {
                throw new VersionConflict("There is a site " + site.id() + " already.");
            }
            return new Site(site.id(), site.name(), site.zone(), 1);
        });
    }

    @Override
    public boolean removeSensor(String id, long version) {
        return file.write(session -> remove(session, "sensor", id, version));
    }

    @Override
    public boolean removeDevice(String id, long version) {
        return file.write(session -> {
            long sensors = count(session, "SELECT count(*) FROM sensor WHERE device = ?", id);
            if (sensors > 0) {
                throw new InUse("Device " + id + " has sensors (" + sensors + "): remove or move them first.");
            }
            return remove(session, "device", id, version);
        });
    }

    @Override
    public boolean removeSite(String id, long version) {
        return file.write(session -> {
            long sensors = count(session, "SELECT count(*) FROM sensor WHERE site = ?", id);
            long devices = count(session, "SELECT count(*) FROM device WHERE site = ?", id);
            if (sensors + devices > 0) {
                throw new InUse("Site " + id + " has devices (" + devices + ") or sensors (" + sensors
                        + "): remove or move them first.");
            }
            return remove(session, "site", id, version);
        });
    }

    private static boolean remove(Session session, String table, String id, long version) throws SQLException {
        if (version(session, table, id).isEmpty()) {
            return false;
        }
        PreparedStatement delete = session.prepare("DELETE FROM " + table + " WHERE id = ? AND version = ?");
        delete.setString(1, id);
        delete.setLong(2, version);
        requireChanged(session, delete, table, id, version);
        return true;
    }

    private static void requireChanged(Session session, PreparedStatement change, String table, String id, long version)
            throws SQLException {
        if (change.executeUpdate() == 1) {
            return;
        }
        Optional<Long> now = version(session, table, id);
        throw new VersionConflict(
                now.isEmpty()
                        ? "There is no " + table + " " + id + " any more."
                        : "The " + table + " " + id + " was changed meanwhile: it is at version " + now.get() + ", not "
                                + version + ".");
    }

    private static void requireSite(Session session, @Nullable String id) throws SQLException {
        if (id != null && siteById(session, id).isEmpty()) {
            throw new IllegalArgumentException("There is no site " + id + ".");
        }
    }

    @Override
    public Optional<String> setting(String name) {
        return file.read(
                session -> one(session, "SELECT value FROM setting WHERE name = ?", name, row -> row.getString(1)));
    }

    @Override
    public void setting(String name, String value) {
        file.write(session -> {
            PreparedStatement put = session.prepare("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)");
            put.setString(1, name);
            put.setString(2, value);
            return put.executeUpdate();
        });
    }

    private static Optional<Sensor> sensorById(Session session, String id) throws SQLException {
        return one(session, SENSOR + " WHERE id = ?", id, SqliteCatalogStore::sensor);
    }

    private static Optional<Device> deviceById(Session session, String id) throws SQLException {
        return one(session, DEVICE + " WHERE id = ?", id, SqliteCatalogStore::device);
    }

    private static Optional<Site> siteById(Session session, String id) throws SQLException {
        return one(session, SITE + " WHERE id = ?", id, SqliteCatalogStore::site);
    }

    private static Optional<Long> version(Session session, String table, String id) throws SQLException {
        return one(session, "SELECT version FROM " + table + " WHERE id = ?", id, row -> row.getLong(1));
    }

    private static long count(Session session, String sql, String id) throws SQLException {
        return one(session, sql, id, row -> row.getLong(1)).orElseThrow();
    }

    private static Sensor sensor(ResultSet row) throws SQLException {
        long interval = row.getLong(9);
        Long set = row.wasNull() ? null : Long.valueOf(interval);
        String id = row.getString(2);
        return new Sensor(
                row.getInt(1),
                id,
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                Quantity.ofId(row.getString(7)).orElseThrow(() -> damaged("sensor", id)),
                Unit.ofCode(row.getInt(8)).orElseThrow(() -> damaged("sensor", id)),
                set,
                row.getLong(10));
    }

    private static Device device(ResultSet row) throws SQLException {
        return new Device(row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getLong(5));
    }

    private static Site site(ResultSet row) throws SQLException {
        String id = row.getString(1);
        try {
            return new Site(id, row.getString(2), ZoneId.of(row.getString(3)), row.getLong(4));
        } catch (DateTimeException e) {
            throw new StoreException(
                    "Site " + id + " in catalogue.db has a time zone that this Java does not know: update Java.", e);
        }
    }

    private static StoreException damaged(String table, String id) {
        return new StoreException(
                "The " + table + " " + id + " in catalogue.db has a quantity or unit that this program"
                        + " does not know: restore a backup, or start a newer Isotherm.");
    }

    private interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    private static <T> List<T> all(Session session, String sql, Row<T> row) throws SQLException {
        List<T> all = new ArrayList<>();
        try (ResultSet rows = session.prepare(sql).executeQuery()) {
            while (rows.next()) {
                all.add(row.of(rows));
            }
        }
        return all;
    }

    private static <T> Optional<T> one(Session session, String sql, String parameter, Row<T> row) throws SQLException {
        PreparedStatement select = session.prepare(sql);
        select.setString(1, parameter);
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? Optional.of(row.of(rows)) : Optional.empty();
        }
    }

    @Override
    public String name() {
        return "catalogue";
    }

    @Override
    public Health check() {
        return file.check();
    }

    @Override
    public void close() {
        file.close();
    }
}
