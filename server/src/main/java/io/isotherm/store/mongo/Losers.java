package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import io.isotherm.model.ReadingBatch;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.conversions.Bson;

/** The collection {@code losers}: a reading is its own id, to the bit, so that it is there once. */
final class Losers {
    private final MongoHome home;
    private final MongoCollection<BsonDocument> losers;

    Losers(MongoHome home) {
        this.home = home;
        losers = home.collection(MongoLayout.LOSERS);
    }

    void add(ClientSession session, ReadingBatch readings) {
        List<WriteModel<BsonDocument>> writes = new ArrayList<>(readings.size());
        for (int i = 0; i < readings.size(); i++) {
            int sensor = readings.sensor(i);
            BsonDocument id = new BsonDocument("s", new BsonInt32(sensor))
                    .append("t", new BsonDateTime(readings.time(i)))
                    .append("b", new BsonInt64(Double.doubleToRawLongBits(readings.value(i))))
                    .append("q", new BsonInt32(readings.flags(i)));
            writes.add(new UpdateOneModel<>(
                    and(eq("_id", id), eq("s", sensor)),
                    Updates.combine(
                            Updates.setOnInsert("t", new BsonDateTime(readings.time(i))),
                            Updates.setOnInsert("v", readings.value(i)),
                            Updates.setOnInsert("q", readings.flags(i))),
                    new UpdateOptions().upsert(true)));
        }
        if (!writes.isEmpty()) {
            losers.bulkWrite(session, writes, new BulkWriteOptions().ordered(false));
        }
    }

    ReadingBatch find(int sensor, long from, long to, int limit) {
        ReadingBatch.Builder found = new ReadingBatch.Builder();
        home.call(session -> {
            losers.find(session, and(eq("s", sensor), gte("t", new BsonDateTime(from)), lt("t", new BsonDateTime(to))))
                    .sort(Sorts.ascending("t"))
                    .limit(limit)
                    .batchSize(limit)
                    .forEach(each -> add(found, each.getDocument("_id")));
            return found;
        });
        return found.build();
    }

    /** The readings that documents' ids are. */
    static ReadingBatch batch(List<BsonDocument> ids) {
        ReadingBatch.Builder batch = new ReadingBatch.Builder(ids.size());
        ids.forEach(id -> add(batch, id));
        return batch.build();
    }

    private static void add(ReadingBatch.Builder found, BsonDocument id) {
        found.add(
                id.getNumber("s").intValue(),
                id.getDateTime("t").getValue(),
                Double.longBitsToDouble(id.getNumber("b").longValue()),
                id.getNumber("q").intValue());
    }

    void remove(ClientSession session, List<Integer> sensors, long before) {
        losers.deleteMany(session, and(in("s", sensors), lt("t", new BsonDateTime(before))));
    }

    void remove(int sensor, long from, long to) {
        Bson range = and(eq("s", sensor), gte("t", new BsonDateTime(from)), lt("t", new BsonDateTime(to)));
        home.call(session -> losers.deleteMany(session, range));
    }

    List<Integer> sensors() {
        return Retirement.sensors(home, losers);
    }
}
