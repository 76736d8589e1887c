package io.isotherm.socketio.engine;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The sessions there are, and what those that just ended still have to say to a polling client. From any thread. */
final class SessionRegistry {
    /**
     * Time that last words wait for the GET that they answer. The client sends GET and POST by two connections, so the one
     * that it sent first may come last.
     */
    private static final long LAST_WORDS_MILLIS = 1_000;

    private record LastWords(Credentials credentials, Buffer payload) {}

    private final Vertx vertx;
    private final int limit;
    private final Map<String, EngineSession> sessions = new ConcurrentHashMap<>();
    private final Map<String, LastWords> lastWords = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final Promise<Void> emptied = Promise.promise();
    private volatile boolean shut;

    SessionRegistry(Vertx vertx, int limit) {
        this.vertx = vertx;
        this.limit = limit;
    }

    int size() {
        return count.get();
    }

    /** Adds a session unless there are too many, or none may be added any more. */
    boolean add(EngineSession session) {
        if (count.incrementAndGet() > limit) {
            count.decrementAndGet();
            return false;
        }
        sessions.put(session.id(), session);
        if (shut) {
            remove(session);
            return false;
        }
        return true;
    }

    boolean isFull() {
        return shut || count.get() >= limit;
    }

    void remove(EngineSession session) {
        if (sessions.remove(session.id(), session)) {
            if (count.decrementAndGet() == 0 && shut) {
                emptied.tryComplete();
            }
        }
    }

    @Nullable
    EngineSession find(String id) {
        return sessions.get(id);
    }

    /** Takes no session from now on; returns those that there are. */
    List<EngineSession> shut() {
        shut = true;
        if (count.get() == 0) {
            emptied.tryComplete();
        }
        return List.copyOf(sessions.values());
    }

    /** Done when the last session is gone after {@link #shut}. */
    Future<Void> emptied() {
        return emptied.future();
    }

    void keepLastWords(EngineSession session, Buffer payload) {
        String id = session.id();
        lastWords.put(id, new LastWords(session.credentials(), payload));
        vertx.setTimer(LAST_WORDS_MILLIS, timer -> lastWords.remove(id));
    }

    /** Answers a GET that found its session and came too late all the same. */
    void answerFromBeyond(EngineSession session, HttpExchange exchange) {
        if (!answerFromBeyond(session.id(), session.credentials(), exchange)) {
            exchange.refuse(EngineError.UNKNOWN_SESSION);
        }
    }

    /** Answers a GET with a session's last words, if there are any; they are said once. */
    boolean answerFromBeyond(String id, Credentials credentials, HttpExchange exchange) {
        LastWords words = lastWords.get(id);
        if (words == null || !words.credentials().areShownBy(credentials) || !lastWords.remove(id, words)) {
            return false;
        }
        exchange.answer(words.payload());
        return true;
    }
}
