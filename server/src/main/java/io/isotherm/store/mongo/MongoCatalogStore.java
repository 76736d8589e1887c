package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * The catalogue in the collections {@code sites}, {@code devices}, {@code sensors}, {@code states}, {@code settings},
 * {@code audit}, {@code tokens} and {@code sessions}.
 */
public final class MongoCatalogStore implements CatalogStore {
    private static final Pattern ID = Pattern.compile("[a-z0-9-]+");

    private final MongoHome home;
    private final MongoCollection<BsonDocument> sites;
    private final MongoCollection<BsonDocument> devices;
    private final MongoCollection<BsonDocument> sensors;
    private final MongoCollection<BsonDocument> settings;
    private final MongoCollection<BsonDocument> states;
    private final SensorCreation creation;
    private final CatalogWrites writes;
    private final MongoAudit audit;
    private final MongoTokens tokens;
    private final MongoSessions sessions;
    private volatile boolean closed;

    /** The home stays open when this is closed. */
    public MongoCatalogStore(MongoHome home) {
        this.home = home;
        sites = home.collection(MongoLayout.SITES);
        devices = home.collection(MongoLayout.DEVICES);
        sensors = home.collection(MongoLayout.SENSORS);
        settings = home.collection(MongoLayout.SETTINGS);
        states = home.collection(MongoLayout.STATES);
        References references = new References(sites, devices, sensors);
        writes = new CatalogWrites(home, references);
        creation = new SensorCreation(home, references, writes);
        audit = new MongoAudit(home);
        tokens = new MongoTokens(home);
        sessions = new MongoSessions(home);
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
    public List<Device> devices(Collection<String> ids) {
        requireOpen();
        return home.call(session -> devices.find(session, in("_id", ids))
                .map(CatalogDocuments::device)
                .into(new ArrayList<>()));
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
    public List<Sensor> sensors(List<Wanted> wanted) {
        if (wanted.size() > MOST_WANTED) {
            throw new IllegalArgumentException("At most " + MOST_WANTED + " sensors are asked for at once.");
        }
        requireOpen();
        return creation.sensors(wanted);
    }

    @Override
    public Sensor create(Sensor sensor) {
        requireOpen();
        return creation.create(sensor);
    }

    @Override
    public Device create(Device device) {
        requireOpen();
        return creation.create(device);
    }

    @Override
    public Sensor update(Sensor sensor) {
        requireOpen();
        return home.transaction(session -> writes.update(session, sensor));
    }

    @Override
    public Device update(Device device) {
        requireOpen();
        return home.transaction(session -> writes.update(session, device));
    }

    @Override
    public void change(List<Change> changes) {
        if (changes.size() > MOST_CHANGES) {
            throw new IllegalArgumentException("At most " + MOST_CHANGES + " changes are made at once.");
        }
        requireOpen();
        home.transaction(session -> {
            writes.change(session, changes);
            return true;
        });
    }

    @Override
    public Site update(Site site) {
        requireOpen();
        return home.call(session -> writes.update(session, site));
    }

    @Override
    public Site create(Site site) {
        if (!ID.matcher(site.id()).matches()) {
            throw new IllegalArgumentException("A site's id is made of a to z, 0 to 9 and -.");
        }
        requireOpen();
        Site created = new Site(site.id(), site.name(), site.zone(), site.notes(), 1);
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
        return home.call(session -> writes.removeSensor(session, id, version));
    }

    @Override
    public boolean removeDevice(String id, long version) {
        requireOpen();
        return home.transaction(session -> writes.removeDevice(session, id, version));
    }

    @Override
    public boolean removeSite(String id, long version) {
        requireOpen();
        return home.transaction(session -> writes.removeSite(session, id, version));
    }

    @Override
    public Map<String, DeviceState> deviceStates() {
        requireOpen();
        return home.call(session -> {
            Map<String, DeviceState> all = new HashMap<>();
            states.find(session)
                    .batchSize(5_000)
                    .forEach(found -> all.put(found.getString("_id").getValue(), CatalogDocuments.state(found)));
            return all;
        });
    }

    @Override
    public void deviceStates(Map<String, DeviceState> changed) {
        requireOpen();
        if (changed.isEmpty()) {
            return;
        }
        home.call(session -> {
            Set<String> there = devices.find(session, in("_id", changed.keySet()))
                    .projection(Projections.include("_id"))
                    .map(found -> found.getString("_id").getValue())
                    .into(new HashSet<>());
            List<WriteModel<BsonDocument>> writes = changed.entrySet().stream()
                    .filter(each -> there.contains(each.getKey()))
                    .<WriteModel<BsonDocument>>map(each -> new ReplaceOneModel<>(
                            eq("_id", each.getKey()),
                            CatalogDocuments.of(each.getKey(), each.getValue()),
                            new ReplaceOptions().upsert(true)))
                    .toList();
            return writes.isEmpty() || states.bulkWrite(session, writes, new BulkWriteOptions().ordered(false)) != null;
        });
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

    @Override
    public TokenStore tokens() {
        return tokens;
    }

    @Override
    public SessionStore sessions() {
        return sessions;
    }

    /** Likewise when a session was ended. */
    public Runnable followSessions(Runnable changed) {
        return sessions.follow(changed);
    }

    /** Calls when a token was added, used or revoked, by this process too, until the answer is run; and in the beginning. */
    public Runnable followTokens(Runnable changed) {
        return tokens.follow(changed);
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
        return closed ? Health.down("closed", "The catalogue is closed.") : home.check();
    }

    @Override
    public void close() {
        closed = true;
    }
}
