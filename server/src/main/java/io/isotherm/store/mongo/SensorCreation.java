package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import io.isotherm.model.Device;
import io.isotherm.model.DeviceDetails;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorDetails;
import io.isotherm.model.SensorKey;
import io.isotherm.store.CatalogStore.KeyTaken;
import io.isotherm.store.CatalogStore.Naming;
import io.isotherm.store.Slug;
import io.isotherm.store.StoreException;
import java.util.Optional;
import java.util.function.Function;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Finds or creates the sensor with a key, with its device, while other processes do the same: unique indexes let one
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

    Sensor sensor(SensorKey key, Naming naming) {
        int number = 0;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Sensor> known = home.call(session -> byKey(session, sensors, "keys", key.key()))
                    .map(CatalogDocuments::sensor);
            if (known.isPresent()) {
                return known.get();
            }
            naming.site()
                    .ifPresent(site -> home.transaction(session -> {
                        references.holdSite(session, site);
                        return site;
                    }));
            // Outside of the transaction, so that creations do not wait for each other. A number that comes to nothing
            // is lost; an int has enough of them.
            number = number == 0 ? nextNumber() : number;
            int mine = number;
            try {
                return home.transaction(session -> create(session, key, naming, mine));
            } catch (Taken e) {
                // Look again: it is the one, or another one with its id.
            }
        }
        throw new StoreException("The sensor " + key.key() + " could not be created: others were always quicker.");
    }

    /** As {@link io.isotherm.store.CatalogStore#create(Sensor)}. */
    Sensor create(Sensor sensor) {
        int number = nextNumber();
        return attempt(sensor.key(), session -> {
            references.holdSite(session, sensor.site());
            if (!references.holdDevice(session, sensor.device())) {
                throw new IllegalArgumentException("There is no device " + sensor.device() + ".");
            }
            writes.requireFreeKeys(session, sensor, "");
            Sensor created = new Sensor(
                    number,
                    freeId(session, sensors, Slug.of(sensor.key(), "sensor")),
                    sensor.key(),
                    sensor.name(),
                    sensor.device(),
                    sensor.site(),
                    sensor.quantity(),
                    sensor.unit(),
                    sensor.interval(),
                    sensor.details(),
                    1);
            insert(session, sensors, CatalogDocuments.of(created));
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
            return insert(session, device);
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

    private int nextNumber() {
        BsonDocument counter = home.<@Nullable BsonDocument>call(session -> counters.findOneAndUpdate(
                session,
                eq("_id", "sensor"),
                Updates.inc("last", 1),
                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER)));
        if (counter == null) {
            throw new StoreException("MongoDB gave no number for a sensor.");
        }
        return Math.toIntExact(counter.getNumber("last").longValue());
    }

    private Sensor create(ClientSession session, SensorKey key, Naming naming, int number) {
        String site = naming.site().orElse(null);
        references.holdSite(session, site);
        Device device = device(session, key.device(), naming, site);
        Sensor sensor = new Sensor(
                number,
                freeId(session, sensors, Slug.of(key.key(), "sensor")),
                key.key(),
                naming.sensorName(),
                device.id(),
                site == null ? device.site() : site,
                key.quantity(),
                naming.unit(),
                null,
                SensorDetails.of(device.standing()),
                1);
        insert(session, sensors, CatalogDocuments.of(sensor));
        return sensor;
    }

    private Device device(ClientSession session, String key, Naming naming, @Nullable String site) {
        Optional<Device> known = byKey(session, devices, "key", key).map(CatalogDocuments::device);
        if (known.isPresent()) {
            references.holdDevice(session, known.get().id());
            return known.get();
        }
        return insert(session, new Device("", key, naming.deviceName(), site, DeviceDetails.of(naming.standing()), 1));
    }

    private Device insert(ClientSession session, Device device) {
        Device created = new Device(
                freeId(session, devices, Slug.of(device.key(), "device")),
                device.key(),
                device.name(),
                device.site(),
                device.details(),
                1);
        insert(session, devices, CatalogDocuments.of(created));
        return created;
    }

    private static void insert(ClientSession session, MongoCollection<BsonDocument> collection, BsonDocument document) {
        if (!Inserts.insert(session, collection, document)) {
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

    /**
     * The slug, or the slug with a number from 2 that is free. Searched by doubling and halving: where no id was removed
     * that is the first free number, and thousands of keys with one slug cost a dozen look-ups each.
     */
    private static String freeId(ClientSession session, MongoCollection<BsonDocument> collection, String slug) {
        if (!isTaken(session, collection, slug)) {
            return slug;
        }
        int taken = 1;
        int free = 2;
        while (isTaken(session, collection, slug + "-" + free)) {
            taken = free;
            free = Math.multiplyExact(free, 2);
        }
        while (free - taken > 1) {
            int middle = (taken + free) >>> 1;
            if (isTaken(session, collection, slug + "-" + middle)) {
                taken = middle;
            } else {
                free = middle;
            }
        }
        return slug + "-" + free;
    }

    private static boolean isTaken(ClientSession session, MongoCollection<BsonDocument> collection, String id) {
        return collection
                        .find(session, eq("_id", id))
                        .projection(Projections.include("_id"))
                        .first()
                != null;
    }
}
