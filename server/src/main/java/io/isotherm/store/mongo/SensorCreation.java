package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import io.isotherm.model.Device;
import io.isotherm.model.DeviceDetails;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorDetails;
import io.isotherm.model.SensorKey;
import io.isotherm.store.CatalogStore.KeyTaken;
import io.isotherm.store.CatalogStore.Wanted;
import io.isotherm.store.Slug;
import io.isotherm.store.StoreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Finds or creates sensors by their keys, with their devices, while other processes do the same: unique indexes let one
 * through, and the others look again.
 */
final class SensorCreation {
    /** Each attempt fails because somebody else created something: the one that is wanted, or one that took its id. */
    private static final int ATTEMPTS = 100;

    private final MongoHome home;
    private final References references;
    private final CatalogWrites writes;
    private final MongoCollection<BsonDocument> devices;
    private final MongoCollection<BsonDocument> sensors;
    private final MongoCollection<BsonDocument> counters;

    SensorCreation(MongoHome home, References references, CatalogWrites writes) {
        this.home = home;
        this.references = references;
        this.writes = writes;
        devices = home.collection(MongoLayout.DEVICES);
        sensors = home.collection(MongoLayout.SENSORS);
        counters = home.collection(MongoLayout.COUNTERS);
    }

    /** As {@link io.isotherm.store.CatalogStore#sensors(List)}. */
    List<Sensor> sensors(List<Wanted> wanted) {
        int first = 0;
        int numbers = 0;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Map<String, Sensor> found = known(wanted);
            Map<String, Wanted> missing = new LinkedHashMap<>();
            wanted.stream()
                    .filter(one -> !found.containsKey(one.key().key()))
                    .forEach(one -> missing.putIfAbsent(one.key().key(), one));
            if (missing.isEmpty()) {
                return inOrder(wanted, found);
            }
            home.transaction(session -> {
                holdSites(session, missing.values());
                return true;
            });
            // Outside of the transaction, so that creations do not wait for each other. Numbers that come to nothing
            // are
            // lost; an int has enough of them.
            if (missing.size() > numbers) {
                numbers = missing.size();
                first = nextNumbers(numbers);
            }
            int mine = first;
            try {
                for (Sensor created : home.transaction(session -> create(session, missing.values(), mine))) {
                    found.put(created.key(), created);
                }
                return inOrder(wanted, found);
            } catch (Taken e) {
                // Look again: it is one of them, or another one with an id of theirs.
            }
        }
        throw new StoreException(
                "The sensor " + wanted.getFirst().key().key() + " could not be created: others were always quicker.");
    }

    private static List<Sensor> inOrder(List<Wanted> wanted, Map<String, Sensor> found) {
        return wanted.stream()
                .map(one -> Objects.requireNonNull(found.get(one.key().key())))
                .toList();
    }

    private Map<String, Sensor> known(List<Wanted> wanted) {
        List<String> keys = wanted.stream().map(one -> one.key().key()).toList();
        Map<String, Sensor> known = new HashMap<>();
        home.call(session -> sensors.find(session, in("keys", keys))
                        .map(CatalogDocuments::sensor)
                        .into(new ArrayList<>()))
                .forEach(sensor -> {
                    known.put(sensor.key(), sensor);
                    sensor.details().aliases().forEach(alias -> known.put(alias, sensor));
                });
        return known;
    }

    private void holdSites(ClientSession session, Collection<Wanted> missing) {
        missing.stream()
                .flatMap(one -> one.naming().site().stream())
                .distinct()
                .forEach(site -> references.holdSite(session, site));
    }

    /** As {@link io.isotherm.store.CatalogStore#create(Sensor)}. */
    Sensor create(Sensor sensor) {
        int number = nextNumbers(1);
        return attempt(sensor.key(), session -> {
            references.holdSite(session, sensor.site());
            if (!references.holdDevice(session, sensor.device())) {
                throw new IllegalArgumentException("There is no device " + sensor.device() + ".");
            }
            writes.requireFreeKeys(session, sensor, "");
            String slug = Slug.of(sensor.key(), "sensor");
            Sensor created = new Sensor(
                    number,
                    new FreeIds(session, sensors, List.of(slug)).take(slug),
                    sensor.key(),
                    sensor.name(),
                    sensor.device(),
                    sensor.site(),
                    sensor.quantity(),
                    sensor.unit(),
                    sensor.interval(),
                    sensor.details(),
                    1);
            insert(session, sensors, List.of(CatalogDocuments.of(created)));
            return created;
        });
    }

    /** As {@link io.isotherm.store.CatalogStore#create(Device)}. */
    Device create(Device device) {
        return attempt(device.key(), session -> {
            references.holdSite(session, device.site());
            Optional<BsonDocument> other = byKey(session, devices, "key", device.key());
            if (other.isPresent()) {
                throw new KeyTaken("The device " + other.get().getString("_id").getValue() + " has the key "
                        + device.key() + " already.");
            }
            String slug = Slug.of(device.key(), "device");
            Device created = new Device(
                    new FreeIds(session, devices, List.of(slug)).take(slug),
                    device.key(),
                    device.name(),
                    device.site(),
                    device.details(),
                    1);
            insert(session, devices, List.of(CatalogDocuments.of(created)));
            return created;
        });
    }

    private <T> T attempt(String key, Function<ClientSession, T> creation) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return home.transaction(creation);
            } catch (Taken e) {
                // Somebody was quicker: look again.
            }
        }
        throw new StoreException(
                "The thing with the key " + key + " could not be created: others were always quicker.");
    }

    /** The first of so many numbers that no sensor ever had. */
    private int nextNumbers(int count) {
        BsonDocument counter = home.<@Nullable BsonDocument>call(session -> counters.findOneAndUpdate(
                session,
                eq("_id", "sensor"),
                Updates.inc("last", count),
                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER)));
        if (counter == null) {
            throw new StoreException("MongoDB gave no number for a sensor.");
        }
        return Math.toIntExact(counter.getNumber("last").longValue() - count + 1);
    }

    private List<Sensor> create(ClientSession session, Collection<Wanted> missing, int first) {
        holdSites(session, missing);
        Map<String, Device> theirs = devices(session, missing);
        FreeIds ids = new FreeIds(
                session,
                sensors,
                missing.stream().map(one -> Slug.of(one.key().key(), "sensor")).toList());
        List<Sensor> created = new ArrayList<>(missing.size());
        for (Wanted one : missing) {
            SensorKey key = one.key();
            Device device = Objects.requireNonNull(theirs.get(key.device()));
            created.add(new Sensor(
                    first + created.size(),
                    ids.take(Slug.of(key.key(), "sensor")),
                    key.key(),
                    one.naming().sensorName(),
                    device.id(),
                    one.naming().site().orElse(device.site()),
                    key.quantity(),
                    one.naming().unit(),
                    null,
                    SensorDetails.of(device.standing()),
                    1));
        }
        insert(session, sensors, created.stream().map(CatalogDocuments::of).toList());
        return created;
    }

    /** The devices of these sensors by their keys; those that there were not are inserted. */
    private Map<String, Device> devices(ClientSession session, Collection<Wanted> missing) {
        Map<String, Wanted> unknown = new LinkedHashMap<>();
        missing.forEach(one -> unknown.putIfAbsent(one.key().device(), one));
        Map<String, Device> theirs = new HashMap<>();
        devices.find(session, in("key", unknown.keySet()))
                .map(CatalogDocuments::device)
                .forEach(device -> theirs.put(device.key(), device));
        theirs.values().forEach(device -> references.holdDevice(session, device.id()));
        unknown.keySet().removeAll(theirs.keySet());
        FreeIds ids = new FreeIds(
                session,
                devices,
                unknown.keySet().stream().map(key -> Slug.of(key, "device")).toList());
        List<Device> created = new ArrayList<>();
        unknown.forEach((key, one) -> created.add(new Device(
                ids.take(Slug.of(key, "device")),
                key,
                one.naming().deviceName(),
                one.naming().site().orElse(null),
                DeviceDetails.of(one.naming().standing()),
                1)));
        insert(session, devices, created.stream().map(CatalogDocuments::of).toList());
        created.forEach(device -> theirs.put(device.key(), device));
        return theirs;
    }

    private static void insert(
            ClientSession session, MongoCollection<BsonDocument> collection, List<BsonDocument> documents) {
        if (!documents.isEmpty() && !Inserts.insert(session, collection, documents)) {
            throw new Taken();
        }
    }
    /** Somebody else took one of the keys meanwhile; the transaction is void. */
    private static final class Taken extends RuntimeException {
        Taken() {
            super("taken", null, false, false);
        }
    }

    private static Optional<BsonDocument> byKey(
            ClientSession session, MongoCollection<BsonDocument> collection, String field, String key) {
        return Optional.ofNullable(collection.find(session, eq(field, key)).first());
    }
}
