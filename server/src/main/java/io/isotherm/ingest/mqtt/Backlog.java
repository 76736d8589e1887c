package io.isotherm.ingest.mqtt;

import io.isotherm.ingest.mqtt.PublishDecoder.Publish;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** The messages of one client that are on their way to the store, in the order in which they came. */
final class Backlog {
    /** One message. */
    static final class Entry {
        final Publish publish;

        /** Why the message is of no use, as MQTT 5 has it; 0 where it is. */
        int reasonCode;

        private boolean done;

        private Entry(Publish publish) {
            this.publish = publish;
        }
    }

    private final Deque<Entry> entries = new ArrayDeque<>();
    private long bytes;

    Entry add(Publish publish) {
        Entry entry = new Entry(publish);
        entries.add(entry);
        bytes += publish.payload().length;
        return entry;
    }

    /** The message is durable, or of no use: it is to be acknowledged when all before it are. */
    void done(Entry entry) {
        entry.done = true;
    }

    /** The message was not kept: it is not acknowledged, and holds nothing up. */
    void drop(Entry entry) {
        if (entries.remove(entry)) {
            bytes -= entry.publish.payload().length;
        }
    }

    /** Takes out what can be acknowledged now. */
    void takeDone(Consumer<Entry> acknowledge) {
        while (!entries.isEmpty() && entries.getFirst().done) {
            Entry entry = entries.removeFirst();
            bytes -= entry.publish.payload().length;
            acknowledge.accept(entry);
        }
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    boolean holds(int messages, int atLeastBytes) {
        return entries.size() >= messages || bytes >= atLeastBytes;
    }
}
