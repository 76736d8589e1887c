package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.or;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.store.Conflict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.conversions.Bson;

/**
 * The collection {@code newest}: {@code {_id: sensor, t, v, q, b, g}}, where {@code b} is the value's bits and {@code g}
 * is 1 for a good reading, so that the servers can tell which of two readings of one time is kept ({@link Conflict}).
 */
final class NewestReadings {
    private final MongoCollection<BsonDocument> newest;

    NewestReadings(MongoHome home) {
        newest = home.collection(MongoLayout.NEWEST);
    }

    ReadingBatch all(ClientSession session) {
        ReadingBatch.Builder all = new ReadingBatch.Builder();
        newest.find(session)
                .batchSize(20_000)
                .forEach(each -> all.add(
                        each.getNumber("_id").intValue(),
                        each.getDateTime("t").getValue(),
                        Double.longBitsToDouble(each.getNumber("b").longValue()),
                        each.getNumber("q").intValue()));
        return all.build();
    }

    /** Takes readings in, each of which replaces an older one of its sensor. */
    void take(ClientSession session, ReadingBatch readings) {
        Map<Integer, Integer> best = new HashMap<>();
        for (int i = 0; i < readings.size(); i++) {
            best.merge(readings.sensor(i), i, (a, b) -> wins(readings, b, a) ? b : a);
        }
        List<Integer> left = new ArrayList<>(best.values());
        if (left.isEmpty()) {
            return;
        }
        // Where the filter does not match an upsert inserts, and fails where there is one already: a newer one, or one
        // that another process inserted just now. That one is there the second time, and then the filter decides.
        left = write(session, readings, left, true);
        if (!left.isEmpty()) {
            write(session, readings, left, false);
        }
    }

    private static boolean wins(ReadingBatch readings, int a, int b) {
        if (readings.time(a) != readings.time(b)) {
            return readings.time(a) > readings.time(b);
        }
        return Conflict.wins(bits(readings, a), readings.flags(a), bits(readings, b), readings.flags(b));
    }

    /** Those that found one there. */
    private List<Integer> write(ClientSession session, ReadingBatch readings, List<Integer> which, boolean upsert) {
        List<UpdateOneModel<BsonDocument>> writes = new ArrayList<>(which.size());
        for (int i : which) {
            writes.add(new UpdateOneModel<>(
                    and(eq("_id", readings.sensor(i)), isOlder(readings, i)),
                    new BsonDocument("$set", fields(readings, i)),
                    new UpdateOptions().upsert(upsert)));
        }
        List<Integer> found = new ArrayList<>();
        try {
            newest.bulkWrite(session, writes, new BulkWriteOptions().ordered(false));
        } catch (MongoBulkWriteException e) {
            if (e.getWriteConcernError() != null) {
                throw e;
            }
            for (BulkWriteError error : e.getWriteErrors()) {
                if (error.getCategory() != ErrorCategory.DUPLICATE_KEY) {
                    throw e;
                }
                found.add(which.get(error.getIndex()));
            }
        }
        return found;
    }

    /** That the one there loses against a reading. */
    private static Bson isOlder(ReadingBatch readings, int i) {
        BsonDocument fields = fields(readings, i);
        Bson sameTime = eq("t", fields.get("t"));
        Bson sameGood = eq("g", fields.get("g"));
        Bson sameValue = eq("b", fields.get("b"));
        return or(
                lt("t", fields.get("t")),
                and(sameTime, lt("g", fields.get("g"))),
                and(sameTime, sameGood, lt("b", fields.get("b"))),
                and(sameTime, sameGood, sameValue, lt("q", fields.get("q"))));
    }

    private static BsonDocument fields(ReadingBatch readings, int i) {
        return new BsonDocument("t", new BsonDateTime(readings.time(i)))
                .append("v", new BsonDouble(readings.value(i)))
                .append("q", new BsonInt32(readings.flags(i)))
                .append("b", new BsonInt64(bits(readings, i)))
                .append("g", new BsonInt32(Flags.isGood(readings.flags(i)) ? 1 : 0));
    }

    private static long bits(ReadingBatch readings, int i) {
        return Double.doubleToRawLongBits(readings.value(i));
    }

    /** Replaces a sensor's reading if it is of a range, {@code to} exclusive. */
    void replace(ClientSession session, int sensor, long from, long to, ReadingBatch readings) {
        Bson inRange = and(eq("_id", sensor), gte("t", new BsonDateTime(from)), lt("t", new BsonDateTime(to)));
        if (readings.isEmpty()) {
            newest.deleteOne(session, inRange);
        } else {
            newest.replaceOne(session, inRange, fields(readings, 0).append("_id", new BsonInt32(sensor)));
        }
    }
}
