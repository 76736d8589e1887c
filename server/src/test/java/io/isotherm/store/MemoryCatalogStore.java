package io.isotherm.store;

import io.isotherm.model.Device;
import io.isotherm.model.DeviceDetails;
import io.isotherm.model.DeviceState;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorDetails;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Site;
import io.isotherm.ops.Health;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The catalogue in maps, for tests of what stands above it. */
public final class MemoryCatalogStore implements CatalogStore {
    private final Map<String, Site> sites = new TreeMap<>();
    private final Map<String, Device> devices = new TreeMap<>();
    private final Map<String, Sensor> sensors = new TreeMap<>();
    private final Map<String, DeviceState> states = new TreeMap<>();
    private final Map<String, String> settings = new HashMap<>();
    private final MemoryTokenStore tokens = new MemoryTokenStore();
    private final MemorySessionStore sessions = new MemorySessionStore();
    private final List<AuditEntry> audit = new ArrayList<>();
    private @Nullable StoreException auditFailure;
    private int lastNumber;
    private volatile boolean closed;

    /** From now on nothing can be audited; null: works again. */
    public synchronized void failAuditWith(@Nullable StoreException failure) {
        auditFailure = failure;
    }

    @Override
    public synchronized List<Site> sites() {
        requireOpen();
        return List.copyOf(sites.values());
    }

    @Override
    public synchronized List<Device> devices() {
        requireOpen();
        return List.copyOf(devices.values());
    }

    @Override
    public List<Device> devices(Collection<String> ids) {
        return devices().stream().filter(device -> ids.contains(device.id())).toList();
    }

    @Override
    public synchronized List<Sensor> sensors() {
        requireOpen();
        return List.copyOf(sensors.values());
    }

    @Override
    public synchronized List<Sensor> sensors(List<Wanted> wanted) {
        requireOpen();
        if (wanted.size() > MOST_WANTED) {
            throw new IllegalArgumentException("At most " + MOST_WANTED + " sensors are asked for at once.");
        }
        return wanted.stream().map(one -> resolve(one.key(), one.naming())).toList();
    }

    private Sensor resolve(SensorKey key, Naming naming) {
        Optional<Sensor> known = byKey(key.key());
        if (known.isPresent()) {
            return known.get();
        }
        String site = naming.site().orElse(null);
        requireSite(site);
        Device device = deviceByKey(key.device())
                .orElseGet(() -> create(new Device(
                        "", key.device(), naming.deviceName(), site, DeviceDetails.of(naming.standing()), 1)));
        return create(new Sensor(
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

    private Optional<Sensor> byKey(String key) {
        return sensors.values().stream()
                .filter(sensor ->
                        sensor.key().equals(key) || sensor.details().aliases().contains(key))
                .findFirst();
    }

    private Optional<Device> deviceByKey(String key) {
        return devices.values().stream()
                .filter(device -> device.key().equals(key))
                .findFirst();
    }

    private void requireSite(@Nullable String id) {
        if (id != null && !sites.containsKey(id)) {
            throw new IllegalArgumentException("There is no site " + id + ".");
        }
    }

    private void requireFreeKeys(Sensor sensor, String own) {
        Stream.concat(Stream.of(sensor.key()), sensor.details().aliases().stream())
                .forEach(key -> byKey(key)
                        .filter(other -> !other.id().equals(own))
                        .ifPresent(other -> {
                            throw new KeyTaken("The sensor " + other.id() + " has the key " + key + " already.");
                        }));
        requireSite(sensor.site());
        if (!devices.containsKey(sensor.device())) {
            throw new IllegalArgumentException("There is no device " + sensor.device() + ".");
        }
    }

    private void requireFreeKey(Device device, String own) {
        deviceByKey(device.key()).filter(other -> !other.id().equals(own)).ifPresent(other -> {
            throw new KeyTaken("The device " + other.id() + " has the key " + device.key() + " already.");
        });
        requireSite(device.site());
    }

    private static String freeId(Map<String, ?> taken, String slug) {
        String id = slug;
        for (int n = 2; taken.containsKey(id); n++) {
            id = slug + "-" + n;
        }
        return id;
    }

    @Override
    public synchronized Sensor create(Sensor sensor) {
        requireOpen();
        requireFreeKeys(sensor, "");
        String id = freeId(sensors, Slug.of(sensor.key(), "sensor"));
        Sensor created = new Sensor(
                ++lastNumber,
                id,
                sensor.key(),
                sensor.name(),
                sensor.device(),
                sensor.site(),
                sensor.quantity(),
                sensor.unit(),
                sensor.interval(),
                sensor.details(),
                1);
        sensors.put(id, created);
        return created;
    }

    @Override
    public synchronized Device create(Device device) {
        requireOpen();
        requireFreeKey(device, "");
        String id = freeId(devices, Slug.of(device.key(), "device"));
        Device created = new Device(id, device.key(), device.name(), device.site(), device.details(), 1);
        devices.put(id, created);
        return created;
    }

    @Override
    public synchronized Sensor update(Sensor sensor) {
        requireOpen();
        check(version(sensors.get(sensor.id())), sensor.version());
        requireFreeKeys(sensor, sensor.id());
        Sensor updated = sensor.withVersion(sensor.version() + 1);
        sensors.put(sensor.id(), updated);
        return updated;
    }

    @Override
    public synchronized Device update(Device device) {
        requireOpen();
        Device known = devices.get(device.id());
        check(known == null ? 0 : known.version(), device.version());
        requireFreeKey(device, device.id());
        Device updated = device.withVersion(device.version() + 1);
        devices.put(device.id(), updated);
        return updated;
    }

    @Override
    public synchronized void change(List<Change> changes) {
        requireOpen();
        if (changes.size() > MOST_CHANGES) {
            throw new IllegalArgumentException("At most " + MOST_CHANGES + " changes are made at once.");
        }
        Map<String, Device> devicesBefore = new TreeMap<>(devices);
        Map<String, Sensor> sensorsBefore = new TreeMap<>(sensors);
        Map<String, DeviceState> statesBefore = new TreeMap<>(states);
        try {
            for (Change change : changes) {
                boolean there = switch (change) {
                    case Change.UpdateSensor(Sensor sensor) -> update(sensor).version() > 0;
                    case Change.UpdateDevice(Device device) -> update(device).version() > 0;
                    case Change.RemoveSensor(String id, long version) -> removeSensor(id, version);
                    case Change.RemoveDevice(String id, long version) -> removeDevice(id, version);
                };
                if (!there) {
                    throw new VersionConflict("What was to be removed is not there any more.");
                }
            }
        } catch (RuntimeException e) {
            devices.clear();
            devices.putAll(devicesBefore);
            sensors.clear();
            sensors.putAll(sensorsBefore);
            states.clear();
            states.putAll(statesBefore);
            throw e;
        }
    }

    @Override
    public synchronized Site update(Site site) {
        requireOpen();
        Site known = sites.get(site.id());
        check(known == null ? 0 : known.version(), site.version());
        Site updated = new Site(site.id(), site.name(), site.zone(), site.notes(), site.version() + 1);
        sites.put(site.id(), updated);
        return updated;
    }

    @Override
    public synchronized Site create(Site site) {
        requireOpen();
        if (!site.id().matches("[a-z0-9-]+")) {
            throw new IllegalArgumentException("A site's id is made of a to z, 0 to 9 and -.");
        }
        if (sites.containsKey(site.id())) {
            throw new VersionConflict("There is a site " + site.id() + " already.");
        }
        Site created = new Site(site.id(), site.name(), site.zone(), site.notes(), 1);
        sites.put(site.id(), created);
        return created;
    }

    @Override
    public synchronized boolean removeSensor(String id, long version) {
        requireOpen();
        if (!sensors.containsKey(id)) {
            return false;
        }
        check(version(sensors.get(id)), version);
        return sensors.remove(id) != null;
    }

    @Override
    public synchronized boolean removeDevice(String id, long version) {
        requireOpen();
        Device known = devices.get(id);
        if (known == null) {
            return false;
        }
        long naming = sensors.values().stream()
                .filter(sensor -> sensor.device().equals(id))
                .count();
        if (naming > 0) {
            throw new InUse("Device " + id + " has sensors (" + naming + "): remove or move them first.");
        }
        check(known.version(), version);
        devices.remove(id);
        states.remove(id);
        return true;
    }

    @Override
    public synchronized boolean removeSite(String id, long version) {
        requireOpen();
        Site known = sites.get(id);
        if (known == null) {
            return false;
        }
        if (sensors.values().stream().anyMatch(sensor -> id.equals(sensor.site()))
                || devices.values().stream().anyMatch(device -> id.equals(device.site()))) {
            throw new InUse("Site " + id + " has devices or sensors: remove or move them first.");
        }
        check(known.version(), version);
        return sites.remove(id) != null;
    }

    @Override
    public synchronized Map<String, DeviceState> deviceStates() {
        requireOpen();
        return Map.copyOf(states);
    }

    @Override
    public synchronized void deviceStates(Map<String, DeviceState> changed) {
        requireOpen();
        changed.forEach((id, state) -> {
            if (devices.containsKey(id)) {
                states.put(id, state);
            }
        });
    }

    private static long version(@Nullable Sensor sensor) {
        return sensor == null ? 0 : sensor.version();
    }

    private static void check(long now, long seen) {
        if (now != seen) {
            throw new VersionConflict("Changed meanwhile: at version " + now + ", not " + seen + ".");
        }
    }

    @Override
    public synchronized Optional<String> setting(String name) {
        requireOpen();
        return Optional.ofNullable(settings.get(name));
    }

    @Override
    public synchronized void setting(String name, String value) {
        requireOpen();
        settings.put(name, value);
    }

    @Override
    public synchronized void audit(AuditEntry entry) {
        requireOpen();
        if (auditFailure != null) {
            throw auditFailure;
        }
        audit.add(entry);
    }

    @Override
    public synchronized List<AuditEntry> audit(long before, int limit) {
        requireOpen();
        List<AuditEntry> entries = new ArrayList<>(
                audit.reversed().stream().filter(entry -> entry.time() < before).toList());
        // A stable sort: those of one millisecond stay as they are.
        entries.sort(Comparator.comparingLong(AuditEntry::time).reversed());
        int end = Math.min(limit, entries.size());
        while (end > 0
                && end < entries.size()
                && entries.get(end).time() == entries.get(end - 1).time()) {
            end++;
        }
        return List.copyOf(entries.subList(0, end));
    }

    @Override
    public MemoryTokenStore tokens() {
        return tokens;
    }

    @Override
    public MemorySessionStore sessions() {
        return sessions;
    }

    @Override
    public String name() {
        return "catalogue";
    }

    @Override
    public Health check() {
        return closed ? Health.down("gone", "The catalogue is closed.") : Health.OK;
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Opens it again, as it was closed. */
    MemoryCatalogStore reopened() {
        closed = false;
        return this;
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException("The catalogue is closed.");
        }
    }
}
