package io.isotherm.http;

import io.isotherm.ops.Component;
import io.isotherm.ops.Health;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.net.BindException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one HTTP port: HTTP/1.1, on every event loop, with the routes that it is given. {@link #start} and {@link #close}
 * block, and must not be called from an event loop.
 */
public final class HttpListener implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);

    /** Requests under way have so long to be answered when the listener closes. */
    static final int DRAIN_SECONDS = 5;

    /** More than Socket.IO's ping interval and timeout together, which are 45 s. */
    private static final int IDLE_SECONDS = 120;

    /** Room for a hundred sensors' ids in a query. */
    private static final int MAX_ADDRESS = 16_384;

    private static final int MAX_HEADERS = 16_384;

    /** Bodies come in pieces of this size at most: what is done for each piece is then little beside its bytes. */
    private static final int MAX_PIECE = 65_536;

    /**
     * The kernel's buffer of a connection. Its default may grow to megabytes for each client that does not read, which
     * nothing in the program sees.
     */
    private static final int SEND_BUFFER = 65_536;

    // Vert.x shares a server between the event loops that name the same port. A negative one stands for one free port.
    private static final AtomicInteger FREE_PORTS = new AtomicInteger();

    private final Vertx vertx;
    private final HttpSettings settings;
    private final List<Consumer<Router>> groups;
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private volatile @Nullable String deployment;

    /**
     * @param groups add routes, in this order; each is called once for the router of every event loop. Those that read
     *     bodies themselves come before any with a body handler
     */
    public HttpListener(Vertx vertx, HttpSettings settings, List<Consumer<Router>> groups) {
        this.vertx = vertx;
        this.settings = settings;
        this.groups = List.copyOf(groups);
    }

    /** @throws ListenException when the port cannot be had */
    public void start() {
        int port = settings.port() == 0 ? -FREE_PORTS.incrementAndGet() : settings.port();
        try {
            deployment = vertx.deployVerticle(
                            () -> new Loop(port), new DeploymentOptions().setInstances(settings.eventLoops()))
                    .await(30, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new ListenException("The HTTP listener did not start within 30 s.", e);
        } catch (Exception e) {
            servers.clear();
            throw refused(e);
        }
        LOG.info("listening: protocol=http address={} port={}", settings.listen(), port());
    }

    /** The port that is listened on; 0 while not started. */
    public int port() {
        return servers.isEmpty() ? 0 : servers.getFirst().actualPort();
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public Health check() {
        return deployment == null ? Health.down("not-listening", "The HTTP listener is not started.") : Health.OK;
    }

    /**
     * Takes no more connections, waits a few seconds for the requests under way, then closes all. WebSockets are others'
     * to close before: they would be waited for.
     */
    @Override
    public void close() {
        String id = deployment;
        if (id == null) {
            return;
        }
        deployment = null;
        try {
            Future.join(servers.stream()
                            .map(server -> server.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS))
                            .toList())
                    .await(DRAIN_SECONDS + 2, TimeUnit.SECONDS);
            vertx.undeploy(id).await(DRAIN_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            LOG.warn("not closed in order: protocol=http cause=\"{}\"", e.toString());
        }
        servers.clear();
        LOG.info("closed: protocol=http");
    }

    private ListenException refused(Exception cause) {
        String where = settings.listen() + ":" + settings.port();
        String why = String.valueOf(cause.getMessage());
        if (cause instanceof BindException && why.contains("in use")) {
            return new ListenException(
                    "Port " + settings.port() + " on " + settings.listen() + " is taken by another program: stop that,"
                            + " or choose another port with --http-port (0 = any free one).",
                    cause);
        }
        return new ListenException(
                "Cannot listen for HTTP on " + where + " (" + why + "): check --listen and --http-port; a port below"
                        + " 1024 needs a privilege.",
                cause);
    }

    private static HttpServerOptions options() {
        return new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setSendBufferSize(SEND_BUFFER)
                .setTcpNoDelay(true)
                .setCompressionSupported(true)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setMaxInitialLineLength(MAX_ADDRESS)
                .setMaxHeaderSize(MAX_HEADERS)
                .setMaxChunkSize(MAX_PIECE);
    }

    /** The listener's part on one event loop. */
    private final class Loop extends VerticleBase {
        private final int listenPort;

        Loop(int listenPort) {
            this.listenPort = listenPort;
        }

        @Override
        public Future<?> start() {
            Router router = Router.router(vertx);
            Failures.mount(router);
            groups.forEach(group -> group.accept(router));
            HttpServer server = vertx.createHttpServer(options())
                    .requestHandler(request -> {
                        // Not a route: some requests fail before any.
                        SecurityHeaders.add(request.response(), request.getHeader(HttpHeaders.HOST));
                        router.handle(request);
                    })
                    .invalidRequestHandler(Failures::invalid);
            servers.add(server);
            return server.listen(listenPort, settings.listen());
        }
    }
}
