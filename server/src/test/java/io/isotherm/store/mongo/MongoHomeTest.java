package io.isotherm.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.isotherm.ops.Health;
import io.isotherm.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator reads when the start fails, and that several processes may start at once. */
class MongoHomeTest {
    private static final String PASSWORD = "hush%40hush";

    @TempDir
    Path temporary;

    private static void refused(String url, String... says) {
        assertThatThrownBy(() -> MongoHome.open(url))
                .isInstanceOf(StoreException.class)
                .satisfies(e -> assertThat(e.getMessage())
                        .contains(says)
                        .doesNotContain("hush")
                        .doesNotContain("Exception{"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb:/",
                "http://localhost/",
                "mongodb://user:hush@hush@localhost/isotherm",
                "mongodb://user:hush/hush@localhost/isotherm",
                "mongodb://localhost:99999/isotherm"
            })
    void aMalformedUrlIsNotRepeated(String url) {
        refused(url, "The store's URL is not one of MongoDB");
    }

    @Test
    void anUnreachableServerIsNamed() {
        refused(
                "mongodb://someone:" + PASSWORD + "@127.0.0.1:1/readings?replicaSet=test&serverSelectionTimeoutMS=500",
                "MongoDB at 127.0.0.1:1/readings cannot be reached");
    }

    @Test
    void aSingleServerIsNoReplicaSet() {
        try (Mongod single = Mongod.start().await()) {
            refused("mongodb://" + single.address() + "/", "is a single server", "--replSet", "rs.initiate()");
        }
    }

    @Test
    void aReplicaSetThatWasNeverInitiatedIsToldSo() {
        try (Mongod ghost = Mongod.start("--replSet", "test").await()) {
            refused(
                    "mongodb://" + ghost.address() + "/?replicaSet=test&serverSelectionTimeoutMS=1500",
                    "never initiated",
                    "rs.initiate()");
        }
    }

    @Test
    void aUserWhoMayNotIsToldSo() throws Exception {
        Path key = temporary.resolve("key");
        Files.writeString(key, "c29tZXRoaW5nIHRoYXQgb25seSB0ZXN0cyBrbm93");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        try (Mongod server = Mongod.start("--replSet", "test", "--auth", "--keyFile", key.toString())
                .await()) {
            try (MongoClient client = server.client()) {
                client.getDatabase("admin")
                        .runCommand(new Document(
                                "replSetInitiate",
                                new Document("_id", "test")
                                        .append(
                                                "members",
                                                List.of(new Document("_id", 0).append("host", server.address())))));
            }
            String at = server.address() + "/isotherm?replicaSet=test&authSource=admin";
            // The first user may be made from this machine without being one.
            String set = "/?replicaSet=test&authSource=admin";
            createUser("mongodb://" + server.address() + set, "root", "root", "admin");
            createUser("mongodb://root:" + PASSWORD + "@" + server.address() + set, "reader", "read", "isotherm");
            refused("mongodb://" + at, "may not do this", "readWrite");
            refused("mongodb://reader:" + PASSWORD + "@" + at, "may not do this", "readWrite");
            refused("mongodb://reader:hushhush@" + at, "refused the user's name or password");
        }
    }

    private static void createUser(String url, String name, String role, String database) {
        try (MongoClient client = MongoClients.create(url)) {
            client.getDatabase("admin")
                    .runCommand(new Document("createUser", name)
                            .append("pwd", "hush@hush")
                            .append("roles", List.of(new Document("role", role).append("db", database))));
        }
    }

    @Test
    void aNewerLayoutIsRefused() {
        String url = TestMongo.freshDatabase();
        try (MongoHome home = MongoHome.open(url)) {
            home.collection("layout").updateOne(new Document(), new Document("$set", new Document("version", 99)));
        }
        refused(url, "has layout 99", "newer");
    }

    @Test
    void manyProcessesMayStartAtOnce() throws Exception {
        String url = TestMongo.freshDatabase();
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            List<Future<MongoHome>> homes = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                homes.add(threads.submit(() -> MongoHome.open(url)));
            }
            for (Future<MongoHome> each : homes) {
                try (MongoHome home = each.get()) {
                    assertThat(home.check()).isEqualTo(Health.OK);
                    assertThat(home).hasToString(url.replaceAll("\\?.*", ""));
                }
            }
        }
    }

    @Test
    void theUrlCannotWeakenWhatIsPromised() {
        String weak = "&w=1&journal=false&retryWrites=false&readPreference=secondary&readConcernLevel=local";
        try (MongoHome home = MongoHome.open(TestMongo.freshDatabase() + weak)) {
            assertThat(home.database().getWriteConcern()).isEqualTo(WriteConcern.MAJORITY.withJournal(true));
            assertThat(home.database().getReadConcern()).isEqualTo(ReadConcern.MAJORITY);
            assertThat(home.database().getReadPreference()).isEqualTo(ReadPreference.primary());
        }
    }

    @Test
    void aClosedHomeIsDown() {
        MongoHome home = MongoHome.open(TestMongo.freshDatabase());
        home.close();
        home.close();
        assertThat(home.check().state()).isEqualTo(Health.State.DOWN);
        assertThatThrownBy(home::now).isInstanceOf(StoreException.class).hasMessageContaining("closed");
    }
}
