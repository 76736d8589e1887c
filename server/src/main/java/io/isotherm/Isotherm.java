package io.isotherm;

import io.isotherm.Config.Role;
import io.isotherm.api.AllProcesses;
import io.isotherm.api.ApiRoutes;
import io.isotherm.api.ProcessStatus;
import io.isotherm.api.ServerInfo;
import io.isotherm.broker.Broker;
import io.isotherm.broker.Peers;
import io.isotherm.broker.local.LocalBroker;
import io.isotherm.broker.redis.RedisBroker;
import io.isotherm.catalog.Catalog;
import io.isotherm.catalog.CatalogRefresh;
import io.isotherm.catalog.DeviceStates;
import io.isotherm.catalog.Merges;
import io.isotherm.cli.Cli;
import io.isotherm.http.Elsewhere;
import io.isotherm.http.Guard;
import io.isotherm.http.HttpListener;
import io.isotherm.http.HttpMeters;
import io.isotherm.http.HttpSettings;
import io.isotherm.http.PageRoutes;
import io.isotherm.http.RequestTraces;
import io.isotherm.inbox.AllSamples;
import io.isotherm.inbox.Inbox;
import io.isotherm.inbox.Samples;
import io.isotherm.ingest.AllSenders;
import io.isotherm.ingest.Door;
import io.isotherm.ingest.Ingest;
import io.isotherm.ingest.Limits;
import io.isotherm.ingest.Senders;
import io.isotherm.ingest.TracedDoor;
import io.isotherm.ingest.host.HostSensors;
import io.isotherm.ingest.http.BodyBudget;
import io.isotherm.ingest.http.HttpSender;
import io.isotherm.ingest.http.SenderRoutes;
import io.isotherm.ingest.imports.ImportRoutes;
import io.isotherm.ingest.imports.Imports;
import io.isotherm.ingest.json.JsonRoutes;
import io.isotherm.ingest.line.LineParser;
import io.isotherm.ingest.line.LineRefusals;
import io.isotherm.ingest.line.LineRoutes;
import io.isotherm.ingest.line.LineRules;
import io.isotherm.ingest.line.LineRulesFile;
import io.isotherm.ingest.mqtt.AnnouncementFile;
import io.isotherm.ingest.mqtt.MqttAdmission;
import io.isotherm.ingest.mqtt.MqttBridge;
import io.isotherm.ingest.mqtt.MqttListener;
import io.isotherm.ingest.mqtt.MqttSettings;
import io.isotherm.ingest.otlp.OtlpRoutes;
import io.isotherm.ingest.prometheus.RemoteWriteRoutes;
import io.isotherm.ingest.replay.Replay;
import io.isotherm.ingest.simulate.LoadSimulator;
import io.isotherm.ingest.simulate.Simulator;
import io.isotherm.ingest.sparkplug.SparkplugDecoder;
import io.isotherm.ingest.vendor.ChirpStack;
import io.isotherm.ingest.vendor.HomeDecoders;
import io.isotherm.ingest.vendor.SensorThings;
import io.isotherm.ingest.vendor.TheThingsStack;
import io.isotherm.ingest.vendor.ThingsBoard;
import io.isotherm.ingest.vendor.TopicDecoder;
import io.isotherm.ingest.vendor.TopicDecoders;
import io.isotherm.ingest.webhook.Webhooks;
import io.isotherm.live.LatestValues;
import io.isotherm.live.Live;
import io.isotherm.model.Device;
import io.isotherm.model.DeviceState;
import io.isotherm.ops.ClockSteps;
import io.isotherm.ops.HealthRoutes;
import io.isotherm.ops.Metrics;
import io.isotherm.ops.Readiness;
import io.isotherm.ops.Watch;
import io.isotherm.pipeline.Newcomers;
import io.isotherm.pipeline.Pipeline;
import io.isotherm.retention.Keep;
import io.isotherm.retention.RetentionPolicy;
import io.isotherm.retention.Retiring;
import io.isotherm.security.Access;
import io.isotherm.security.EndedSessions;
import io.isotherm.security.MetricsToken;
import io.isotherm.security.SecuritySettings;
import io.isotherm.security.Tokens;
import io.isotherm.security.TrustedProxies;
import io.isotherm.socketio.SocketIoOptions;
import io.isotherm.socketio.SocketIoServer;
import io.isotherm.store.ReadingStore;
import io.isotherm.trace.TraceSettings;
import io.isotherm.trace.Tracer;
import io.isotherm.trace.otlp.OtlpTracer;
import io.isotherm.worker.Leadership;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running program: its parts, started in this order and stopped in reverse. Nothing else knows which
 * implementations there are.
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
    private volatile int mqttPort;
    private volatile int mqttTlsPort;

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
        Metrics metrics = parts.part(new Metrics());
        Access access = Access.open(
                new SecuritySettings(
                        config.listen(),
                        config.security().adminTokenFile(),
                        config.security().allowedHosts(),
                        TrustedProxies.of(config.security().trustedProxies())),
                clock);

        Tracer tracer = tracer(metrics);
        Stores stores = Stores.open(config, parts, tracer);
        StoreMetrics.register(stores.readings(), metrics.registry());
        ServerMetrics own = new ServerMetrics(metrics.registry());
        own.about(Cli.number(), roles());
        own.disk(stores.folder());
        stores.spool().ifPresent(own::spool);
        ClockSteps steps = parts.watched(new ClockSteps(clock, stores.behindDatabase()));
        own.clock(steps, stores.behindDatabase());
        Broker broker = broker(stores, metrics);
        // What other processes took in is live here too, however quick the broker is.
        stores.readings().hearOthers(broker::tellHere);
        Catalog catalog = Catalog.open(stores.catalog(), broker);
        CatalogRefresh refresh = parts.part(new CatalogRefresh(catalog));
        stores.follow().accept(refresh);
        broker.subscribe(refresh);
        Tokens tokens = parts.part(Tokens.open(stores.catalog().tokens(), clock));
        stores.followTokens().accept(tokens);
        EndedSessions ended = parts.part(EndedSessions.open(stores.catalog().sessions(), clock));
        stores.followSessions().accept(ended);
        DeviceStates states = parts.part(DeviceStates.open(catalog, !(config.store() instanceof Config.Embedded)));
        Peers peers = new Peers(broker, stores.others());
        Samples samples = new Samples();
        Senders senders = new Senders(limits(), clock);
        Shared shared = new Shared(
                metrics,
                tracer,
                access.withSenders(tokens).withEndedSessions(ended),
                tokens,
                ended,
                stores,
                broker,
                peers,
                catalog,
                states,
                new LatestValues(),
                retention(stores),
                new Inbox(catalog, stores.readings(), device -> heard(device, states)),
                samples,
                new AllSamples(samples, peers),
                senders,
                new AllSenders(senders, peers));
        own.catalogue(catalog, shared.inbox);
        if (has(Role.LIVE) || has(Role.WORKER) || config.simulate().enabled()) {
            shared.latest.load(stores.readings(), catalog.sensors());
        }
        lead(shared);

        // No folder for copies of files, of which none is served: a killed process would leave it behind.
        FileSystemOptions files =
                new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setFileSystemOptions(files));
        parts.part(() -> Parts.finish("vert.x", vertx.close()));
        LOG.info("network: transport={}", vertx.isNativeTransportEnabled() ? "native" : "nio");
        SocketIoServer sockets = has(Role.LIVE) ? live(vertx, shared) : null;
        Sources sources = has(Role.INGEST) ? ingest(vertx, shared) : null;
        listen(vertx, shared, sockets, sources);
        if (sources != null) {
            start(sources);
        }
    }

    // Only where traces are wanted is anything of them there.
    private Tracer tracer(Metrics metrics) {
        TraceSettings settings = config.traces().orElse(null);
        if (settings == null) {
            return Tracer.NONE;
        }
        Map<String, String> about = Map.of(
                "service.name", settings.service(),
                "service.version", Cli.number(),
                "service.instance.id", UUID.randomUUID().toString(),
                "isotherm.roles", roles());
        return parts.watched(new OtlpTracer(settings, about, metrics.registry()));
    }

    // Those whose topics nobody else has first.
    private static List<TopicDecoder> decoders() {
        return Stream.concat(
                        Stream.of(
                                new SparkplugDecoder(),
                                new TheThingsStack(),
                                new ChirpStack(),
                                new ThingsBoard(),
                                new SensorThings()),
                        HomeDecoders.all().stream())
                .toList();
    }

    private static long heard(Device device, DeviceStates states) {
        return states.of(device.id()).map(DeviceState::heard).orElse(Long.MIN_VALUE);
    }

    /** In lower case, sorted. */
    private String roles() {
        return config.roles().stream()
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(","));
    }

    private boolean has(Role role) {
        return config.roles().contains(role);
    }

    /** What every process has, whatever its roles. */
    private record Shared(
            Metrics metrics,
            Tracer tracer,
            Access access,
            Tokens tokens,
            EndedSessions ended,
            Stores stores,
            Broker broker,
            Peers peers,
            Catalog catalog,
            DeviceStates states,
            LatestValues latest,
            RetentionPolicy retention,
            Inbox inbox,
            Samples samples,
            AllSamples allSamples,
            Senders senders,
            AllSenders allSenders) {}

    /**
     * Where readings come from.
     *
     * @param door takes in what comes by HTTP
     */
    private record Sources(Ingest ingest, Door door, Demo demo, HostSensors host, LineParser lines) {}

    private void lead(Shared shared) {
        if (!has(Role.WORKER) && !has(Role.LIVE)) {
            return;
        }
        Leadership leadership = has(Role.WORKER)
                ? parts.watched(new Leadership(shared.stores.election(), shared.metrics.registry()))
                : null;
        BooleanSupplier leads = leadership == null ? () -> false : leadership::isLeader;
        Retiring retiring = parts.watched(new Retiring(
                shared.stores.readings(),
                shared.stores.catalog(),
                shared.retention,
                clock,
                leads,
                shared.metrics.registry(),
                retired -> {
                    shared.latest.reloadRetired(shared.stores.readings(), shared.catalog.sensors(), retired);
                    if (leads.getAsBoolean()) {
                        shared.inbox.expire(clock.millis());
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
                        .setMetrics(new SocketMetrics(shared.metrics.registry())));
        SocketGate.close(sockets.of("/"), shared.access, shared.ended);
        parts.watched(new Live(
                shared.catalog,
                shared.stores.readings(),
                shared.latest,
                shared.broker,
                sockets.of("/"),
                clock,
                shared.metrics.registry()));
        return sockets;
    }

    private Sources ingest(Vertx vertx, Shared shared) {
        MeterRegistry meters = shared.metrics.registry();
        Pipeline pipeline = parts.watched(new Pipeline(
                shared.catalog,
                before.apply(shared.stores.readings()),
                shared.broker,
                config.pipeline().queueLimit(),
                meters,
                shared.tracer));
        Newcomers newcomers = config.inbox() ? Newcomers.WAIT : Newcomers.WELCOME;
        Ingest ingest = new Ingest(
                pipeline,
                clock,
                meters,
                shared.senders,
                shared.tokens::isLive,
                newcomers,
                shared.samples,
                shared.states::note);
        Simulator simulator =
                parts.part(new Simulator(ingest, clock, config.simulate().seed()));
        Demo demo = new Demo(simulator, shared.catalog, shared.latest);
        HostSensors host = parts.part(new HostSensors(
                config.host().root().resolve("sys"), config.host().interval(), ingest, clock));
        boolean traced = shared.tracer.isOn();
        takeMqtt(vertx, shared.access, traced ? new TracedDoor(ingest.door(), shared.tracer) : ingest.door(), meters);
        LineRules rules = config.line().rules().map(LineRulesFile::read).orElse(LineRules.NONE);
        LineParser lines = new LineParser(rules, Runtime.getRuntime().maxMemory() / 32);
        return new Sources(
                ingest, traced ? new TracedDoor(ingest.door(), Tracer.NONE) : ingest.door(), demo, host, lines);
    }

    private Limits limits() {
        Config.Limits limits = config.limits();
        return new Limits(
                limits.readings().orElse(config.loopback() ? Double.POSITIVE_INFINITY : Config.Limits.READINGS),
                limits.bytes().orElse(config.loopback() ? Double.POSITIVE_INFINITY : Config.Limits.BYTES),
                limits.burst());
    }

    private void listen(Vertx vertx, Shared shared, @Nullable SocketIoServer sockets, @Nullable Sources sources) {
        PageRoutes page = new PageRoutes();
        // Who only works in the background is asked for nothing.
        Draining draining = sockets == null && sources == null ? null : parts.watch(new Draining(sockets, drain()));
        List<Consumer<Router>> routes = new ArrayList<>();
        routes.add(new LineRefusals());
        routes.add(new HttpMeters(shared.metrics.registry()));
        Readiness readiness = new Readiness(parts.watched(), clock);
        Watch watch = parts.part(new Watch(readiness, clock, shared.metrics.registry()));
        watch.start();
        String host = hostName();
        AllProcesses processes =
                new AllProcesses(new ProcessStatus(roles(), () -> host + ":" + httpPort, watch), shared.peers);
        config.security()
                .metricsTokenFile()
                .map(MetricsToken::read)
                .ifPresent(token -> routes.add(shared.metrics.openTo(
                        context -> token.isShown(context.request().headers()))));
        routes.add(new Guard(shared.access, has(Role.LIVE) ? page::serve : request -> false));
        routes.add(new HealthRoutes(readiness, Guard::isSignedIn));
        routes.add(shared.metrics);
        if (shared.tracer.isOn()) {
            routes.add(new RequestTraces(shared.tracer));
        }
        Imports imports = null;
        if (sources != null) {
            BodyBudget bodies = new BodyBudget(Runtime.getRuntime().maxMemory() / 8);
            routes.add(new JsonRoutes(sources.door, bodies)::mount);
            MeterRegistry meters = shared.metrics.registry();
            routes.add(new RemoteWriteRoutes(sources.door, bodies, meters)::mount);
            routes.add(new OtlpRoutes(sources.door, bodies, meters)::mount);
            routes.add(new Webhooks(
                    sources.door,
                    bodies,
                    routing -> thingsBoard(HttpSender.of(routing, "thingsboard").device()))::mount);
            imports = new Imports(sources.ingest, new StoredSensors(shared.catalog, shared.stores.readings()), clock);
            routes.add(new ImportRoutes(imports, bodies, clock)::mount);
            routes.add(new LineRoutes(sources.lines, sources.door, bodies)::mount);
        }
        if (sources != null || sockets != null) {
            routes.add(new SenderRoutes(shared.allSenders)::mount);
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

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    private Duration drain() {
        return config.store() instanceof Config.Embedded ? Duration.ZERO : config.drain();
    }

    private ApiRoutes.Parts served(Shared shared, @Nullable Sources sources, AllProcesses processes) {
        return new ApiRoutes.Parts(
                shared.catalog,
                shared.states,
                parts.part(Merges.open(shared.catalog, shared.stores.readings())),
                shared.latest,
                shared.stores.readings(),
                shared.retention,
                shared.inbox,
                shared.allSamples,
                shared.access,
                shared.tokens,
                sources == null ? new NoDemo() : sources.demo,
                new ServerInfo(
                        Cli.number(),
                        clock.instant(),
                        () -> httpPort,
                        () -> mqttPort,
                        sources == null ? () -> 0 : sources.host::count),
                processes,
                clock);
    }

    private RetentionPolicy retention(Stores stores) {
        return new RetentionPolicy(stores.catalog(), standard());
    }

    /** How long things are kept where no rule says otherwise. */
    private Keep standard() {
        Config.Retention retention = config.retention();
        return new Keep(days(retention.readingsDays()), days(retention.summariesDays()));
    }

    private static @Nullable Integer days(OptionalInt days) {
        return days.isPresent() ? days.getAsInt() : null;
    }

    private Broker broker(Stores stores, Metrics metrics) {
        LocalBroker here = new LocalBroker(LocalBroker.DEFAULT_CAPACITY);
        here.register(metrics.registry());
        return switch (config.broker()) {
            case Config.InProcess _ -> parts.watched(here);
            case Config.Redis redis ->
                parts.watched(RedisBroker.open(
                        redis.settings(), stores.name(), here, RedisBroker.DEFAULT_CAPACITY, metrics.registry()));
        };
    }

    private void takeMqtt(Vertx vertx, Access access, Door door, MeterRegistry meters) {
        TopicDecoders decoders = new TopicDecoders(decoders());
        MqttAdmission admission = MqttAdmission.of(shown -> access.client(shown.user(), shown.password(), "mqtt"));
        Config.Mqtt mqtt = config.mqtt();
        if (mqtt.plain().on() || mqtt.tls().on() || mqtt.broker().isPresent()) {
            parts.part(AnnouncementFile.open(vertx, config.data().resolve("mqtt-announcements"), decoders));
        }
        if (mqtt.plain().on()) {
            MqttSettings settings =
                    MqttSettings.of(config.listen(), mqtt.plain().number());
            mqttPort = listen(new MqttListener(vertx, settings, admission, decoders, door, meters));
        }
        if (mqtt.tls().on()) {
            MqttSettings settings = MqttSettings.of(config.listen(), mqtt.tls().number())
                    .withTls(mqtt.files().orElseThrow());
            mqttTlsPort = listen(new MqttListener(vertx, settings, admission, decoders, door, meters));
        }
        mqtt.broker().ifPresent(broker -> {
            Path session = config.data().resolve("mqtt-session");
            MqttBridge bridge = parts.watched(new MqttBridge(vertx, broker, session, decoders, door, meters));
            try {
                bridge.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
        });
    }

    private static @Nullable String thingsBoard(@Nullable String device) {
        return device == null || device.startsWith("thingsboard/") ? device : "thingsboard/" + device;
    }

    private int listen(MqttListener listener) {
        try {
            return parts.watched(listener).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private void start(Sources sources) {
        Ingest ingest = sources.ingest;
        Config.Simulate simulate = config.simulate();
        if (simulate.enabled() && simulate.sensors() > 0) {
            parts.part(new LoadSimulator(simulate.sensors(), simulate.rate(), ingest, clock))
                    .start();
        } else if (simulate.enabled() || (config.store() instanceof Config.Embedded && sources.demo.isWanted())) {
            // Of several processes each would resume what one of them was asked for.
            sources.demo.resume();
        }
        if (config.host().sensors()) {
            sources.host.start();
        }
        config.replay().file().ifPresent(file -> {
            Config.Replay replay = config.replay();
            Replay.Options options = new Replay.Options(
                    Replay.Mode.valueOf(replay.times().name()),
                    replay.speed(),
                    replay.unit(),
                    replay.sensor().orElse(null),
                    ZoneOffset.UTC);
            Thread thread = Thread.ofPlatform().name("replay").daemon().start(() -> {
                try {
                    new Replay(file, options, ingest, clock).run();
                } catch (IOException | IllegalArgumentException e) {
                    LOG.error("replay failed file={} reason=\"{}\"", file, e.getMessage());
                } catch (InterruptedException e) {
                    LOG.info("replay ended early file={}", file);
                }
            });
            parts.part(thread::interrupt);
        });
    }

    /** Where the page is: the loopback address when it listens on every address. */
    public URI address() {
        boolean any = config.listen().equals("0.0.0.0") || config.listen().equals("::");
        String host = any ? "127.0.0.1" : config.listen();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + httpPort);
    }

    /** The MQTT listener's port; 0 where there is none. */
    public int mqttPort() {
        return mqttPort;
    }

    /** The port of the one with TLS; 0 where there is none. */
    public int mqttTlsPort() {
        return mqttTlsPort;
    }

    /** Stops every part, the last one first. A second call does nothing. */
    @Override
    public void close() {
        parts.close();
    }
}
