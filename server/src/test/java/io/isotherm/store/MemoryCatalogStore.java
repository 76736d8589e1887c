package io.isotherm.store;

import io.isotherm.model.Device;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Site;
import io.isotherm.ops.Health;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The catalogue in maps, for tests of what stands above it. */
public final class MemoryCatalogStore implements CatalogStore {
    private final Map<String, Site> sites = new TreeMap<>();
    private final Map<String, Device> devices = new TreeMap<>();
    private final Map<String, Sensor> sensors = new TreeMap<>();
    private final Map<String, String> settings = new HashMap<>();
    private final List<AuditEntry> audit = new ArrayList<>();
    private @Nullable StoreException auditFailure;
    private int lastNumber;

    /** From now on nothing can be audited; null: works again. */
    public synchronized void failAuditWith(@Nullable StoreException failure) {
        auditFailure = failure;
    }

    @Override
    public synchronized List<Site> sites() {
        return List.copyOf(sites.values());
    }

    @Override
    public synchronized List<Device> devices() {
        return List.copyOf(devices.values());
    }

    @Override
    public synchronized List<Sensor> sensors() {
        return List.copyOf(sensors.values());
    }

    @Override
    public synchronized Sensor sensor(SensorKey key, Naming naming) {
        String id = slug(key.key());
        if (sensors.containsKey(id)) {
            return sensors.get(id);
        }
        String site = naming.site().orElse(null);
        String device = slug(key.device());
        devices.putIfAbsent(device, new Device(device, key.device(), naming.deviceName(), site, 1));
        Sensor sensor = new Sensor(
                ++lastNumber, id, key.key(), naming.sensorName(), device, site, key.quantity(), naming.unit(), null, 1);
        sensors.put(id, sensor);
        return sensor;
    }

    private static String slug(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    @Override
    public synchronized Sensor update(Sensor sensor) {
        check(version(sensors.get(sensor.id())), sensor.version());
        Sensor updated = new Sensor(
                sensor.number(),
                sensor.id(),
                sensor.key(),
                sensor.name(),
                sensor.device(),
                sensor.site(),
                sensor.quantity(),
                sensor.unit(),
                sensor.interval(),
                sensor.version() + 1);
        sensors.put(sensor.id(), updated);
        return updated;
    }

    @Override
    public synchronized Device update(Device device) {
        Device known = devices.get(device.id());
        check(known == null ? 0 : known.version(), device.version());
        Device updated = new Device(device.id(), device.key(), device.name(), device.site(), device.version() + 1);
        devices.put(device.id(), updated);
        return updated;
    }

    @Override
    public synchronized Site update(Site site) {
        Site known = sites.get(site.id());
        check(known == null ? 0 : known.version(), site.version());
        Site updated = new Site(site.id(), site.name(), site.zone(), site.version() + 1);
        sites.put(site.id(), updated);
        return updated;
    }

    @Override
    public synchronized Site create(Site site) {
        if (sites.containsKey(site.id())) {
            throw new VersionConflict("There is a site " + site.id() + " already.");
        }
        Site created = new Site(site.id(), site.name(), site.zone(), 1);
        sites.put(site.id(), created);
        return created;
    }

    @Override
    public synchronized boolean removeSensor(String id, long version) {
        if (!sensors.containsKey(id)) {
            return false;
        }
        check(version(sensors.get(id)), version);
        return sensors.remove(id) != null;
    }

    @Override
    public synchronized boolean removeDevice(String id, long version) {
        return devices.remove(id) != null;
    }

    @Override
    public synchronized boolean removeSite(String id, long version) {
        return sites.remove(id) != null;
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
        return Optional.ofNullable(settings.get(name));
    }

    @Override
    public synchronized void setting(String name, String value) {
        settings.put(name, value);
    }

    @Override
    public synchronized void audit(AuditEntry entry) {
        if (auditFailure != null) {
            throw auditFailure;
        }
        audit.add(entry);
    }

    @Override
    public synchronized List<AuditEntry> audit(long before, int limit) {
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
    public String name() {
        return "catalogue";
    }

    @Override
    public Health check() {
        return Health.OK;
    }

    @Override
    public void close() {}
}
