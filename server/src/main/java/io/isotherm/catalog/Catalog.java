package io.isotherm.catalog;

import io.isotherm.broker.Broker;
import io.isotherm.broker.Broker.CatalogChange;
import io.isotherm.broker.Broker.CatalogChange.Kind;
import io.isotherm.model.Device;
import io.isotherm.model.DeviceState;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Site;
import io.isotherm.model.Standing;
import io.isotherm.store.AuditEntry;
import io.isotherm.store.CatalogStore;
import io.isotherm.store.CatalogStore.Change;
import io.isotherm.store.CatalogStore.Naming;
import io.isotherm.store.CatalogStore.Wanted;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    // Numbers are given one after the other. Grows with the lock on this object.
    private volatile AtomicReferenceArray<@Nullable Sensor> sensorsByNumber = new AtomicReferenceArray<>(64);
    private final Map<String, Device> devices = new ConcurrentHashMap<>();
    private final Map<String, Device> devicesByKey = new ConcurrentHashMap<>();
    private final Map<String, Site> sites = new ConcurrentHashMap<>();
    private final Map<String, Sensor> waiting = new ConcurrentHashMap<>();

    private Catalog(CatalogStore store, Broker broker) {
        this.store = store;
        this.broker = broker;
    }

    /** Reads everything from the store. */
    public static Catalog open(CatalogStore store, Broker broker) {
        Catalog catalog = new Catalog(store, broker);
        store.sites().forEach(site -> catalog.sites.put(site.id(), site));
        store.devices().forEach(catalog::remember);
        store.sensors().forEach(catalog::remember);
        return catalog;
    }

    /** Every sensor, by id. */
    public List<Sensor> sensors() {
        return sorted(sensorsById.values(), Comparator.comparing(Sensor::id));
    }

    /** The sensors of the device with this id, by id. */
    public List<Sensor> sensorsOf(String device) {
        return sensorsById.values().stream()
                .filter(sensor -> sensor.device().equals(device))
                .sorted(Comparator.comparing(Sensor::id))
                .toList();
    }

    /** Every device, by id. */
    public List<Device> devices() {
        return sorted(devices.values(), Comparator.comparing(Device::id));
    }

    /** Every site, by id. */
    public List<Site> sites() {
        return sorted(sites.values(), Comparator.comparing(Site::id));
    }

    /** How many sensors are in use. */
    public int sensorCount() {
        return (int) sensorsById.values().stream()
                .filter(sensor -> sensor.standing() == Standing.ACTIVE)
                .count();
    }

    /** The sensors that are in the inbox, in any order. */
    public Stream<Sensor> waiting() {
        return waiting.values().stream();
    }

    /** How many they are. */
    public int waitingCount() {
        return waiting.size();
    }

    public Optional<Sensor> sensor(String id) {
        return Optional.ofNullable(sensorsById.get(id));
    }

    /** The sensor with this number, or null: called for every reading. */
    public @Nullable Sensor byNumber(int number) {
        AtomicReferenceArray<@Nullable Sensor> all = sensorsByNumber;
        return number >= 0 && number < all.length() ? all.get(number) : null;
    }

    /** The sensor that senders call so, by its key or an alias, or null: called for every message. */
    public @Nullable Sensor byKey(String key) {
        return sensorsByKey.get(key);
    }

    public Optional<Device> device(String id) {
        return Optional.ofNullable(devices.get(id));
    }

    /** The device that senders call so, or null. */
    public @Nullable Device deviceByKey(String key) {
        return devicesByKey.get(key);
    }

    public Optional<Site> site(String id) {
        return Optional.ofNullable(sites.get(id));
    }

    /** The sensor with this key; created, with its device, where there is none. */
    public Sensor resolve(SensorKey key, Supplier<Naming> naming) {
        Sensor known = sensorsByKey.get(key.key());
        return known == null ? create(List.of(new Wanted(key, naming.get()))).getFirst() : known;
    }

    /**
     * Creates sensors that are not known here, with their devices, all at once; one that is there by now is taken as it is.
     *
     * @return the sensors, in the order of the keys
     * @throws IllegalArgumentException as {@link CatalogStore#sensors(List)}
     */
    public List<Sensor> create(List<Wanted> wanted) {
        List<Sensor> created = store.sensors(wanted);
        created.forEach(this::remember);
        Set<String> unknown = created.stream()
                .map(Sensor::device)
                .filter(id -> !devices.containsKey(id))
                .collect(Collectors.toSet());
        if (!unknown.isEmpty()) {
            store.devices(unknown).forEach(this::remember);
            unknown.forEach(id -> broker.publish(new CatalogChange(Kind.DEVICE, id)));
        }
        created.forEach(sensor -> broker.publish(new CatalogChange(Kind.SENSOR, sensor.id())));
        return created;
    }

    /**
     * Adds a sensor to a device, at version 1, before it sends anything; blocks.
     *
     * @throws CatalogStore.KeyTaken when a sensor has its key already
     */
    public Sensor create(Sensor sensor) {
        Sensor created = store.create(sensor);
        remember(created);
        broker.publish(new CatalogChange(Kind.SENSOR, created.id()));
        return created;
    }

    /** Adds a device; likewise. */
    public Device create(Device device) {
        Device created = store.create(device);
        remember(created);
        broker.publish(new CatalogChange(Kind.DEVICE, created.id()));
        return created;
    }

    /**
     * Replaces a sensor.
     *
     * @throws CatalogStore.VersionConflict when it was changed since, or is gone
     * @throws CatalogStore.KeyTaken when another one has its key, or one of its aliases
     */
    public Sensor update(Sensor sensor) {
        Sensor updated = store.update(sensor);
        remember(updated);
        broker.publish(new CatalogChange(Kind.SENSOR, updated.id()));
        return updated;
    }

    /** Replaces a device; likewise. */
    public Device update(Device device) {
        Device updated = store.update(device);
        remember(updated);
        broker.publish(new CatalogChange(Kind.DEVICE, updated.id()));
        return updated;
    }

    /** Replaces a site; likewise. */
    public Site update(Site site) {
        Site updated = store.update(site);
        sites.put(updated.id(), updated);
        broker.publish(new CatalogChange(Kind.SITE, updated.id()));
        return updated;
    }

    /** @throws CatalogStore.VersionConflict when a site with that id is there already */
    public Site create(Site site) {
        Site created = store.create(site);
        sites.put(created.id(), created);
        broker.publish(new CatalogChange(Kind.SITE, created.id()));
        return created;
    }

    /** Removes a sensor from the catalogue; its readings are the caller's to remove. False where there is none. */
    public boolean removeSensor(String id, long version) {
        boolean removed = store.removeSensor(id, version);
        if (sensorsById.containsKey(id)) {
            forget(id);
            broker.publish(new CatalogChange(Kind.SENSOR, id));
        }
        return removed;
    }

    public boolean removeDevice(String id, long version) {
        boolean removed = store.removeDevice(id, version);
        if (devices.containsKey(id)) {
            forgetDevice(id);
            broker.publish(new CatalogChange(Kind.DEVICE, id));
        }
        return removed;
    }

    public boolean removeSite(String id, long version) {
        boolean removed = store.removeSite(id, version);
        if (sites.remove(id) != null) {
            broker.publish(new CatalogChange(Kind.SITE, id));
        }
        return removed;
    }

    /** Makes all of these changes or none, as {@link CatalogStore#change}. */
    public void change(List<Change> changes) {
        store.change(changes);
        // What takes over a key before what had it is forgotten: at no time does the key name nothing.
        for (Change change : changes) {
            if (change instanceof Change.UpdateSensor(Sensor sensor)) {
                remember(sensor.withVersion(sensor.version() + 1));
            } else if (change instanceof Change.UpdateDevice(Device device)) {
                remember(device.withVersion(device.version() + 1));
            }
        }
        for (Change change : changes) {
            if (change instanceof Change.RemoveSensor(String id, long _)) {
                forget(id);
            } else if (change instanceof Change.RemoveDevice(String id, long _)) {
                forgetDevice(id);
            }
        }
        for (Change change : changes) {
            broker.publish(
                    switch (change) {
                        case Change.UpdateSensor(Sensor sensor) -> new CatalogChange(Kind.SENSOR, sensor.id());
                        case Change.UpdateDevice(Device device) -> new CatalogChange(Kind.DEVICE, device.id());
                        case Change.RemoveSensor(String id, long _) -> new CatalogChange(Kind.SENSOR, id);
                        case Change.RemoveDevice(String id, long _) -> new CatalogChange(Kind.DEVICE, id);
                    });
        }
    }

    /** What devices told of themselves, as {@link CatalogStore#deviceStates()}. */
    Map<String, DeviceState> deviceStates() {
        return store.deviceStates();
    }

    void deviceStates(Map<String, DeviceState> states) {
        store.deviceStates(states);
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

    /**
     * Reads everything anew and tells this process what is another, new or gone: another one may have changed it. Blocks.
     *
     * @throws io.isotherm.store.StoreException when the store failed; then nothing changed here
     */
    public void refresh() {
        // What is created here after this may not be in what is read, and is not gone.
        Set<String> hadSites = Set.copyOf(sites.keySet());
        Set<String> hadDevices = Set.copyOf(devices.keySet());
        Set<String> hadSensors = Set.copyOf(sensorsById.keySet());
        Map<String, Site> newSites = byId(store.sites(), Site::id);
        Map<String, Device> newDevices = byId(store.devices(), Device::id);
        Map<String, Sensor> newSensors = byId(store.sensors(), Sensor::id);
        renew(hadSites, sites, newSites, Site::version, site -> sites.put(site.id(), site), sites::remove, Kind.SITE);
        renew(hadDevices, devices, newDevices, Device::version, this::remember, this::forgetDevice, Kind.DEVICE);
        renew(hadSensors, sensorsById, newSensors, Sensor::version, this::remember, this::forget, Kind.SENSOR);
    }

    private static <T> Map<String, T> byId(List<T> things, Function<T, String> id) {
        Map<String, T> map = new HashMap<>();
        things.forEach(thing -> map.put(id.apply(thing), thing));
        return map;
    }

    // What was changed here while the store was read is newer than what was read, and stays.
    private <T> void renew(
            Set<String> had,
            Map<String, T> known,
            Map<String, T> read,
            ToLongFunction<T> version,
            Consumer<T> put,
            Consumer<String> remove,
            Kind kind) {
        for (String id : had) {
            if (!read.containsKey(id) && known.containsKey(id)) {
                remove.accept(id);
                broker.tellHere(new CatalogChange(kind, id));
            }
        }
        read.forEach((id, thing) -> {
            T here = known.get(id);
            if (here == null || (!here.equals(thing) && version.applyAsLong(thing) >= version.applyAsLong(here))) {
                put.accept(thing);
                broker.tellHere(new CatalogChange(kind, id));
            }
        });
    }

    private void forget(String id) {
        Sensor sensor = sensorsById.remove(id);
        if (sensor != null) {
            keys(sensor).forEach(key -> forgetKey(key, sensor));
            waiting.remove(id);
            number(sensor.number(), null);
        }
    }

    private void remember(Sensor sensor) {
        Sensor before = sensorsById.put(sensor.id(), sensor);
        number(sensor.number(), sensor);
        if (sensor.standing() == Standing.WAITING) {
            waiting.put(sensor.id(), sensor);
        } else {
            waiting.remove(sensor.id());
        }
        Set<String> keys = keys(sensor);
        keys.forEach(key -> sensorsByKey.put(key, sensor));
        if (before != null) {
            keys(before).stream().filter(key -> !keys.contains(key)).forEach(key -> forgetKey(key, before));
        }
    }

    private static Set<String> keys(Sensor sensor) {
        if (sensor.details().aliases().isEmpty()) {
            return Set.of(sensor.key());
        }
        Set<String> keys = new HashSet<>(sensor.details().aliases());
        keys.add(sensor.key());
        return keys;
    }

    // Unless another sensor has it by now.
    private void forgetKey(String key, Sensor sensor) {
        sensorsByKey.computeIfPresent(key, (_, known) -> known.number() == sensor.number() ? null : known);
    }

    private void remember(Device device) {
        Device before = devices.put(device.id(), device);
        devicesByKey.put(device.key(), device);
        if (before != null && !before.key().equals(device.key())) {
            forgetKey(before);
        }
    }

    private void forgetDevice(String id) {
        Device device = devices.remove(id);
        if (device != null) {
            forgetKey(device);
        }
    }

    private void forgetKey(Device device) {
        devicesByKey.computeIfPresent(device.key(), (_, known) -> known.id().equals(device.id()) ? null : known);
    }

    private synchronized void number(int number, @Nullable Sensor sensor) {
        AtomicReferenceArray<@Nullable Sensor> all = sensorsByNumber;
        if (number >= all.length()) {
            AtomicReferenceArray<@Nullable Sensor> larger =
                    new AtomicReferenceArray<>(Math.max(number + 1, all.length() * 2));
            for (int i = 0; i < all.length(); i++) {
                larger.set(i, all.get(i));
            }
            all = larger;
        }
        all.set(number, sensor);
        sensorsByNumber = all;
    }

    private static <T> List<T> sorted(Collection<T> all, Comparator<T> order) {
        return all.stream().sorted(order).toList();
    }
}
