package io.isotherm.socketio.engine;

import io.isotherm.socketio.protocol.MalformedPacketException;
import io.isotherm.socketio.protocol.PollingPayload;
import io.isotherm.socketio.protocol.WirePacket;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An Engine.IO 4 server: finds out what a request wants and takes it to its session. */
public final class EngineServer {
    private static final Logger LOG = LoggerFactory.getLogger(EngineServer.class);
    private static final String VERSION = "4";
    private static final String POLLING = "polling";
    private static final String WEBSOCKET = "websocket";
    /** Longer than a transport takes to say goodbye. */
    private static final long CLOSE_MILLIS = 3_000;

    /** How it is told that a session is not opened. */
    public record Refusal(int status, String message) {}

    private final Vertx vertx;
    private final EngineOptions options;
    private final Function<EngineSession, SessionListener> opened;
    private final SessionRegistry registry;
    private final Map<EventLoop, EngineLoop> loops = new ConcurrentHashMap<>();
    private final WebSocketUpgrade upgrade;
    private volatile @Nullable Function<HttpServerRequest, Future<@Nullable Refusal>> admission;

    /** @param opened called for each new session, on its event loop, before anything comes */
    public EngineServer(Vertx vertx, EngineOptions options, Function<EngineSession, SessionListener> opened) {
        this.vertx = vertx;
        this.options = options;
        this.opened = opened;
        this.registry = new SessionRegistry(vertx, options.maxConnections());
        this.upgrade = new WebSocketUpgrade(options.maxPayload());
    }

    /** Sets what decides whether a session may be opened: a refusal, or null to let it. */
    public void admit(Function<HttpServerRequest, Future<@Nullable Refusal>> admission) {
        this.admission = admission;
    }

    /** Sessions that are open. */
    public int connections() {
        return registry.size();
    }

    /**
     * Takes a request, on the event loop that received it.
     *
     * @throws IllegalStateException on any other thread
     */
    public void handle(HttpServerRequest request) {
        ContextInternal context = ContextInternal.current();
        if (context == null || !context.isEventLoopContext() || !context.inThread()) {
            throw new IllegalStateException("handle requests on the event loop that received them");
        }
        HttpExchange exchange = new HttpExchange(request, context);
        EngineError error = route(exchange);
        if (error != null) {
            refuse(exchange, error);
        }
    }

    private Future<Void> refuse(HttpExchange exchange, EngineError error) {
        options.metrics().refused(error.status());
        return exchange.refuse(error);
    }

    private void forbid(HttpExchange exchange, Refusal refusal) {
        options.metrics().refused(refusal.status());
        exchange.forbid(refusal.status(), refusal.message());
    }

    private @Nullable EngineError route(HttpExchange exchange) {
        HttpServerRequest request = exchange.request();
        String transport;
        String version;
        String id;
        try {
            transport = request.getParam("transport");
            version = request.getParam("EIO");
            id = request.getParam("sid");
        } catch (IllegalArgumentException e) {
            return EngineError.BAD_REQUEST; // the query is not one
        }
        boolean webSocket = WEBSOCKET.equals(transport);
        if (!webSocket && !POLLING.equals(transport)) {
            return EngineError.UNKNOWN_TRANSPORT;
        }
        if (!VERSION.equals(version)) {
            return EngineError.UNSUPPORTED_VERSION;
        }
        if (webSocket && !upgrade.isPossible(request)) {
            return EngineError.BAD_REQUEST;
        }
        if (id == null) {
            if (!request.method().equals(HttpMethod.GET)) {
                return EngineError.BAD_HANDSHAKE_METHOD;
            }
            if (registry.isFull()) {
                return EngineError.UNAVAILABLE;
            }
            admit(exchange, webSocket);
            return null;
        }
        return route(exchange, webSocket, id);
    }

    private @Nullable EngineError route(HttpExchange exchange, boolean webSocket, String id) {
        Credentials credentials = Credentials.of(exchange.request());
        EngineSession session = registry.find(id);
        boolean isGet = exchange.request().method().equals(HttpMethod.GET);
        if (session == null) {
            return isGet && !webSocket && registry.answerFromBeyond(id, credentials, exchange)
                    ? null
                    : EngineError.UNKNOWN_SESSION;
        }
        if (!session.credentials().areShownBy(credentials)) {
            LOG.warn(
                    "event=session.foreign peer={} detail=\"credentials differ from those of the handshake\"",
                    Opening.of(exchange.request()).address());
            return EngineError.BAD_REQUEST;
        }
        if (webSocket) {
            upgrade.accept(exchange, loop(exchange.context()), candidate -> {
                candidate.attach(session);
                session.offer(candidate);
            });
        } else if (isGet) {
            session.poll(exchange);
        } else if (exchange.request().method().equals(HttpMethod.POST)) {
            return post(exchange, session);
        } else {
            return EngineError.BAD_REQUEST;
        }
        return null;
    }

    private EngineLoop loop(ContextInternal context) {
        return loops.computeIfAbsent(context.nettyEventLoop(), loop -> new EngineLoop(loop, options.maxQueuedBytes()));
    }

    // ---- opening ----

    private void admit(HttpExchange exchange, boolean webSocket) {
        Function<HttpServerRequest, Future<@Nullable Refusal>> check = admission;
        if (check == null) {
            open(exchange, webSocket);
            return;
        }
        HttpServerRequest request = exchange.request();
        request.pause();
        check.apply(request)
                .onComplete(checked -> exchange.context().execute(() -> {
                    request.resume();
                    if (checked.failed()) {
                        forbid(exchange, new Refusal(403, "Forbidden"));
                        return;
                    }
                    Refusal refusal = checked.result();
                    if (refusal != null) {
                        forbid(exchange, refusal);
                    } else if (!request.response().closed()) {
                        open(exchange, webSocket);
                    }
                }));
    }

    private void open(HttpExchange exchange, boolean webSocket) {
        if (!webSocket) {
            EngineSession session = EngineSession.polling(exchange, options, registry, loop(exchange.context()));
            if (!registry.add(session)) {
                refuse(exchange, EngineError.UNAVAILABLE);
                return;
            }
            options.metrics().opened(false);
            session.execute(() -> session.start(opened.apply(session), openPacket(session, WEBSOCKET)));
            session.poll(exchange);
            return;
        }
        upgrade.accept(exchange, loop(exchange.context()), accepted -> {
            EngineSession session = EngineSession.webSocket(exchange, options, registry, accepted);
            if (!registry.add(session)) {
                accepted.closeAlone(CloseReason.SHUTDOWN, "server unavailable");
                return;
            }
            options.metrics().opened(true);
            accepted.attach(session);
            session.execute(() -> session.start(opened.apply(session), openPacket(session)));
        });
    }

    private WirePacket openPacket(EngineSession session, String... upgrades) {
        return WirePacket.text("0"
                + new JsonObject()
                        .put("sid", session.id())
                        .put("upgrades", new JsonArray(List.of((Object[]) upgrades)))
                        .put("pingInterval", options.pingInterval())
                        .put("pingTimeout", options.pingTimeout())
                        .put("maxPayload", options.maxPayload())
                        .encode());
    }

    // ---- POST ----

    private @Nullable EngineError post(HttpExchange exchange, EngineSession session) {
        if (!session.beginPost()) {
            session.close(CloseReason.TRANSPORT_ERROR, "two POSTs at a time");
            return EngineError.BAD_REQUEST;
        }
        HttpServerRequest request = exchange.request();
        new BodyReader(request, options.maxPayload())
                .read()
                .onSuccess(body -> {
                    try {
                        session.post(exchange, PollingPayload.of(body), body.length());
                    } catch (MalformedPacketException e) {
                        session.endPost();
                        session.close(CloseReason.PARSE_ERROR, String.valueOf(e.getMessage()));
                        refuse(exchange, EngineError.BAD_REQUEST);
                    }
                })
                .onFailure(e -> {
                    session.endPost();
                    if (e instanceof BodyReader.TooLargeException) {
                        refuse(exchange, EngineError.PAYLOAD_TOO_LARGE)
                                .onComplete(answered -> request.connection().close());
                    } else {
                        session.close(CloseReason.TRANSPORT_ERROR, "a POST was given up");
                    }
                });
        return null;
    }

    // ---- closing ----

    /** Closes all sessions and opens none from now on; done when all have said goodbye. */
    public Future<Void> close(String words) {
        Promise<Void> gone = Promise.promise();
        for (EngineSession session : registry.shut()) {
            session.close(CloseReason.SHUTDOWN, words);
        }
        registry.emptied().onSuccess(gone::tryComplete);
        long timer = vertx.setTimer(CLOSE_MILLIS, late -> gone.tryComplete());
        return gone.future().compose(empty -> upgrade.allClosed(vertx)).onComplete(done -> vertx.cancelTimer(timer));
    }

    /** Opens no session from now on and closes those there are, evenly over a time; done when all are gone. */
    public Future<Void> drain(long millis, String words) {
        new Drain(vertx, registry.shut(), millis, words).start();
        return registry.emptied().compose(empty -> upgrade.allClosed(vertx));
    }
}
