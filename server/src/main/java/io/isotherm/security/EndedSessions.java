package io.isotherm.security;

import io.isotherm.store.EndedSession;
import io.isotherm.store.SessionStore;
import io.isotherm.store.StoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions that were signed out, held in memory by hash and written through to their store, so that every process
 * knows them, after a restart too. What another process ended is known within a second of {@link #changed}; while the
 * store fails, what was read last counts, and what was ended here is written when it works again. May be called from any
 * thread.
 */
public final class EndedSessions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EndedSessions.class);

    /** Beyond, those that would end by themselves first are forgotten. */
    static final int MOST = 10_000;

    /** Kept so much longer than they would last: clocks of processes differ. */
    private static final Duration GRACE = Duration.ofDays(1);

    private static final long EXPIRY_SECONDS = 3_600;
    private static final long RETRY_MILLIS = 1_000;

    private final SessionStore store;
    private final InstantSource clock;
    private final Map<String, Long> unwritten = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Semaphore due = new Semaphore(0);
    private final Thread thread = Thread.ofPlatform().name("sessions").daemon().unstarted(this::run);
    private volatile Set<String> ended = Set.of();
    private volatile boolean closing;

    private EndedSessions(SessionStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** @throws StoreException when they cannot be read */
    public static EndedSessions open(SessionStore store, InstantSource clock) {
        EndedSessions sessions = new EndedSessions(store, clock);
        sessions.settle();
        sessions.thread.start();
        return sessions;
    }

    /** Calls when one was ended, here or elsewhere, on any thread; must not block. */
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    /** Whether it was ended: asked for each request of a browser. */
    boolean contains(String hash) {
        return ended.contains(hash) || unwritten.containsKey(hash);
    }

    /**
     * Ends a session: here at once, for all and for good when this returns. Blocks.
     *
     * @throws StoreException when it could not be written; that is tried again
     */
    void end(String hash, long until) {
        if (unwritten.put(hash, until) == null && !ended.contains(hash)) {
            listeners.forEach(Runnable::run);
        }
        try {
            settle();
        } catch (StoreException e) {
            due.release();
            throw e;
        }
    }

    /** Another process ended one, or may have. Does not block. */
    public void changed() {
        due.release();
    }

    // Writes what is not written yet, and reads all.
    private synchronized void settle() {
        Map<String, Long> some = Map.copyOf(unwritten);
        some.forEach((hash, until) -> store.end(new EndedSession(hash, until)));
        store.forget(clock.millis() - GRACE.toMillis(), MOST);
        Set<String> before = ended;
        Set<String> now = store.ended().stream().map(EndedSession::hash).collect(Collectors.toUnmodifiableSet());
        ended = now;
        some.forEach(unwritten::remove);
        if (!before.containsAll(now)) {
            listeners.forEach(Runnable::run);
        }
    }

    private void run() {
        boolean failed = false;
        try {
            while (!closing) {
                boolean asked = failed
                        ? due.tryAcquire(RETRY_MILLIS, TimeUnit.MILLISECONDS)
                        : due.tryAcquire(EXPIRY_SECONDS, TimeUnit.SECONDS);
                if (asked) {
                    due.drainPermits();
                }
                if (!closing) {
                    failed = follow(failed);
                }
            }
        } catch (InterruptedException e) {
            LOG.error("thread interrupted: ended sessions do not follow other processes any more");
        }
    }

    /** @return whether it failed, as people were told */
    private boolean follow(boolean told) {
        try {
            settle();
            return false;
        } catch (StoreException e) {
            if (!told) {
                LOG.warn("ended sessions not read or written, tried again: reason=\"{}\"", e.getMessage());
            }
            return true;
        }
    }

    /** Writes what could not be written yet, if it can be now. */
    @Override
    public void close() {
        closing = true;
        due.release();
        try {
            thread.join();
            if (!unwritten.isEmpty()) {
                settle();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StoreException e) {
            LOG.warn("ended sessions not written: reason=\"{}\"", e.getMessage());
        }
    }

    @Override
    public String toString() {
        return "EndedSessions[" + ended.size() + "]";
    }
}
