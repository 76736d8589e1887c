package io.isotherm.broker;

import io.isotherm.model.ReadingBatch;
import io.isotherm.ops.Component;

/**
 * Tells every process, this one included, what was committed. Delivery is at most once and in order of publishing per
 * process; a listener that was away reads the store. Nothing here blocks: what cannot be told in time is dropped and
 * counted, and {@link Listener#lost} says so.
 */
public interface Broker extends Component {
    /** Tells of readings that are durable. */
    void publish(ReadingBatch batch);

    /** Tells that a sensor, device or site was created, changed or removed. */
    void publish(CatalogChange change);

    /** Tells the listeners of this process only: of readings that another one took in, learned by another way. */
    void tellHere(ReadingBatch batch);

    /** Likewise of a change that another process made, once this one knows what it changed. */
    void tellHere(CatalogChange change);

    /** Calls the listener from now on, until the subscription is closed; never from within this method. */
    Subscription subscribe(Listener listener);

    /** Hears what is told, on a thread of the broker, one call at a time; must not block. */
    interface Listener {
        void readings(ReadingBatch batch);

        void catalog(CatalogChange change);

        /** Another process changed something in the catalogue: whoever keeps a copy reads it anew. */
        default void catalogElsewhere(CatalogChange change) {}

        /** Something may have been missed: whoever needs all reads the store. */
        void lost();
    }

    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** @param id of the thing that is new, changed or gone */
    record CatalogChange(Kind kind, String id) {
        public enum Kind {
            SENSOR,
            DEVICE,
            SITE
        }
    }
}
