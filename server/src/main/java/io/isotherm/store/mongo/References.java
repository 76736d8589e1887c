package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Updates;
import io.isotherm.store.CatalogStore.InUse;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * What names what: sensors their device and site, devices their site. A transaction sees the database as it was at its
 * start, so one that names a site and one that removes it would not see each other. Therefore who names a thing also
 * writes to it ({@code touched}): of two that write to one document, the servers let only one through, and the other
 * looks again.
 */
final class References {
    static final String TOUCHED = "touched";

    private final MongoCollection<BsonDocument> sites;
    private final MongoCollection<BsonDocument> devices;
    private final MongoCollection<BsonDocument> sensors;

    References(
            MongoCollection<BsonDocument> sites,
            MongoCollection<BsonDocument> devices,
            MongoCollection<BsonDocument> sensors) {
        this.sites = sites;
        this.devices = devices;
        this.sensors = sensors;
    }

    /**
     * Keeps a site from being removed until the transaction is over.
     *
     * @throws IllegalArgumentException when there is no such site
     */
    void holdSite(ClientSession session, @Nullable String id) {
        if (id != null && !hold(session, sites, id)) {
            throw new IllegalArgumentException("There is no site " + id + ".");
        }
    }

    /** Keeps a device from being removed until the transaction is over; false where there is none. */
    boolean holdDevice(ClientSession session, String id) {
        return hold(session, devices, id);
    }

    private static boolean hold(ClientSession session, MongoCollection<BsonDocument> collection, String id) {
        return collection
                        .updateOne(session, eq("_id", id), Updates.inc(TOUCHED, 1L))
                        .getMatchedCount()
                == 1;
    }

    /** @throws InUse when a sensor names it */
    void requireUnusedDevice(ClientSession session, String id) {
        long naming = sensors.countDocuments(session, eq("device", id));
        if (naming > 0) {
            throw new InUse("Device " + id + " has sensors (" + naming + "): remove or move them first.");
        }
    }

    /** @throws InUse when a device or a sensor names it */
    void requireUnusedSite(ClientSession session, String id) {
        long namingSensors = sensors.countDocuments(session, eq("site", id));
        long namingDevices = devices.countDocuments(session, eq("site", id));
        if (namingSensors + namingDevices > 0) {
            throw new InUse("Site " + id + " has devices (" + namingDevices + ") or sensors (" + namingSensors
                    + "): remove or move them first.");
        }
    }
}
