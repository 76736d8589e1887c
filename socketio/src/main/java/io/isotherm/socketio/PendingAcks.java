package io.isotherm.socketio;

import io.isotherm.socketio.engine.EngineSession;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The events of one socket that a client has not answered yet. Of the socket's event loop alone. */
final class PendingAcks {
    private record Pending(
            Promise<JsonArray> promise, @Nullable ScheduledFuture<?> timer) {}

    private Map<Long, Pending> pending = Map.of();

    void await(long id, Promise<JsonArray> promise, Duration timeout, EngineSession session) {
        ScheduledFuture<?> timer = session.schedule(
                () -> fail(id, "not acknowledged within " + timeout.toMillis() + " ms"), timeout.toMillis());
        if (pending.isEmpty()) {
            pending = new HashMap<>();
        }
        pending.put(id, new Pending(promise, timer));
    }

    void answered(long id, JsonArray args) {
        Pending answered = remove(id);
        if (answered != null) {
            answered.promise().tryComplete(args);
        }
    }

    void fail(String words) {
        for (Long id : List.copyOf(pending.keySet())) {
            fail(id, words);
        }
    }

    private void fail(long id, String words) {
        Pending failed = remove(id);
        if (failed != null) {
            failed.promise().tryFail(new AckException(words));
        }
    }

    private @Nullable Pending remove(long id) {
        if (pending.isEmpty()) {
            return null;
        }
        Pending removed = pending.remove(id);
        if (removed != null && removed.timer() != null) {
            removed.timer().cancel(false);
        }
        return removed;
    }
}
