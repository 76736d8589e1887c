package io.isotherm.store.sqlite;

import io.isotherm.model.Device;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Site;
import io.isotherm.ops.Health;
import io.isotherm.store.AuditEntry;
import io.isotherm.store.CatalogStore;
import io.isotherm.store.Slug;
import io.isotherm.store.StoreException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The catalogue in {@code catalogue.db}. */
public final class SqliteCatalogStore implements CatalogStore {
    /** The statements of format 1. */
    private static final List<String> SCHEMA = List.of(
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
            "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");

    static final Format FORMAT = new Format(
                    "catalogue.db",
                    0x49534f43, // "ISOC"
                    2,
                    "0.1.0",
                    Stream.concat(SCHEMA.stream(), AuditRows.SCHEMA.stream()).toList())
            .upgradedBy(List.of(AuditRows.SCHEMA));

    private static final Pattern ID = Pattern.compile("[a-z0-9-]+");

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
        return file.read(session -> CatalogRows.all(session, CatalogRows.SITE + " ORDER BY id", CatalogRows::site));
    }

    @Override
    public List<Device> devices() {
        return file.read(session -> CatalogRows.all(session, CatalogRows.DEVICE + " ORDER BY id", CatalogRows::device));
    }

    @Override
    public List<Sensor> sensors() {
        return file.read(
                session -> CatalogRows.all(session, CatalogRows.SENSOR + " ORDER BY number", CatalogRows::sensor));
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
        return CatalogRows.one(session, CatalogRows.SENSOR + " WHERE key = ?", key.key(), CatalogRows::sensor);
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
        return CatalogRows.sensorById(session, id).orElseThrow();
    }

    private static Device device(Session session, String key, String name, @Nullable String site) throws SQLException {
        Optional<Device> known =
                CatalogRows.one(session, CatalogRows.DEVICE + " WHERE key = ?", key, CatalogRows::device);
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

    @Override
    public Sensor update(Sensor sensor) {
        return file.write(session -> {
            requireSite(session, sensor.site());
            if (CatalogRows.deviceById(session, sensor.device()).isEmpty()) {
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
            return CatalogRows.sensorById(session, sensor.id()).orElseThrow();
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
            return CatalogRows.deviceById(session, device.id()).orElseThrow();
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
            return CatalogRows.siteById(session, site.id()).orElseThrow();
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
            long sensors = CatalogRows.count(session, "SELECT count(*) FROM sensor WHERE device = ?", id);
            if (sensors > 0) {
                throw new InUse("Device " + id + " has sensors (" + sensors + "): remove or move them first.");
            }
            return remove(session, "device", id, version);
        });
    }

    @Override
    public boolean removeSite(String id, long version) {
        return file.write(session -> {
            long sensors = CatalogRows.count(session, "SELECT count(*) FROM sensor WHERE site = ?", id);
            long devices = CatalogRows.count(session, "SELECT count(*) FROM device WHERE site = ?", id);
            if (sensors + devices > 0) {
                throw new InUse("Site " + id + " has devices (" + devices + ") or sensors (" + sensors
                        + "): remove or move them first.");
            }
            return remove(session, "site", id, version);
        });
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

    private static void requireChanged(Session session, PreparedStatement change, String table, String id, long version)
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

    private static void requireSite(Session session, @Nullable String id) throws SQLException {
        if (id != null && CatalogRows.siteById(session, id).isEmpty()) {
            throw new IllegalArgumentException("There is no site " + id + ".");
        }
    }

    @Override
    public Optional<String> setting(String name) {
        return file.read(session ->
                CatalogRows.one(session, "SELECT value FROM setting WHERE name = ?", name, row -> row.getString(1)));
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

    @Override
    public void audit(AuditEntry entry) {
        file.write(session -> {
            AuditRows.add(session, entry);
            return true;
        });
    }

    @Override
    public List<AuditEntry> audit(long before, int limit) {
        return file.snapshot(session -> AuditRows.newest(session, before, limit));
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
