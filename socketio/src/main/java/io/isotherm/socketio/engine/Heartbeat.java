package io.isotherm.socketio.engine;

import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Asks the client now and then whether it is there (Engine.IO protocol 4, "Heartbeat"). Pings come a twentieth to a
 * tenth early, at random, so that clients which connected together do not answer together for ever; never late, as the
 * client closes when none has come for interval and timeout together, nor may it find us alive when that time is over.
 */
final class Heartbeat {
    private final EngineOptions options;
    private final Runnable ping;
    private final Runnable timeout;
    private @Nullable ScheduledFuture<?> timer;
    private boolean waiting;

    /** Calls the two on the loop that the heartbeat was started on. */
    Heartbeat(EngineOptions options, Runnable ping, Runnable timeout) {
        this.options = options;
        this.ping = ping;
        this.timeout = timeout;
    }

    /** Starts it, or takes it up where it was stopped. */
    void start(EngineLoop loop) {
        if (waiting) {
            timer = loop.schedule(timeout, options.pingTimeout());
        } else {
            long twentieth = options.pingInterval() / 20;
            long early = twentieth + ThreadLocalRandom.current().nextLong(twentieth + 1);
            timer = loop.schedule(() -> beat(loop), options.pingInterval() - early);
        }
    }

    private void beat(EngineLoop loop) {
        waiting = true;
        ping.run();
        timer = loop.schedule(timeout, options.pingTimeout());
    }

    void pong(EngineLoop loop) {
        if (waiting) {
            stop();
            waiting = false;
            start(loop);
        }
    }

    void stop() {
        ScheduledFuture<?> pending = timer;
        if (pending != null) {
            pending.cancel(false);
            timer = null;
        }
    }
}
