package io.isotherm.bench.store;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.isotherm.ops.Health;
import io.isotherm.store.mongo.MongoBlockStore;
import io.isotherm.store.mongo.MongoHome;
import io.isotherm.store.mongo.MongoJournal;
import io.isotherm.store.series.SeriesOptions;
import io.isotherm.store.series.SeriesReadingStore;
import java.time.Duration;
import org.bson.Document;

/**
 * A database of a replica set of one, on this machine.
 *
 * @param server the process of mongod
 */
record MongoDatabaseHome(String url, String database, ProcessHandle server) implements Home {
    static MongoDatabaseHome of(String url) {
        String database = url.substring(url.lastIndexOf('/') + 1).replaceAll("\\?.*", "");
        try (MongoClient client = MongoClients.create(url)) {
            long pid = client.getDatabase("admin")
                    .runCommand(new Document("serverStatus", 1))
                    .get("pid", Number.class)
                    .longValue();
            return new MongoDatabaseHome(
                    url,
                    database,
                    ProcessHandle.of(pid)
                            .orElseThrow(() -> new IllegalArgumentException("no process " + pid + " on this machine")));
        }
    }

    @Override
    public SeriesReadingStore open(SeriesOptions options) {
        MongoHome home = MongoHome.open(url);
        if (home.check().state() == Health.State.DOWN) {
            throw new IllegalStateException(home.check().detail());
        }
        // The home ends with this program.
        return SeriesReadingStore.open(new MongoJournal(home), new MongoBlockStore(home), options);
    }

    @Override
    public long bytes() {
        try (MongoClient client = MongoClients.create(url)) {
            client.getDatabase("admin").runCommand(new Document("fsync", 1));
            long bytes = 0;
            for (String kept : new String[] {"blocks", "losers", "newest"}) {
                Document stats = client.getDatabase(database).runCommand(new Document("collStats", kept));
                bytes += stats.get("storageSize", Number.class).longValue()
                        + stats.get("totalIndexSize", Number.class).longValue();
            }
            return bytes;
        }
    }

    @Override
    public double otherCpuSeconds() {
        return server.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }
}
