package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import io.isotherm.store.series.Block;
import io.isotherm.store.series.Spans;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * A block's document, or the stone that stands where one was: while the stone is there, a block that comes back goes on
 * counting its versions. Otherwise somebody who saw the first one would take the second for it, and replace it.
 *
 * @param version that the document has when it is written
 * @param gone whether it is a stone
 * @param block null for a stone, and where it was not read
 * @param writer the process that wrote it
 * @param stamp with the writer, unique to this writing
 */
record BlockDocument(
        int sensor,
        int level,
        long start,
        long version,
        boolean gone,
        @Nullable Block block,
        String writer,
        long stamp) {
    static final String ID = "_id";
    static final String SENSOR = "s";
    static final String LEVEL = "level";
    static final String FROM = "from";
    static final String TO = "to";
    static final String VERSION = "v";
    static final String GONE = "gone";
    static final String WRITER = "w";
    static final String STAMP = "k";
    static final String DATA = "data";

    static BlockDocument of(Block block, long version, String writer, long stamp) {
        return new BlockDocument(block.sensor(), block.level(), block.start(), version, false, block, writer, stamp);
    }

    static BlockDocument stone(Block block, long version, String writer, long stamp) {
        return new BlockDocument(block.sensor(), block.level(), block.start(), version, true, null, writer, stamp);
    }

    boolean isStone() {
        return gone;
    }

    long end() {
        return Spans.end(level, start);
    }

    /** The document in a version. Names the sensor too, by which a cluster is sharded. */
    static Bson inVersion(Block block, long version) {
        return inVersion(block.sensor(), block.level(), block.start(), version);
    }

    static Bson inVersion(int sensor, int level, long start, long version) {
        return and(eq(ID, id(sensor, level, start)), eq(SENSOR, sensor), eq(VERSION, version));
    }

    static BsonDocument id(Block block) {
        return id(block.sensor(), block.level(), block.start());
    }

    BsonDocument id() {
        return id(sensor, level, start);
    }

    private static BsonDocument id(int sensor, int level, long start) {
        return new BsonDocument("s", new BsonInt32(sensor))
                .append("l", new BsonInt32(level))
                .append("t", new BsonDateTime(start));
    }
}
