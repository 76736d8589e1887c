package io.isotherm.store.mongo;

import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.UpdateDescription;
import java.util.Locale;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/** Tells of changes in the catalogue, whoever made them. */
public final class CatalogChanges {
    private CatalogChanges() {}

    public enum Kind {
        SITE,
        DEVICE,
        SENSOR
    }

    /** Hears of changes, on the thread that tells of all changes in the database: must not take long. */
    public interface Listener {
        /** The thing with this id was created, changed or removed: look it up. */
        void changed(Kind kind, String id);

        /** Anything may have changed. Also told once in the beginning. */
        void lost();
    }

    /** Ends the telling when it is closed. */
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    static Subscription follow(MongoHome home, Listener listener) {
        Runnable end = home.changes()
                .listen(Set.of(MongoLayout.SITES, MongoLayout.DEVICES, MongoLayout.SENSORS), new Changes.Listener() {
                    @Override
                    public void started(boolean again) {
                        listener.lost();
                    }

                    @Override
                    public void changed(ChangeStreamDocument<RawBsonDocument> change) {
                        tell(change, listener);
                    }
                });
        return end::run;
    }

    private static void tell(ChangeStreamDocument<RawBsonDocument> change, Listener listener) {
        BsonDocument key = change.getDocumentKey();
        if (key == null || change.getNamespace() == null) {
            // A collection was dropped or renamed.
            listener.lost();
        } else if (!isTouch(change.getUpdateDescription())) {
            String collection = change.getNamespace().getCollectionName();
            Kind kind = Kind.valueOf(
                    collection.substring(0, collection.length() - 1).toUpperCase(Locale.ROOT));
            listener.changed(kind, key.getString("_id").getValue());
        }
    }

    /** Whether somebody only began to name the thing. */
    private static boolean isTouch(@Nullable UpdateDescription update) {
        BsonDocument fields = update == null ? null : update.getUpdatedFields();
        return fields != null && fields.keySet().equals(Set.of(References.TOUCHED));
    }
}
