package io.isotherm.store.sqlite;

import io.isotherm.model.Device;
import io.isotherm.model.DeviceState;
import io.isotherm.model.Sensor;
import io.isotherm.model.Site;
import io.isotherm.ops.Health;
import io.isotherm.store.AuditEntry;
import io.isotherm.store.CatalogStore;
import io.isotherm.store.SessionStore;
import io.isotherm.store.StoreException;
import io.isotherm.store.TokenStore;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

    /** What format 3 has more: details, keys besides a sensor's own, and what devices tell of themselves. */
    private static final List<String> DETAILS = List.of(
            "ALTER TABLE site ADD COLUMN notes TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE device ADD COLUMN details TEXT NOT NULL DEFAULT '{}'",
            "ALTER TABLE sensor ADD COLUMN details TEXT NOT NULL DEFAULT '{}'",
            // The keys and aliases of all sensors, each once.
            """
                    CREATE TABLE sensor_key (
                        key TEXT PRIMARY KEY,
                        sensor INTEGER NOT NULL REFERENCES sensor (number)
                    ) WITHOUT ROWID""",
            "CREATE INDEX sensor_key_sensor ON sensor_key (sensor)",
            "INSERT INTO sensor_key (key, sensor) SELECT key, number FROM sensor",
            """
                    CREATE TABLE device_state (
                        device TEXT PRIMARY KEY REFERENCES device (id),
                        state TEXT NOT NULL
                    ) WITHOUT ROWID""");

    static final Format FORMAT = new Format(
                    "catalogue.db",
                    0x49534f43, // "ISOC"
                    5,
                    "0.1.0",
                    Stream.of(SCHEMA, AuditRows.SCHEMA, DETAILS, TokenRows.SCHEMA, SessionRows.SCHEMA)
                            .flatMap(List::stream)
                            .toList())
            .upgradedBy(List.of(AuditRows.SCHEMA, DETAILS, TokenRows.SCHEMA, SessionRows.SCHEMA));

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
    public List<Device> devices(Collection<String> ids) {
        return file.read(session -> {
            List<Device> found = new ArrayList<>();
            for (String id : ids) {
                CatalogRows.deviceById(session, id).ifPresent(found::add);
            }
            return found;
        });
    }

    @Override
    public List<Sensor> sensors() {
        return file.read(
                session -> CatalogRows.all(session, CatalogRows.SENSOR + " ORDER BY number", CatalogRows::sensor));
    }

    @Override
    public List<Sensor> sensors(List<Wanted> wanted) {
        if (wanted.size() > MOST_WANTED) {
            throw new IllegalArgumentException("At most " + MOST_WANTED + " sensors are asked for at once.");
        }
        return file.write(session -> {
            List<Sensor> found = new ArrayList<>(wanted.size());
            for (Wanted one : wanted) {
                Optional<Sensor> known =
                        CatalogRows.sensorByKey(session, one.key().key());
                found.add(known.isPresent() ? known.get() : CatalogWrites.create(session, one.key(), one.naming()));
            }
            return found;
        });
    }

    @Override
    public Sensor create(Sensor sensor) {
        return file.write(session -> CatalogWrites.create(session, sensor));
    }

    @Override
    public Device create(Device device) {
        return file.write(session -> CatalogWrites.create(session, device));
    }

    @Override
    public Sensor update(Sensor sensor) {
        return file.write(session -> CatalogWrites.update(session, sensor));
    }

    @Override
    public Device update(Device device) {
        return file.write(session -> CatalogWrites.update(session, device));
    }

    @Override
    public void change(List<Change> changes) {
        if (changes.size() > MOST_CHANGES) {
            throw new IllegalArgumentException("At most " + MOST_CHANGES + " changes are made at once.");
        }
        file.write(session -> {
            for (Change change : changes) {
                CatalogWrites.change(session, change);
            }
            return true;
        });
    }

    @Override
    public Site update(Site site) {
        return file.write(session -> {
            PreparedStatement update = session.prepare(
                    "UPDATE site SET name = ?, zone = ?, notes = ?, version = version + 1 WHERE id = ? AND version = ?");
            update.setString(1, site.name());
            update.setString(2, site.zone().getId());
            update.setString(3, site.notes());
            update.setString(4, site.id());
            update.setLong(5, site.version());
            CatalogWrites.requireChanged(session, update, "site", site.id(), site.version());
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
                    "INSERT INTO site (id, name, zone, notes, version) VALUES (?, ?, ?, ?, 1) ON CONFLICT DO NOTHING");
            insert.setString(1, site.id());
            insert.setString(2, site.name());
            insert.setString(3, site.zone().getId());
            insert.setString(4, site.notes());
            if (insert.executeUpdate() == 0) {
                throw new VersionConflict("There is a site " + site.id() + " already.");
            }
            return new Site(site.id(), site.name(), site.zone(), site.notes(), 1);
        });
    }

    @Override
    public boolean removeSensor(String id, long version) {
        return file.write(session -> CatalogWrites.removeSensor(session, id, version));
    }

    @Override
    public boolean removeDevice(String id, long version) {
        return file.write(session -> CatalogWrites.removeDevice(session, id, version));
    }

    @Override
    public boolean removeSite(String id, long version) {
        return file.write(session -> CatalogWrites.removeSite(session, id, version));
    }

    @Override
    public Map<String, DeviceState> deviceStates() {
        return file.read(CatalogRows::states);
    }

    @Override
    public void deviceStates(Map<String, DeviceState> states) {
        file.write(session -> {
            CatalogRows.putStates(session, states);
            return true;
        });
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
    public TokenStore tokens() {
        return new SqliteTokens(file);
    }

    @Override
    public SessionStore sessions() {
        return new SqliteSessions(file);
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
