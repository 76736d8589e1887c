package io.isotherm.store.mongo;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.OperationType;
import io.isotherm.store.StoreException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is changed in the database, told by one thread in the order in which it was changed, whatever the collection: so
 * a block's change is told before the trim of the journal that it allowed. One change stream a process, as each costs
 * the server a reading of its whole log. It runs from the first listener on.
 *
 * <p>After a failure it goes on behind the change that was told last. Where the servers do not have any more what
 * follows, all listeners start anew; where a listener failed, that one does.
 */
final class Changes {
    private static final Logger log = LoggerFactory.getLogger(Changes.class);
    private static final long AWAIT_MILLIS = 500;
    private static final long RETRY = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long TROUBLED_AFTER = TimeUnit.SECONDS.toNanos(30);

    private final MongoHome home;
    private final List<Listening> listeners = new CopyOnWriteArrayList<>();
    private @Nullable Thread thread;
    private volatile boolean closed;
    private volatile long workedAt;

    /** Where to go on; null: from now. Used by the thread alone. */
    private @Nullable BsonDocument token;

    Changes(MongoHome home) {
        this.home = home;
    }

    /** All calls come from the one thread. A listener that throws starts anew. */
    interface Listener {
        /**
         * What is changed from now on will be told. Called before all else; and again, which voids all that was told,
         * where changes may have been missed. What is read in here may be told once more.
         *
         * @param again whether it is not the first time
         */
        void started(boolean again);

        void changed(ChangeStreamDocument<RawBsonDocument> change);

        /** Nothing more is known for the moment. */
        default void settled() {}
    }

    /** Tells a listener of the changes of some collections, until the answer is run; what is being told may still come. */
    synchronized Runnable listen(Set<String> collections, Listener listener) {
        Listening listening = new Listening(collections, listener);
        listeners.add(listening);
        if (thread == null && !closed) {
            workedAt = System.nanoTime();
            thread = Thread.ofVirtual().name("mongo-changes").start(this::run);
        }
        return () -> listeners.remove(listening);
    }

    /** Calls at each change of a collection, by this process too, and whenever something may have been missed. */
    Runnable listen(String collection, Runnable changed) {
        return listen(Set.of(collection), new Listener() {
            @Override
            public void started(boolean again) {
                changed.run();
            }

            @Override
            public void changed(ChangeStreamDocument<RawBsonDocument> change) {
                changed.run();
            }
        });
    }

    /** Whether nothing could be heard for a while. */
    synchronized boolean troubled() {
        return thread != null && System.nanoTime() - workedAt > TROUBLED_AFTER;
    }

    private void run() {
        boolean failing = false;
        while (!closed) {
            try (MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> cursor = open()) {
                while (!closed && step(cursor)) {
                    workedAt = System.nanoTime();
                    if (failing) {
                        failing = false;
                        log.info("Changes are heard of again.");
                    }
                }
            } catch (MongoException | StoreException | IllegalStateException e) {
                if (closed) {
                    return;
                }
                if (isLost(e)) {
                    lose(e.toString());
                } else if (!failing) {
                    failing = true;
                    log.warn("Changes are not heard of at the moment; trying again. ({})", e.getMessage());
                }
                LockSupport.parkNanos(RETRY);
            }
        }
    }

    private MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> open() {
        ChangeStreamIterable<RawBsonDocument> stream = home.database()
                .watch(ChangePipeline.of(home.process(), home.readsJournals()), RawBsonDocument.class)
                .maxAwaitTime(AWAIT_MILLIS, TimeUnit.MILLISECONDS);
        BsonDocument from = token;
        if (from != null) {
            return stream.resumeAfter(from).cursor();
        }
        // Fixed before the listeners read what is there: nothing falls between.
        BsonTimestamp now = home.now();
        return stream.startAtOperationTime(now).cursor();
    }

    /** Whether the stream goes on. */
    private boolean step(MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> cursor) {
        for (Listening each : listeners) {
            if (!each.started && System.nanoTime() - each.notBefore >= 0) {
                boolean again = each.before;
                each.before = true;
                each.started = true;
                guard(each, listener -> listener.started(again));
            }
        }
        ChangeStreamDocument<RawBsonDocument> change = cursor.tryNext();
        if (change == null) {
            token = cursor.getResumeToken();
            settle();
            return true;
        }
        if (change.getOperationType() == OperationType.INVALIDATE) {
            lose("the database was dropped");
            return false;
        }
        home.saw(change.getClusterTime());
        String collection =
                change.getNamespace() == null ? "" : change.getNamespace().getCollectionName();
        for (Listening each : listeners) {
            if (each.started && each.collections.contains(collection)) {
                guard(each, listener -> listener.changed(change));
            }
        }
        token = change.getResumeToken();
        if (cursor.available() == 0) {
            settle();
        }
        return true;
    }

    private void settle() {
        for (Listening each : listeners) {
            if (each.started) {
                guard(each, Listener::settled);
            }
        }
    }

    private static void guard(Listening listening, Consumer<Listener> call) {
        try {
            call.accept(listening.listener);
        } catch (RuntimeException e) {
            log.warn("What changed could not be taken in; all is read again.", e);
            listening.started = false;
            listening.notBefore = System.nanoTime() + RETRY;
        }
    }

    private void lose(String why) {
        log.warn("Changes were missed; all is read again. ({})", why);
        token = null;
        for (Listening each : listeners) {
            each.started = false;
        }
    }

    /**
     * Whether to go on from the token is hopeless. Errors of network and election are labelled (change streams
     * specification, "Resumable Error"); any other that a server answers with would be answered again.
     */
    private static boolean isLost(RuntimeException e) {
        Throwable cause = e instanceof StoreException ? e.getCause() : e;
        return cause instanceof MongoCommandException command && !command.hasErrorLabel("ResumableChangeStreamError");
    }

    void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            running = thread;
        }
        if (running != null) {
            running.interrupt();
        }
    }

    private static final class Listening {
        final Set<String> collections;
        final Listener listener;

        // Used by the thread alone.
        boolean started;
        boolean before;
        long notBefore = System.nanoTime();

        Listening(Set<String> collections, Listener listener) {
            this.collections = collections;
            this.listener = listener;
        }
    }
}
