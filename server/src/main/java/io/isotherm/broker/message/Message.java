package io.isotherm.broker.message;

import io.isotherm.broker.Broker.CatalogChange;
import io.isotherm.model.ReadingBatch;

/** One message from one process to all. */
public sealed interface Message {
    Origin origin();

    /**
     * Where a message is from.
     *
     * @param store names the store that sensor numbers are of; a reader of another store must not take the message for
     *     one of its own
     * @param publisher the process, by a name that is another one after each of its starts
     * @param sequence counts the publisher's messages, from 1; one that is left out was lost
     */
    record Origin(String store, String publisher, long sequence) {}

    /** Readings that are durable, at most {@link MessageCodec#MOST_READINGS}. */
    record Readings(Origin origin, ReadingBatch batch) implements Message {}

    /** A sensor, device or site was created, changed or removed. */
    record Changed(Origin origin, CatalogChange change) implements Message {}

    /** Nothing happened; the sequence shows whether something was lost. */
    record Alive(Origin origin) implements Message {}

    /** Of a kind or version that this program does not know; to be ignored. */
    record Unknown(Origin origin, String kind) implements Message {}
}
