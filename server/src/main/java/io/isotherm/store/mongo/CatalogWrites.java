package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.ne;

import com.mongodb.MongoCommandException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import io.isotherm.model.Device;
import io.isotherm.model.Sensor;
import io.isotherm.model.Site;
import io.isotherm.store.CatalogStore.Change;
import io.isotherm.store.CatalogStore.KeyTaken;
import io.isotherm.store.CatalogStore.VersionConflict;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Changes of what is in the catalogue, within one session, most of them within a transaction of the caller's. */
final class CatalogWrites {
    private final MongoCollection<BsonDocument> sites;
    private final MongoCollection<BsonDocument> devices;
    private final MongoCollection<BsonDocument> sensors;
    private final MongoCollection<BsonDocument> states;
    private final References references;

    CatalogWrites(MongoHome home, References references) {
        sites = home.collection(MongoLayout.SITES);
        devices = home.collection(MongoLayout.DEVICES);
        sensors = home.collection(MongoLayout.SENSORS);
        states = home.collection(MongoLayout.STATES);
        this.references = references;
    }

    void change(ClientSession session, List<Change> changes) {
        Held held = new Held(session);
        for (Change change : changes) {
            boolean there = switch (change) {
                case Change.UpdateSensor(Sensor sensor) ->
                    update(session, sensor, held).version() > 0;
                case Change.UpdateDevice(Device device) ->
                    update(session, device, held).version() > 0;
                case Change.RemoveSensor(String id, long version) -> removeSensor(session, id, version);
                case Change.RemoveDevice(String id, long version) -> removeDevice(session, id, version);
            };
            if (!there) {
                throw new VersionConflict("What was to be removed is not there any more.");
            }
        }
    }

    Sensor update(ClientSession session, Sensor sensor) {
        return update(session, sensor, new Held(session));
    }

    Device update(ClientSession session, Device device) {
        return update(session, device, new Held(session));
    }

    private Sensor update(ClientSession session, Sensor sensor, Held held) {
        held.site(sensor.site());
        held.device(sensor.device());
        requireFreeKeys(session, sensor, sensor.id());
        Bson change = Updates.combine(
                Updates.set("key", sensor.key()),
                Updates.set("keys", CatalogDocuments.keys(sensor)),
                Updates.set("name", sensor.name()),
                Updates.set("device", sensor.device()),
                Updates.set("site", sensor.site()),
                Updates.set("quantity", sensor.quantity().id()),
                Updates.set("unit", sensor.unit().code()),
                Updates.set("interval", sensor.interval()),
                Updates.set("details", CatalogDocuments.details(sensor)));
        return CatalogDocuments.sensor(changed(session, sensors, "sensor", sensor.id(), sensor.version(), change));
    }

    private Device update(ClientSession session, Device device, Held held) {
        held.site(device.site());
        BsonDocument other = devices.find(session, and(eq("key", device.key()), ne("_id", device.id())))
                .first();
        if (other != null) {
            throw new KeyTaken(
                    "The device " + other.getString("_id").getValue() + " has the key " + device.key() + " already.");
        }
        Bson change = Updates.combine(
                Updates.set("key", device.key()),
                Updates.set("name", device.name()),
                Updates.set("site", device.site()),
                Updates.set("details", CatalogDocuments.details(device)));
        return CatalogDocuments.device(changed(session, devices, "device", device.id(), device.version(), change));
    }

    Site update(ClientSession session, Site site) {
        Bson change = Updates.combine(
                Updates.set("name", site.name()),
                Updates.set("zone", site.zone().getId()),
                Updates.set("notes", site.notes()));
        return CatalogDocuments.site(changed(session, sites, "site", site.id(), site.version(), change));
    }

    boolean removeSensor(ClientSession session, String id, long version) {
        return remove(session, sensors, "sensor", id, version);
    }

    boolean removeDevice(ClientSession session, String id, long version) {
        references.requireUnusedDevice(session, id);
        if (!remove(session, devices, "device", id, version)) {
            return false;
        }
        states.deleteOne(session, eq("_id", id));
        return true;
    }

    boolean removeSite(ClientSession session, String id, long version) {
        references.requireUnusedSite(session, id);
        return remove(session, sites, "site", id, version);
    }

    /**
     * @param own the id of the sensor that may have the keys; empty for none
     * @throws KeyTaken when another sensor has one of them
     */
    void requireFreeKeys(ClientSession session, Sensor sensor, String own) {
        BsonDocument other = sensors.find(session, and(in("keys", CatalogDocuments.keys(sensor)), ne("_id", own)))
                .first();
        if (other != null) {
            throw new KeyTaken("The sensor " + other.getString("_id").getValue() + " has the key " + sensor.key()
                    + ", or an alias of this one, already.");
        }
    }

    /** Makes a change against the version that the caller saw. */
    private static BsonDocument changed(
            ClientSession session,
            MongoCollection<BsonDocument> collection,
            String kind,
            String id,
            long version,
            Bson change) {
        BsonDocument after;
        try {
            after = collection.findOneAndUpdate(
                    session,
                    and(eq("_id", id), eq("version", version)),
                    Updates.combine(change, Updates.inc("version", 1L)),
                    new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
        } catch (MongoCommandException e) {
            if (e.getErrorCode() == MongoFailure.DUPLICATE_KEY) {
                throw new KeyTaken("Another " + kind + " was given a key of " + id + " meanwhile.");
            }
            throw e;
        }
        if (after == null) {
            throw conflict(session, collection, kind, id, version);
        }
        return after;
    }

    private static boolean remove(
            ClientSession session, MongoCollection<BsonDocument> collection, String kind, String id, long version) {
        if (collection
                        .deleteOne(session, and(eq("_id", id), eq("version", version)))
                        .getDeletedCount()
                == 1) {
            return true;
        }
        if (collection.find(session, eq("_id", id)).first() == null) {
            return false;
        }
        throw conflict(session, collection, kind, id, version);
    }

    private static VersionConflict conflict(
            ClientSession session, MongoCollection<BsonDocument> collection, String kind, String id, long version) {
        BsonDocument now = collection.find(session, eq("_id", id)).first();
        return new VersionConflict(
                now == null
                        ? "There is no " + kind + " " + id + " any more."
                        : "The " + kind + " " + id + " was changed meanwhile: it is at version "
                                + now.getNumber("version").longValue() + ", not " + version + ".");
    }

    /** What one transaction keeps from being removed, each once. */
    private final class Held {
        private final ClientSession session;
        private final Set<String> sites = new HashSet<>();
        private final Set<String> devices = new HashSet<>();

        Held(ClientSession session) {
            this.session = session;
        }

        void site(@Nullable String id) {
            if (id != null && sites.add(id)) {
                references.holdSite(session, id);
            }
        }

        void device(String id) {
            if (devices.add(id) && !references.holdDevice(session, id)) {
                throw new IllegalArgumentException("There is no device " + id + ".");
            }
        }
    }
}
