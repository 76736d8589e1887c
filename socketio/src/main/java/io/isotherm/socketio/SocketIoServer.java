package io.isotherm.socketio;

import io.isotherm.socketio.engine.EngineServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Socket.IO server, one for all event loops. It is given requests by the application's own HTTP server:
 *
 * <pre>{@code
 * router.route("/socket.io/*").handler(context -> io.handle(context.request()));
 * }</pre>
 *
 * before any handler that reads bodies, in event-loop verticles (as many instances as loops should share the work).
 * Callable from any thread, but for {@link #handle}.
 */
public final class SocketIoServer {
    private static final Logger LOG = LoggerFactory.getLogger(SocketIoServer.class);

    private final Vertx vertx;
    private final SocketIoOptions options;
    private final EngineServer engine;
    private final Map<String, ServerNamespace> namespaces = new ConcurrentHashMap<>();
    private @Nullable Long expiry;

    private SocketIoServer(Vertx vertx, SocketIoOptions options) {
        this.vertx = vertx;
        this.options = options;
        engine = new EngineServer(
                vertx, options.engine(), session -> new ClientConnection(session, options, namespaces::get));
        namespaces.put("/", new ServerNamespace("/", options));
        RecoveryOptions recovery = options.recovery();
        if (recovery != null) {
            // Often enough that little outlives its time by more than a tenth.
            long millis = Math.clamp(recovery.maxDisconnection().toMillis() / 10, 100, 10_000);
            expiry = vertx.setPeriodic(millis, timer -> expire());
        }
    }

    private void expire() {
        for (ServerNamespace namespace : namespaces.values()) {
            Recovery recovery = namespace.recovery();
            if (recovery != null) {
                recovery.expire();
            }
        }
    }

    /** Creates a server; its options are as they are now, whatever is set later. */
    public static SocketIoServer create(Vertx vertx, SocketIoOptions options) {
        return new SocketIoServer(vertx, new SocketIoOptions(options));
    }

    /**
     * Takes over a request, on the event loop that received it.
     *
     * @throws IllegalStateException on any other thread
     */
    public void handle(HttpServerRequest request) {
        Cors cors = options.cors();
        if (cors == null || !cors.answers(request)) {
            engine.handle(request);
        }
    }

    /**
     * The namespace of a name, created when new; clients can connect to it from then on.
     *
     * @throws IllegalArgumentException when the name does not begin with a slash, or has a comma, or is too long
     */
    public Namespace of(String name) {
        if (!name.startsWith("/") || name.indexOf(',') >= 0 || name.length() > 255) {
            throw new IllegalArgumentException("not the name of a namespace: " + name);
        }
        return namespaces.computeIfAbsent(name, fresh -> new ServerNamespace(fresh, options));
    }

    /**
     * Sets a check that runs before a session is opened; see {@link RefusedException}. Later requests of the session are
     * not checked again, but must carry the same {@code Authorization} header and all the cookies again.
     */
    public SocketIoServer allowRequest(Function<HttpServerRequest, Future<Void>> check) {
        engine.admit(request -> Future.succeededFuture()
                .compose(start -> check.apply(request))
                .map(allowed -> (EngineServer.@Nullable Refusal) null)
                .otherwise(SocketIoServer::refusal));
        return this;
    }

    private static EngineServer.Refusal refusal(Throwable cause) {
        if (cause instanceof RefusedException refused) {
            return new EngineServer.Refusal(refused.status(), String.valueOf(refused.getMessage()));
        }
        LOG.warn("event=request.check.failed detail=\"{}\"", String.valueOf(cause));
        return new EngineServer.Refusal(403, "Forbidden");
    }

    /** Connections that are open. */
    public int connections() {
        return engine.connections();
    }

    /**
     * Closes every connection with this reason and takes no more; done when all are gone, within a few seconds. Clients
     * connect again when there is somebody to connect to.
     */
    public Future<Void> close(String reason) {
        return engine.close(reason).onComplete(done -> stopExpiry());
    }

    /**
     * Lets the clients go over to other servers, before this one is stopped: takes no more connections (503), and closes
     * those there are evenly over a time, in random order. The official clients connect again by themselves, so a gateway
     * should have stopped to send new clients here before. Done when all are gone; {@link #close} may be called while this
     * goes on.
     *
     * @param spread over which they go, up to one day; zero for at once
     */
    public Future<Void> drain(Duration spread) {
        if (spread.isNegative() || spread.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("spread must be between 0 and 1 day: " + spread);
        }
        return engine.drain(spread.toMillis(), "server draining").onComplete(done -> stopExpiry());
    }

    private void stopExpiry() {
        Long timer = expiry;
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }
}
