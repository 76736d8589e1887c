package io.isotherm.store.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Filters.or;

import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Field;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;

/** What the servers leave out before they send changes: other collections, this process's own doings, long documents. */
final class ChangePipeline {
    private static final String COLLECTION = "ns.coll";
    private static final String OPERATION = "operationType";

    private ChangePipeline() {}

    /** @param journals whether those of other processes are of interest */
    static List<Bson> of(String process, boolean journals) {
        Bson journal = and(
                eq(COLLECTION, MongoLayout.JOURNAL),
                in(OPERATION, "insert", "delete"),
                ne("documentKey._id.w", process));
        Bson removals =
                and(eq(COLLECTION, MongoLayout.REMOVALS), eq(OPERATION, "insert"), ne("fullDocument.by", process));
        // Who deleted a block is not told: that one hears of it too.
        Bson blocks = and(
                eq(COLLECTION, MongoLayout.BLOCKS),
                ne("fullDocument." + BlockDocument.WRITER, process),
                ne("updateDescription.updatedFields." + BlockDocument.WRITER, process));
        Bson catalogue = in(
                COLLECTION,
                MongoLayout.SITES,
                MongoLayout.DEVICES,
                MongoLayout.SENSORS,
                MongoLayout.TOKENS,
                MongoLayout.SESSIONS);
        Document whole = new Document(
                "$cond",
                List.of(
                        new Document(
                                "$in", List.of("$" + COLLECTION, List.of(MongoLayout.JOURNAL, MongoLayout.REMOVALS))),
                        "$fullDocument",
                        "$$REMOVE"));
        Bson any = or(removals, blocks, catalogue, eq(OPERATION, "invalidate"));
        return List.of(
                Aggregates.match(journals ? or(journal, any) : any),
                Aggregates.set(new Field<>("fullDocument", whole)));
    }
}
