package io.isotherm.security;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who is signed in by a browser. Held in memory, by hash: a restart signs everybody out. A session ends {@link #IDLE}
 * after its last use and {@link #LIFE} after its start. May be called from any thread.
 */
final class Sessions {
    static final Duration IDLE = Duration.ofHours(12);
    static final Duration LIFE = Duration.ofDays(7);

    /** Beyond, the one that was used longest ago ends. */
    static final int MOST = 10_000;

    private static final int BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final InstantSource clock;
    // In order of use.
    private final Map<ByteBuffer, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);

    Sessions(InstantSource clock) {
        this.clock = clock;
    }

    private record Session(long started, long used) {}

    /** Starts a session, and gives the secret by which it is known. */
    synchronized String start() {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        long now = clock.millis();
        sessions.values().removeIf(session -> isOver(session, now));
        if (sessions.size() >= MOST) {
            sessions.remove(sessions.keySet().iterator().next());
        }
        sessions.put(key(id), new Session(now, now));
        return id;
    }

    /** Whether there is such a session; prolongs it. */
    synchronized boolean touch(String id) {
        ByteBuffer key = key(id);
        Session session = sessions.get(key);
        long now = clock.millis();
        if (session == null) {
            return false;
        }
        if (isOver(session, now)) {
            sessions.remove(key);
            return false;
        }
        sessions.put(key, new Session(session.started(), now));
        return true;
    }

    synchronized void end(String id) {
        sessions.remove(key(id));
    }

    synchronized int size() {
        return sessions.size();
    }

    private static boolean isOver(Session session, long now) {
        return now - session.used() >= IDLE.toMillis() || now - session.started() >= LIFE.toMillis();
    }

    // By hash, so that neither a look-up's time nor a memory dump tells an id.
    private static ByteBuffer key(String id) {
        return ByteBuffer.wrap(AdminToken.hash(id));
    }
}
