package io.isotherm;

import io.isotherm.api.ApiRoutes;
import io.isotherm.api.ServerInfo;
import io.isotherm.broker.local.LocalBroker;
import io.isotherm.catalog.Catalog;
import io.isotherm.catalog.CatalogRefresh;
import io.isotherm.cli.Cli;
import io.isotherm.http.Guard;
import io.isotherm.http.HttpListener;
import io.isotherm.http.HttpSettings;
import io.isotherm.http.PageRoutes;
import io.isotherm.ingest.Ingest;
import io.isotherm.ingest.host.HostSensors;
import io.isotherm.ingest.json.JsonRoutes;
import io.isotherm.ingest.mqtt.MqttListener;
import io.isotherm.ingest.mqtt.MqttSettings;
import io.isotherm.ingest.replay.Replay;
import io.isotherm.ingest.simulate.LoadSimulator;
import io.isotherm.ingest.simulate.Simulator;
import io.isotherm.live.LatestValues;
import io.isotherm.live.Live;
import io.isotherm.ops.Component;
import io.isotherm.ops.HealthRoutes;
import io.isotherm.ops.Metrics;
import io.isotherm.ops.Readiness;
import io.isotherm.pipeline.Pipeline;
import io.isotherm.retention.Keep;
import io.isotherm.retention.RetentionPolicy;
import io.isotherm.retention.Retiring;
import io.isotherm.security.Access;
import io.isotherm.security.SecuritySettings;
import io.isotherm.socketio.SocketIoOptions;
import io.isotherm.socketio.SocketIoServer;
import io.isotherm.store.CatalogStore;
import io.isotherm.store.ReadingStore;
import io.isotherm.store.mongo.CatalogChanges;
import io.isotherm.store.mongo.MongoBlockStore;
import io.isotherm.store.mongo.MongoCatalogStore;
import io.isotherm.store.mongo.MongoHome;
import io.isotherm.store.mongo.MongoJournal;
import io.isotherm.store.series.Journal;
import io.isotherm.store.series.SeriesOptions;
import io.isotherm.store.series.SeriesReadingStore;
import io.isotherm.store.spool.SpoolingJournal;
import io.isotherm.store.sqlite.DataFolder;
import io.isotherm.store.sqlite.RowsUpgrade;
import io.isotherm.store.sqlite.SqliteBlockStore;
import io.isotherm.store.sqlite.SqliteCatalogStore;
import io.isotherm.store.sqlite.SqliteJournal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running program: its parts, started in this order and stopped in reverse. Nothing else knows which
 * implementations there are.
 */
public final class Isotherm implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Isotherm.class);
    private static final long CLOSE_SECONDS = 5;

    private final Config config;
    private final InstantSource clock = InstantSource.system();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final List<Component> watched = new ArrayList<>();
    private volatile int httpPort;
    private volatile int mqttPort;

    private Isotherm(Config config) {
        this.config = config;
    }

    /**
     * Starts every part; returns when the listeners are open. What was started is stopped again when one fails.
     *
     * @throws io.isotherm.store.StoreException when the data folder cannot be used
     * @throws io.isotherm.security.AccessException when the server would be open to strangers
     * @throws io.isotherm.http.ListenException when the HTTP port cannot be had
     * @throws UncheckedIOException when the MQTT port cannot be had
     */
    public static Isotherm start(Config config) {
        Isotherm program = new Isotherm(config);
        try {
            program.start();
            return program;
        } catch (RuntimeException e) {
            program.close();
            throw e;
        }
    }

    private void start() {
        Metrics metrics = part(new Metrics());
        Access access = Access.open(
                new SecuritySettings(
                        config.listen(),
                        config.security().adminTokenFile(),
                        config.security().allowedHosts()),
                clock);

        DataFolder folder = part(DataFolder.open(config.data()));
        Stores stores = stores(folder);
        CatalogStore catalogStore = stores.catalog();
        ReadingStore readings = stores.readings();
        StoreMetrics.register(stores.readings(), metrics.registry());
        LocalBroker broker = watched(new LocalBroker(LocalBroker.DEFAULT_CAPACITY));
        // What other processes took in is live here too.
        stores.readings().hearOthers(broker::publish);
        Catalog catalog = Catalog.open(catalogStore, broker);
        stores.follow().accept(part(new CatalogRefresh(catalog)));
        LatestValues latest = new LatestValues();
        latest.load(readings, catalog.sensors());
        RetentionPolicy retention = new RetentionPolicy(catalogStore, standard());
        if (config.roles().contains(Config.Role.WORKER)) {
            watched(new Retiring(
                            readings,
                            catalogStore,
                            retention,
                            clock,
                            metrics.registry(),
                            retired -> latest.reloadRetired(readings, catalog.sensors(), retired)))
                    .start();
        }

        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        part(() -> finish("vert.x", vertx.close()));
        SocketIoServer sockets = SocketIoServer.create(vertx, new SocketIoOptions());
        SocketGate.close(sockets.of("/"), access);
        part(new Live(catalog, readings, latest, broker, sockets.of("/"), clock, metrics.registry()));

        Pipeline pipeline =
                part(new Pipeline(catalog, readings, broker, config.pipeline().queueLimit(), metrics.registry()));
        Ingest ingest = new Ingest(pipeline, clock, metrics.registry());
        Simulator simulator =
                part(new Simulator(ingest, clock, config.simulate().seed()));
        Demo demo = new Demo(simulator, catalog, latest);
        HostSensors host = part(new HostSensors(
                config.host().root().resolve("sys"), config.host().interval(), ingest, clock));
        if (config.mqtt().on()) {
            listenForMqtt(vertx, access, ingest, metrics);
        }

        ServerInfo info = new ServerInfo(Cli.number(), clock.instant(), () -> httpPort, () -> mqttPort, host::count);
        PageRoutes page = new PageRoutes();
        HttpListener http = watched(new HttpListener(
                vertx,
                new HttpSettings(config.listen(), config.http().port()),
                List.of(
                        new Guard(access, page::serve),
                        router -> router.route("/socket.io/*").handler(context -> sockets.handle(context.request())),
                        new JsonRoutes(ingest::accept)::mount,
                        new HealthRoutes(new Readiness(watched, clock), Guard::isSignedIn),
                        metrics,
                        new ApiRoutes(
                                vertx,
                                new ApiRoutes.Parts(catalog, latest, readings, retention, access, demo, info, clock)),
                        page)));
        http.start();
        httpPort = http.port();
        // Before the listener closes: it would wait for open pages.
        part(() -> finish("socket.io", sockets.close("server shutting down")));
        startSources(ingest, demo, host);
    }

    /** How long things are kept where no rule says otherwise. */
    private Keep standard() {
        Config.Retention retention = config.retention();
        return new Keep(days(retention.readingsDays()), days(retention.summariesDays()));
    }

    private static @Nullable Integer days(OptionalInt days) {
        return days.isPresent() ? days.getAsInt() : null;
    }

    /** @param follow makes other processes' changes of the catalogue known to this one */
    private record Stores(CatalogStore catalog, SeriesReadingStore readings, Consumer<CatalogRefresh> follow) {}

    private Stores stores(DataFolder folder) {
        return switch (config.store()) {
            case Config.Embedded _ -> {
                CatalogStore catalog = watched(SqliteCatalogStore.open(folder));
                SeriesReadingStore readings = watched(SeriesReadingStore.open(
                        SqliteJournal.open(folder), SqliteBlockStore.open(folder), SeriesOptions.usual()));
                RowsUpgrade.run(folder, readings);
                yield new Stores(catalog, readings, refresh -> {});
            }
            case Config.MongoDb mongo -> stores(mongo, folder);
        };
    }

    private Stores stores(Config.MongoDb mongo, DataFolder folder) {
        MongoHome home = MongoHome.open(mongo.url());
        Journal journal;
        MongoCatalogStore catalog;
        if (config.spool() > 0) {
            // Not watched by itself: what it means that the database is away is for the journal to say.
            part(home);
            catalog = part(new MongoCatalogStore(home));
            journal = new SpoolingJournal(new MongoJournal(home), SqliteJournal.spool(folder), config.spool());
        } else {
            watched(home);
            catalog = watched(new MongoCatalogStore(home));
            journal = new MongoJournal(home);
        }
        SeriesReadingStore readings =
                watched(SeriesReadingStore.open(journal, new MongoBlockStore(home), SeriesOptions.usual()));
        return new Stores(catalog, readings, refresh -> {
            CatalogChanges.Subscription changes = catalog.follow(new CatalogChanges.Listener() {
                @Override
                public void changed(CatalogChanges.Kind kind, String id) {
                    refresh.changed();
                }

                @Override
                public void lost() {
                    refresh.changed();
                }
            });
            part(changes);
        });
    }

    private void listenForMqtt(Vertx vertx, Access access, Ingest ingest, Metrics metrics) {
        MqttListener mqtt = watched(new MqttListener(
                vertx,
                MqttSettings.of(config.listen(), config.mqtt().port()),
                credentials -> access.admits(credentials.password(), "mqtt"),
                ingest::accept,
                metrics.registry()));
        try {
            mqttPort = mqtt.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private void startSources(Ingest ingest, Demo demo, HostSensors host) {
        Config.Simulate simulate = config.simulate();
        if (simulate.enabled() && simulate.sensors() > 0) {
            part(new LoadSimulator(simulate.sensors(), simulate.rate(), ingest, clock))
                    .start();
        } else if (simulate.enabled() || demo.isWanted()) {
            demo.resume();
        }
        if (config.host().sensors()) {
            host.start();
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
            part(thread::interrupt);
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

    /** Stops every part, the last one first. A second call does nothing. */
    @Override
    public synchronized void close() {
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.error("part not stopped part={}", part.getClass().getSimpleName(), e);
            }
        }
    }

    private <T extends AutoCloseable> T part(T part) {
        started.push(part);
        return part;
    }

    private <T extends Component> T watched(T part) {
        watched.add(part);
        return part(part);
    }

    private static void finish(String what, Future<?> future) {
        try {
            future.await(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warn("not stopped in time part={} seconds={}", what, CLOSE_SECONDS);
        }
    }
}
