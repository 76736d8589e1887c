package io.isotherm.socketio.engine;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of one event loop that have something to do. However many sessions are sent to, by however many threads,
 * the loop is woken once, and each session then writes and flushes all that has gathered for it.
 */
final class EngineLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(EngineLoop.class);
    /** Sessions served before the loop looks at its sockets again. */
    private static final int TURN = 1024;

    private final EventLoop loop;
    private final Queue<EngineSession> ready = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    EngineLoop(EventLoop loop) {
        this.loop = loop;
    }

    /** Lets the session run soon. */
    void ready(EngineSession session) {
        ready.add(session);
        wake();
    }

    private void wake() {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            try {
                loop.execute(this);
            } catch (RejectedExecutionException e) {
                LOG.debug("event=loop.closed");
            }
        }
    }

    @Override
    public void run() {
        scheduled.set(false);
        for (int i = 0; i < TURN; i++) {
            EngineSession session = ready.poll();
            if (session == null) {
                return;
            }
            try {
                session.run(this);
            } catch (RuntimeException | Error e) {
                LOG.error("event=session.failed", e);
            }
        }
        wake();
    }

    boolean inThread() {
        return loop.inEventLoop();
    }

    /** Runs a task on this loop later; null when the loop is closed. */
    @Nullable
    ScheduledFuture<?> schedule(Runnable task, long millis) {
        try {
            return loop.schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("event=loop.closed");
            return null;
        }
    }
}
