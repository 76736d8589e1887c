package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Updates;
import io.isotherm.store.Retention;
import io.isotherm.store.Retired;
import io.isotherm.store.series.Spans;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;

/**
 * Drops what is too old, for many sensors with one command where they share their limits. Each document is a change of
 * its own to the servers: writers do not wait for the command's end.
 */
final class Retirement {
    /** Sensors in one command: with a year of hourly blocks each it takes seconds. */
    private static final int TOGETHER = 50;

    private static final List<Integer> LEVELS =
            IntStream.range(0, Spans.LEVELS).boxed().toList();

    private final MongoHome home;
    private final MongoCollection<BlockDocument> blocks;
    private final Losers losers;

    Retirement(MongoHome home, MongoCollection<BlockDocument> blocks, Losers losers) {
        this.home = home;
        this.blocks = blocks;
        this.losers = losers;
    }

    private record Limits(long readings, long summaries) {}

    Retired retire(Retention retention) {
        TreeSet<Integer> sensors = new TreeSet<>(sensors(home, blocks));
        sensors.addAll(losers.sensors());
        Map<Limits, List<Integer>> byLimits = new HashMap<>();
        for (int sensor : sensors) {
            Limits limits = new Limits(retention.readingsBefore(sensor), retention.summariesBefore(sensor));
            byLimits.computeIfAbsent(limits, key -> new ArrayList<>()).add(sensor);
        }
        long payloads = 0;
        long whole = 0;
        for (Map.Entry<Limits, List<Integer>> each : byLimits.entrySet()) {
            List<Integer> all = each.getValue();
            for (int i = 0; i < all.size(); i += TOGETHER) {
                List<Integer> some = all.subList(i, Math.min(i + TOGETHER, all.size()));
                whole += summaries(some, each.getKey().summaries());
                payloads += readings(some, each.getKey().readings());
            }
        }
        return new Retired(payloads, whole);
    }

    private long summaries(List<Integer> sensors, long before) {
        if (before == Long.MIN_VALUE) {
            return 0;
        }
        BsonDateTime limit = new BsonDateTime(before);
        Bson old = and(
                in(BlockDocument.SENSOR, sensors),
                in(BlockDocument.LEVEL, LEVELS),
                lt(BlockDocument.FROM, limit),
                lte(BlockDocument.TO, limit));
        Bson stones = and(
                in(BlockDocument.SENSOR, sensors),
                eq(BlockDocument.LEVEL, null),
                eq(BlockDocument.GONE, true),
                lte(BlockDocument.TO, limit));
        return home.call(session -> {
            blocks.deleteMany(session, stones);
            return blocks.deleteMany(session, old).getDeletedCount();
        });
    }

    private long readings(List<Integer> sensors, long before) {
        if (before == Long.MIN_VALUE) {
            return 0;
        }
        Bson old = and(
                in(BlockDocument.SENSOR, sensors),
                lte(BlockDocument.TO, new BsonDateTime(before)),
                exists(BlockDocument.DATA));
        // The version counts on: who found the block with its readings must not put them back.
        Bson drop = Updates.combine(
                Updates.unset(BlockDocument.DATA),
                Updates.inc(BlockDocument.VERSION, 1L),
                Updates.set(BlockDocument.WRITER, home.process()),
                Updates.set(BlockDocument.STAMP, 0L));
        return home.call(session -> {
            losers.remove(session, sensors, before);
            return blocks.updateMany(session, old, drop).getModifiedCount();
        });
    }

    /** The sensors that a collection has something of: read from the index, one entry a sensor. */
    static List<Integer> sensors(MongoHome home, MongoCollection<?> collection) {
        return home.call(session -> collection
                .aggregate(session, List.of(Aggregates.group("$s")), BsonDocument.class)
                .map(each -> each.getNumber("_id").intValue())
                .into(new ArrayList<>()));
    }
}
