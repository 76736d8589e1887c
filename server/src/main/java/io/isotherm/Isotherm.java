package io.isotherm;

import io.isotherm.Config.Role;
import io.isotherm.api.AllProcesses;
import io.isotherm.api.ApiRoutes;
import io.isotherm.api.ProcessStatus;
import io.isotherm.api.ServerInfo;
import io.isotherm.catalog.Merges;
import io.isotherm.cli.Cli;
import io.isotherm.http.Elsewhere;
import io.isotherm.http.Guard;
import io.isotherm.http.HttpListener;
import io.isotherm.http.HttpMeters;
import io.isotherm.http.HttpSettings;
import io.isotherm.http.PageRoutes;
import io.isotherm.http.RequestTraces;
import io.isotherm.ingest.http.SenderRoutes;
import io.isotherm.ingest.imports.Imports;
import io.isotherm.ingest.line.LineRefusals;
import io.isotherm.live.Live;
import io.isotherm.ops.HealthRoutes;
import io.isotherm.ops.Readiness;
import io.isotherm.ops.Watch;
import io.isotherm.retention.Retiring;
import io.isotherm.security.MetricsToken;
import io.isotherm.socketio.SocketIoOptions;
import io.isotherm.socketio.SocketIoServer;
import io.isotherm.store.ReadingStore;
import io.isotherm.worker.Leadership;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running program: its parts, started in this order and stopped in reverse. Nothing outside of this package knows
 * which implementations there are.
 */
public final class Isotherm implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Isotherm.class);

    /** A page sends a handful when it opens; its heartbeats and subscriptions are far fewer. */
    private static final int PACKETS_PER_SECOND = 200;

    private final Config config;
    private final UnaryOperator<ReadingStore> before;
    private final InstantSource clock = InstantSource.system();
    private final Parts parts = new Parts();
    private volatile int httpPort;
    private volatile MqttIntake mqtt = new MqttIntake(0, 0);

    private Isotherm(Config config, UnaryOperator<ReadingStore> before) {
        this.config = config;
        this.before = before;
    }

    /**
     * Starts every part; returns when the listeners are open. What was started is stopped again when one fails.
     *
     * @throws io.isotherm.store.StoreException when the data folder cannot be used
     * @throws io.isotherm.security.AccessException when the server would be open to strangers
     * @throws io.isotherm.ingest.line.LineRulesException when the file of rules cannot be used
     * @throws io.isotherm.http.ListenException when the HTTP port cannot be had
     * @throws UncheckedIOException when the MQTT port cannot be had
     */
    public static Isotherm start(Config config) {
        return start(config, store -> store);
    }

    /**
     * Likewise.
     *
     * @param before stands between the pipeline and the store, to fail or to be slow in its place
     */
    static Isotherm start(Config config, UnaryOperator<ReadingStore> before) {
        Isotherm program = new Isotherm(config, before);
        try {
            program.start();
            return program;
        } catch (RuntimeException e) {
            program.close();
            throw e;
        }
    }

    private void start() {
        Shared shared = Shared.open(config, parts, clock);
        lead(shared);

        // No folder for copies of files, of which none is served: a killed process would leave it behind.
        FileSystemOptions files =
                new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setFileSystemOptions(files));
        parts.part(() -> Parts.finish("vert.x", vertx.close()));
        LOG.info("network: transport={}", vertx.isNativeTransportEnabled() ? "native" : "nio");
        SocketIoServer sockets = config.has(Role.LIVE) ? live(vertx, shared) : null;
        Sources sources = config.has(Role.INGEST) ? Sources.open(config, parts, clock, vertx, shared, before) : null;
        if (sources != null) {
            mqtt = sources.mqtt();
        }
        listen(vertx, shared, sockets, sources);
        if (sources != null) {
            sources.start(config, parts, clock);
        }
    }

    private void lead(Shared shared) {
        if (!config.has(Role.WORKER) && !config.has(Role.LIVE)) {
            return;
        }
        Leadership leadership = config.has(Role.WORKER)
                ? parts.watched(new Leadership(
                        shared.stores().election(), shared.metrics().registry()))
                : null;
        BooleanSupplier leads = leadership == null ? () -> false : leadership::isLeader;
        Retiring retiring = parts.watched(new Retiring(
                shared.stores().readings(),
                shared.stores().catalog(),
                shared.retention(),
                clock,
                leads,
                shared.metrics().registry(),
                retired -> {
                    shared.latest()
                            .reloadRetired(
                                    shared.stores().readings(), shared.catalog().sensors(), retired);
                    if (leads.getAsBoolean()) {
                        shared.inbox().expire(clock.millis());
                    }
                }));
        if (leadership != null) {
            leadership.start(retiring::takeOver);
        }
        retiring.start();
    }

    private SocketIoServer live(Vertx vertx, Shared shared) {
        SocketIoServer sockets = SocketIoServer.create(
                vertx,
                new SocketIoOptions()
                        .setMaxPacketsPerSecond(PACKETS_PER_SECOND)
                        .setMetrics(new SocketMetrics(shared.metrics().registry())));
        SocketGate.close(sockets.of("/"), shared.access(), shared.ended());
        parts.watched(new Live(
                shared.catalog(),
                shared.stores().readings(),
                shared.latest(),
                shared.broker(),
                sockets.of("/"),
                clock,
                shared.metrics().registry()));
        return sockets;
    }

    private void listen(Vertx vertx, Shared shared, @Nullable SocketIoServer sockets, @Nullable Sources sources) {
        PageRoutes page = new PageRoutes();
        // Who only works in the background is asked for nothing.
        Draining draining = sockets == null && sources == null ? null : parts.watch(new Draining(sockets, drain()));
        List<Consumer<Router>> routes = new ArrayList<>();
        routes.add(new LineRefusals());
        routes.add(new HttpMeters(shared.metrics().registry()));
        Readiness readiness = new Readiness(parts.watched(), clock);
        Watch watch = parts.part(new Watch(readiness, clock, shared.metrics().registry()));
        watch.start();
        String host = hostName();
        AllProcesses processes = new AllProcesses(
                new ProcessStatus(config.roleNames(), () -> host + ":" + httpPort, watch), shared.peers());
        config.security()
                .metricsTokenFile()
                .map(MetricsToken::read)
                .ifPresent(token -> routes.add(shared.metrics()
                        .openTo(context -> token.isShown(context.request().headers()))));
        routes.add(new Guard(shared.access(), config.has(Role.LIVE) ? page::serve : request -> false));
        routes.add(new HealthRoutes(readiness, Guard::isSignedIn));
        routes.add(shared.metrics());
        if (shared.tracer().isOn()) {
            routes.add(new RequestTraces(shared.tracer()));
        }
        Imports imports = sources == null ? null : sources.mount(routes, shared, clock);
        if (sources != null || sockets != null) {
            routes.add(new SenderRoutes(shared.allSenders())::mount);
        }
        if (sockets != null) {
            routes.add(router -> router.route("/socket.io/*").handler(context -> sockets.handle(context.request())));
            routes.add(new ApiRoutes(vertx, served(shared, sources, processes)));
            routes.add(page);
        }
        routes.add(new Elsewhere(config.roles().stream()
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet())));
        HttpListener http = parts.watched(new HttpListener(
                vertx, new HttpSettings(config.listen(), config.http().port()), routes));
        http.start();
        httpPort = http.port();
        if (imports != null) {
            // Before the listener closes: it would wait for requests under way.
            parts.part(imports);
        }
        if (draining != null) {
            // Before the listener closes: it would wait for open pages.
            parts.part(draining);
        }
    }

    // Not by the name service, which may be slow to say that it does not know.
    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return Objects.requireNonNullElse(System.getenv("HOSTNAME"), "unknown");
        }
    }

    private Duration drain() {
        return config.store() instanceof Config.Embedded ? Duration.ZERO : config.drain();
    }

    private ApiRoutes.Parts served(Shared shared, @Nullable Sources sources, AllProcesses processes) {
        return new ApiRoutes.Parts(
                shared.catalog(),
                shared.states(),
                parts.part(Merges.open(shared.catalog(), shared.stores().readings())),
                shared.latest(),
                shared.stores().readings(),
                shared.retention(),
                shared.inbox(),
                shared.allSamples(),
                shared.access(),
                shared.tokens(),
                sources == null ? new NoDemo() : sources.demo(),
                new ServerInfo(
                        Cli.number(),
                        clock.instant(),
                        () -> httpPort,
                        () -> mqtt.port(),
                        sources == null ? () -> 0 : sources.host()::count),
                processes,
                clock);
    }

    /** Where the page is: the loopback address when it listens on every address. */
    public URI address() {
        boolean any = config.listen().equals("0.0.0.0") || config.listen().equals("::");
        String host = any ? "127.0.0.1" : config.listen();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + httpPort);
    }

    /** The MQTT listener's port; 0 where there is none. */
    public int mqttPort() {
        return mqtt.port();
    }

    /** The port of the one with TLS; 0 where there is none. */
    public int mqttTlsPort() {
        return mqtt.tlsPort();
    }

    /** Stops every part, the last one first. A second call does nothing. */
    @Override
    public void close() {
        parts.close();
    }
}
