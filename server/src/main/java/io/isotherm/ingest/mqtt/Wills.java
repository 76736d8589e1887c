package io.isotherm.ingest.mqtt;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The wills of all clients of a listener. The will of a client that came again before its old connection was found dead
 * is void, or the device would be taken for gone while it is here: of connections with one client id and one will topic,
 * only the latest counts. (The topic too, as devices of one make may share an id.) Safe for any thread.
 */
final class Wills {
    private static final int MOST_DELAYED = 2_000;

    private record Whose(String client, String topic) {}

    private record Delayed(long timer, Runnable publish) {}

    private final Vertx vertx;
    private final Map<Whose, Object> latest = new HashMap<>();
    private final Map<Whose, Delayed> delayed = new HashMap<>();
    private boolean closed;

    Wills(Vertx vertx) {
        this.vertx = vertx;
    }

    /** The client is here: what it left earlier is void. */
    synchronized void leave(String client, Will will, Object connection) {
        Whose whose = new Whose(client, will.topic());
        latest.put(whose, connection);
        Delayed pending = delayed.remove(whose);
        if (pending != null) {
            vertx.cancelTimer(pending.timer);
        }
    }

    /**
     * The connection has ended.
     *
     * @param publish what to do when it is time for the will; null where the client said that it leaves
     */
    void ended(String client, Will will, Object connection, @Nullable Runnable publish) {
        Whose whose = new Whose(client, will.topic());
        synchronized (this) {
            if (!latest.remove(whose, connection) || publish == null) {
                return;
            }
            if (!will.delay().isZero() && delayed.size() < MOST_DELAYED && !closed) {
                long timer = vertx.setTimer(will.delay().toMillis(), _ -> due(whose));
                delayed.put(whose, new Delayed(timer, publish));
                return;
            }
        }
        publish.run();
    }

    private void due(Whose whose) {
        Delayed pending;
        synchronized (this) {
            pending = delayed.remove(whose);
        }
        if (pending != null) {
            pending.publish.run();
        }
    }

    /** Publishes what was to be published later. */
    void close() {
        List<Delayed> pending;
        synchronized (this) {
            closed = true;
            pending = new ArrayList<>(delayed.values());
            delayed.clear();
        }
        for (Delayed each : pending) {
            vertx.cancelTimer(each.timer);
            each.publish.run();
        }
    }
}
