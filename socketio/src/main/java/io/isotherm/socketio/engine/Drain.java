package io.isotherm.socketio.engine;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Closes sessions one after the other, evenly over a time, in random order. */
final class Drain {
    /** Often enough to look even, seldom enough to cost nothing. */
    private static final long TICK_MILLIS = 20;

    private final Vertx vertx;
    private final List<EngineSession> sessions;
    private final long millis;
    private final String words;
    private final long start = System.nanoTime();
    /** Of the timer's thread alone, after the start. */
    private int closed;

    Drain(Vertx vertx, List<EngineSession> sessions, long millis, String words) {
        this.vertx = vertx;
        this.sessions = new ArrayList<>(sessions);
        this.millis = millis;
        this.words = words;
        // Not in the order of a hash, by which clients of one gateway may stand together.
        Collections.shuffle(this.sessions);
    }

    void start() {
        if (!closeDue()) {
            vertx.setPeriodic(TICK_MILLIS, timer -> {
                if (closeDue()) {
                    vertx.cancelTimer(timer);
                }
            });
        }
    }

    /** Closes those whose time has come; true when none is left. */
    private boolean closeDue() {
        long elapsed = (System.nanoTime() - start) / 1_000_000;
        long due = elapsed >= millis ? sessions.size() : sessions.size() * elapsed / millis;
        while (closed < due) {
            sessions.get(closed++).close(CloseReason.SHUTDOWN, words);
        }
        return closed == sessions.size();
    }
}
