package io.isotherm.store.mongo;

import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoClient;
import com.mongodb.connection.ServerDescription;
import com.mongodb.connection.ServerType;
import io.isotherm.store.StoreException;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;

/** Whether the servers at a URL are of the kind that keeps our promises; says in a sentence why not. */
final class ServerCheck {
    /** MongoDB 6.0 speaks wire version 17 (mongodb/specifications, "wireversion-featurelist"). */
    private static final int WIRE_VERSION_6_0 = 17;

    private ServerCheck() {}

    /** @throws StoreException when not */
    static void check(MongoClient client, MongoUrl url) {
        BsonDocument hello;
        try {
            hello = client.getDatabase("admin").runCommand(command("hello"), BsonDocument.class);
        } catch (MongoTimeoutException e) {
            throw unreachable(client, url, e);
        }
        boolean sharded = "isdbgrid".equals(text(hello, "msg"));
        if (!sharded && !hello.containsKey("setName")) {
            throw new StoreException("MongoDB at " + url.place() + " is a single server. Isotherm needs a replica set,"
                    + " be it of one server, or a sharded cluster: start mongod with --replSet NAME, run rs.initiate()"
                    + " once in mongosh, and give replicaSet=NAME in the URL.");
        }
        if (hello.getNumber("maxWireVersion", new BsonInt32(0)).intValue() < WIRE_VERSION_6_0) {
            throw new StoreException("MongoDB at " + url.place() + " is too old. Isotherm needs MongoDB 6.0 or newer.");
        }
    }

    private static StoreException unreachable(MongoClient client, MongoUrl url, MongoTimeoutException failure) {
        List<ServerDescription> servers = client.getClusterDescription().getServerDescriptions();
        for (ServerDescription server : servers) {
            Throwable cause = server.getException();
            if (cause instanceof com.mongodb.MongoSecurityException refused) {
                return MongoFailure.of(refused, url.place());
            }
        }
        if (servers.stream().anyMatch(server -> server.getType() == ServerType.REPLICA_SET_GHOST)) {
            return new StoreException(
                    "MongoDB at " + url.place() + " is a replica set that was never initiated (or its server is not in"
                            + " it): run rs.initiate() once in mongosh.",
                    failure);
        }
        if (servers.stream().anyMatch(ServerDescription::isOk)) {
            return new StoreException(
                    "MongoDB at " + url.place() + " has no primary: see that a majority of its servers runs.", failure);
        }
        return new StoreException(
                "MongoDB at " + url.place() + " cannot be reached: see that it runs, that the addresses in the URL are"
                        + " right, that replicaSet= names its set, and that no firewall is between. ("
                        + failure.getMessage() + ")",
                failure);
    }

    private static BsonDocument command(String name) {
        return new BsonDocument(name, new BsonInt32(1));
    }

    private static String text(BsonDocument document, String field) {
        BsonValue value = document.get(field);
        return value != null && value.isString() ? value.asString().getValue() : "";
    }
}
