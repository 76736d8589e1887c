package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.isotherm.model.Device;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Site;
import io.isotherm.ops.Health;
import io.isotherm.store.AuditEntry;
import io.isotherm.store.CatalogStore;
import io.isotherm.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.conversions.Bson;

/** The catalogue in the collections {@code sites}, {@code devices}, {@code sensors}, {@code settings} and {@code audit}. */
public final class MongoCatalogStore implements CatalogStore {
    private static final Pattern ID = Pattern.compile("[a-z0-9-]+");

    private final MongoHome home;
    private final MongoCollection<BsonDocument> sites;
    private final MongoCollection<BsonDocument> devices;
    private final MongoCollection<BsonDocument> sensors;
    private final MongoCollection<BsonDocument> settings;
    private final References references;
    private final SensorCreation creation;
    private final MongoAudit audit;
    private volatile boolean closed;

    /** The home stays open when this is closed. */
    public MongoCatalogStore(MongoHome home) {
        this.home = home;
        sites = home.collection(MongoLayout.SITES);
        devices = home.collection(MongoLayout.DEVICES);
        sensors = home.collection(MongoLayout.SENSORS);
        settings = home.collection(MongoLayout.SETTINGS);
        references = new References(sites, devices, sensors);
        creation = new SensorCreation(home, references);
        audit = new MongoAudit(home);
    }

    @Override
    public List<Site> sites() {
        return all(sites, "_id", CatalogDocuments::site);
    }

    @Override
    public List<Device> devices() {
        return all(devices, "_id", CatalogDocuments::device);
    }

    @Override
    public List<Sensor> sensors() {
        return all(sensors, "number", CatalogDocuments::sensor);
    }

    private <T> List<T> all(MongoCollection<BsonDocument> collection, String order, Function<BsonDocument, T> read) {
        requireOpen();
        return home.call(session -> collection
                .find(session)
                .sort(Sorts.ascending(order))
                .batchSize(5_000)
                .map(read::apply)
                .into(new ArrayList<>()));
    }

    @Override
    public Sensor sensor(SensorKey key, Naming naming) {
        requireOpen();
        return creation.sensor(key, naming);
    }

    @Override
    public Sensor update(Sensor sensor) {
        requireOpen();
        return home.transaction(session -> {
            references.holdSite(session, sensor.site());
            if (!references.holdDevice(session, sensor.device())) {
                throw new IllegalArgumentException("There is no device " + sensor.device() + ".");
            }
            Bson change = Updates.combine(
                    Updates.set("name", sensor.name()),
                    Updates.set("device", sensor.device()),
                    Updates.set("site", sensor.site()),
                    Updates.set("quantity", sensor.quantity().id()),
                    Updates.set("unit", sensor.unit().code()),
                    Updates.set("interval", sensor.interval()));
            return CatalogDocuments.sensor(changed(session, sensors, "sensor", sensor.id(), sensor.version(), change));
        });
    }

    @Override
    public Device update(Device device) {
        requireOpen();
        return home.transaction(session -> {
            references.holdSite(session, device.site());
            Bson change = Updates.combine(Updates.set("name", device.name()), Updates.set("site", device.site()));
            return CatalogDocuments.device(changed(session, devices, "device", device.id(), device.version(), change));
        });
    }

    @Override
    public Site update(Site site) {
        requireOpen();
        Bson change = Updates.combine(
                Updates.set("name", site.name()),
                Updates.set("zone", site.zone().getId()));
        return home.call(
                session -> CatalogDocuments.site(changed(session, sites, "site", site.id(), site.version(), change)));
    }

    /** Makes a change against the version that the caller saw. */
    private static BsonDocument changed(
            ClientSession session,
            MongoCollection<BsonDocument> collection,
            String kind,
            String id,
            long version,
            Bson change) {
        BsonDocument after = collection.findOneAndUpdate(
                session,
                and(eq("_id", id), eq("version", version)),
                Updates.combine(change, Updates.inc("version", 1L)),
                new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
        if (after == null) {
            throw conflict(session, collection, kind, id, version);
        }
        return after;
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

    @Override
    public Site create(Site site) {
        if (!ID.matcher(site.id()).matches()) {
            throw new IllegalArgumentException("A site's id is made of a to z, 0 to 9 and -.");
        }
        requireOpen();
        Site created = new Site(site.id(), site.name(), site.zone(), 1);
        return home.call(session -> {
            if (!Inserts.insert(session, sites, CatalogDocuments.of(created))) {
                throw new VersionConflict("There is a site " + site.id() + " already.");
            }
            return created;
        });
    }

    @Override
    public boolean removeSensor(String id, long version) {
        requireOpen();
        return home.call(session -> remove(session, sensors, "sensor", id, version));
    }

    @Override
    public boolean removeDevice(String id, long version) {
        requireOpen();
        return home.transaction(session -> {
            references.requireUnusedDevice(session, id);
            return remove(session, devices, "device", id, version);
        });
    }

    @Override
    public boolean removeSite(String id, long version) {
        requireOpen();
        return home.transaction(session -> {
            references.requireUnusedSite(session, id);
            return remove(session, sites, "site", id, version);
        });
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

    @Override
    public Optional<String> setting(String name) {
        requireOpen();
        return home.call(session -> Optional.ofNullable(
                        settings.find(session, eq("_id", name)).first())
                .map(found -> found.getString("value").getValue()));
    }

    @Override
    public void setting(String name, String value) {
        requireOpen();
        home.call(session -> settings.replaceOne(
                session,
                eq("_id", name),
                new BsonDocument("_id", new BsonString(name)).append("value", new BsonString(value)),
                new ReplaceOptions().upsert(true)));
    }

    /** The value of a setting; the given one, from now on for everybody, where it has none yet. */
    public String settingOnce(String name, String value) {
        requireOpen();
        home.call(session -> settings.updateOne(
                session, eq("_id", name), Updates.setOnInsert("value", value), new UpdateOptions().upsert(true)));
        return setting(name).orElse(value);
    }

    @Override
    public void audit(AuditEntry entry) {
        requireOpen();
        audit.add(entry);
    }

    @Override
    public List<AuditEntry> audit(long before, int limit) {
        requireOpen();
        return audit.before(before, limit);
    }

    /**
     * Tells of sensors, devices and sites that were created, changed or removed, by this process too, until the answer
     * is closed.
     */
    public CatalogChanges.Subscription follow(CatalogChanges.Listener listener) {
        return CatalogChanges.follow(home, listener);
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException("The catalogue is closed.");
        }
    }

    @Override
    public String name() {
        return "catalogue";
    }

    @Override
    public Health check() {
        return closed ? Health.down("The catalogue is closed.") : home.check();
    }

    @Override
    public void close() {
        closed = true;
    }
}
