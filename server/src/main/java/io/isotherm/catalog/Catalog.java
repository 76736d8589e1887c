package io.isotherm.catalog;

import io.isotherm.broker.Broker;
import io.isotherm.broker.Broker.CatalogChange;
import io.isotherm.model.Device;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Site;
import io.isotherm.store.AuditEntry;
import io.isotherm.store.CatalogStore;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sensors, devices and sites in memory. Look-ups do not block. Changes block: they are durable in the
 * {@link CatalogStore} and told to the {@link Broker} when their method returns.
 */
public final class Catalog {
    private final CatalogStore store;
    private final Broker broker;
    private final Map<String, Sensor> sensorsById = new ConcurrentHashMap<>();
    private final Map<String, Sensor> sensorsByKey = new ConcurrentHashMap<>();
    private final Map<Integer, Sensor> sensorsByNumber = new ConcurrentHashMap<>();
    private final Map<String, Device> devices = new ConcurrentHashMap<>();
    private final Map<String, Site> sites = new ConcurrentHashMap<>();

    private Catalog(CatalogStore store, Broker broker) {
        this.store = store;
        this.broker = broker;
    }

    /** Reads everything from the store. */
    public static Catalog open(CatalogStore store, Broker broker) {
        Catalog catalog = new Catalog(store, broker);
        store.sites().forEach(site -> catalog.sites.put(site.id(), site));
        store.devices().forEach(device -> catalog.devices.put(device.id(), device));
        store.sensors().forEach(catalog::remember);
        return catalog;
    }

    /** Every sensor, by id. */
    public List<Sensor> sensors() {
        return sorted(sensorsById.values(), Comparator.comparing(Sensor::id));
    }

    /** Every device, by id. */
    public List<Device> devices() {
        return sorted(devices.values(), Comparator.comparing(Device::id));
    }

    /** Every site, by id. */
    public List<Site> sites() {
        return sorted(sites.values(), Comparator.comparing(Site::id));
    }

    public int sensorCount() {
        return sensorsById.size();
    }

    public Optional<Sensor> sensor(String id) {
        return Optional.ofNullable(sensorsById.get(id));
    }

    /** The sensor with this number, or null: called for every reading. */
    public @Nullable Sensor byNumber(int number) {
        return sensorsByNumber.get(number);
    }

    /** The sensor that senders call so, or null: called for every message. */
    public @Nullable Sensor byKey(String key) {
        return sensorsByKey.get(key);
    }

    public Optional<Device> device(String id) {
        return Optional.ofNullable(devices.get(id));
    }

    public Optional<Site> site(String id) {
        return Optional.ofNullable(sites.get(id));
    }

    /** The sensor with this key; created, with its device, where there is none. */
    public Sensor resolve(SensorKey key, Supplier<CatalogStore.Naming> naming) {
        Sensor known = sensorsByKey.get(key.key());
        if (known != null) {
            return known;
        }
        Sensor sensor = store.sensor(key, naming.get());
        remember(sensor);
        if (!devices.containsKey(sensor.device())) {
            store.devices().forEach(device -> devices.put(device.id(), device));
            broker.publish(new CatalogChange(CatalogChange.Kind.DEVICE, sensor.device()));
        }
        broker.publish(new CatalogChange(CatalogChange.Kind.SENSOR, sensor.id()));
        return sensor;
    }

    /**
     * Replaces a sensor.
     *
     * @throws CatalogStore.VersionConflict when it was changed since, or is gone
     */
    public Sensor update(Sensor sensor) {
        Sensor updated = store.update(sensor);
        remember(updated);
        broker.publish(new CatalogChange(CatalogChange.Kind.SENSOR, updated.id()));
        return updated;
    }

    /** Replaces a device; likewise. */
    public Device update(Device device) {
        Device updated = store.update(device);
        devices.put(updated.id(), updated);
        broker.publish(new CatalogChange(CatalogChange.Kind.DEVICE, updated.id()));
        return updated;
    }

    /** Replaces a site; likewise. */
    public Site update(Site site) {
        Site updated = store.update(site);
        sites.put(updated.id(), updated);
        broker.publish(new CatalogChange(CatalogChange.Kind.SITE, updated.id()));
        return updated;
    }

    /** @throws CatalogStore.VersionConflict when a site with that id is there already */
    public Site create(Site site) {
        Site created = store.create(site);
        sites.put(created.id(), created);
        broker.publish(new CatalogChange(CatalogChange.Kind.SITE, created.id()));
        return created;
    }

    /** Removes a sensor from the catalogue; its readings are the caller's to remove. False where there is none. */
    public boolean removeSensor(String id, long version) {
        boolean removed = store.removeSensor(id, version);
        Sensor sensor = sensorsById.remove(id);
        if (sensor != null) {
            sensorsByKey.remove(sensor.key());
            sensorsByNumber.remove(sensor.number());
            broker.publish(new CatalogChange(CatalogChange.Kind.SENSOR, id));
        }
        return removed;
    }

    public boolean removeDevice(String id, long version) {
        boolean removed = store.removeDevice(id, version);
        if (devices.remove(id) != null) {
            broker.publish(new CatalogChange(CatalogChange.Kind.DEVICE, id));
        }
        return removed;
    }

    public boolean removeSite(String id, long version) {
        boolean removed = store.removeSite(id, version);
        if (sites.remove(id) != null) {
            broker.publish(new CatalogChange(CatalogChange.Kind.SITE, id));
        }
        return removed;
    }

    /** A setting that the program itself keeps. */
    public Optional<String> setting(String name) {
        return store.setting(name);
    }

    public void setting(String name, String value) {
        store.setting(name, value);
    }

    /** Adds to the audit, as {@link CatalogStore#audit(AuditEntry)}. */
    public void audit(AuditEntry entry) {
        store.audit(entry);
    }

    /** The audit, as {@link CatalogStore#audit(long, int)}. */
    public List<AuditEntry> audit(long before, int limit) {
        return store.audit(before, limit);
    }

    private void remember(Sensor sensor) {
        sensorsById.put(sensor.id(), sensor);
        sensorsByKey.put(sensor.key(), sensor);
        sensorsByNumber.put(sensor.number(), sensor);
    }

    private static <T> List<T> sorted(Collection<T> all, Comparator<T> order) {
        return all.stream().sorted(order).toList();
    }
}
