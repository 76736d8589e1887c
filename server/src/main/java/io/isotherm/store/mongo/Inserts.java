package io.isotherm.store.mongo;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import java.util.List;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonObjectId;
import org.bson.BsonString;

/** Inserts that may find their document there already, and of what is kept apart. */
final class Inserts {
    private Inserts() {}

    /** A damaged document as it is kept in {@code damaged}. */
    static BsonDocument aside(String collection, BsonDocument document) {
        return new BsonDocument("_id", new BsonObjectId())
                .append("from", new BsonString(collection))
                .append("at", new BsonDateTime(System.currentTimeMillis()))
                .append("document", document);
    }

    /**
     * @return false where the collection has one with the same {@code _id} or another key that must be unique. In a
     *     transaction that is the end of it
     */
    static <T> boolean insert(ClientSession session, MongoCollection<T> collection, T document) {
        try {
            collection.insertOne(session, document);
            return true;
        } catch (MongoWriteException e) {
            if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
                return false;
            }
            throw e;
        }
    }

    /** Likewise of several, none of which may be there. */
    static <T> boolean insert(ClientSession session, MongoCollection<T> collection, List<T> documents) {
        try {
            collection.insertMany(session, documents);
            return true;
        } catch (MongoBulkWriteException e) {
            boolean there =
                    e.getWriteErrors().stream().anyMatch(error -> error.getCategory() == ErrorCategory.DUPLICATE_KEY);
            if (there) {
                return false;
            }
            throw e;
        }
    }
}
