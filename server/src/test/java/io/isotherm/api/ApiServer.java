package io.isotherm.api;

import io.isotherm.SilentBroker;
import io.isotherm.broker.Peers;
import io.isotherm.catalog.Catalog;
import io.isotherm.catalog.DeviceStates;
import io.isotherm.catalog.Merges;
import io.isotherm.http.Guard;
import io.isotherm.http.HttpListener;
import io.isotherm.http.HttpSettings;
import io.isotherm.http.PageRoutes;
import io.isotherm.inbox.AllSamples;
import io.isotherm.inbox.Inbox;
import io.isotherm.inbox.Samples;
import io.isotherm.live.LatestValues;
import io.isotherm.model.Flags;
import io.isotherm.model.Quantity;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Standing;
import io.isotherm.model.Unit;
import io.isotherm.ops.Component;
import io.isotherm.ops.Health;
import io.isotherm.ops.HealthRoutes;
import io.isotherm.ops.Metrics;
import io.isotherm.ops.Readiness;
import io.isotherm.ops.Watch;
import io.isotherm.retention.Keep;
import io.isotherm.retention.RetentionPolicy;
import io.isotherm.security.Access;
import io.isotherm.security.EndedSessions;
import io.isotherm.security.SecuritySettings;
import io.isotherm.security.Tokens;
import io.isotherm.store.CatalogStore.Naming;
import io.isotherm.store.MemoryCatalogStore;
import io.isotherm.store.MemoryReadingStore;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The real listener with all routes, over stores in memory, at a clock that stands still. Whatever goes over it is held
 * against the contract.
 */
final class ApiServer implements AutoCloseable {
    static final long NOW = Instant.parse("2026-11-24T06:00:00Z").toEpochMilli();

    final Vertx vertx = Vertx.vertx();
    final MemoryReadingStore readings = new MemoryReadingStore();
    final MemoryCatalogStore catalogStore = new MemoryCatalogStore();
    final Catalog catalog = Catalog.open(catalogStore, new SilentBroker());
    final RetentionPolicy retention = new RetentionPolicy(catalogStore, new Keep(365, null));
    final DeviceStates states = DeviceStates.open(catalog, false);
    final Merges merges = Merges.open(catalog, readings);
    final LatestValues latest = new LatestValues();
    final Tokens tokens;
    final DemoSwitch demo = new DemoSwitch();
    final HttpListener listener;
    final Watch watch;
    volatile Health health = Health.OK;
    final Samples samples = new Samples();
    private final Peers peers = new Peers(new SilentBroker(), () -> 0);
    final Inbox inbox = new Inbox(catalog, readings, device -> samples.heard(device.key()));
    private final Contract contract = new Contract(vertx);
    private final Metrics metrics = new Metrics();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private List<Route> routes = List.of();

    ApiServer() {
        this(new SecuritySettings("127.0.0.1", Optional.empty(), List.of()));
    }

    ApiServer(SecuritySettings security) {
        InstantSource clock = () -> Instant.ofEpochMilli(NOW);
        tokens = Tokens.open(catalogStore.tokens(), clock);
        Access access = Access.open(security, clock)
                .withSenders(tokens)
                .withEndedSessions(EndedSessions.open(catalogStore.sessions(), clock));
        PageRoutes page = new PageRoutes();
        ServerInfo info = new ServerInfo("1.2.3", Instant.ofEpochMilli(NOW - 1_000), () -> 8080, () -> 1883, () -> 3);
        Readiness readiness = new Readiness(
                List.of(Component.of("store", () -> health.state() == Health.State.OK ? readings.check() : health)),
                InstantSource.system());
        watch = new Watch(readiness, clock, metrics.registry());
        watch.start();
        List<Consumer<Router>> groups = List.of(
                new Guard(access, page::serve),
                new HealthRoutes(readiness, Guard::isSignedIn),
                metrics,
                new ApiRoutes(
                        vertx,
                        new ApiRoutes.Parts(
                                catalog,
                                states,
                                merges,
                                latest,
                                readings,
                                retention,
                                inbox,
                                new AllSamples(samples, peers),
                                access,
                                tokens,
                                demo,
                                info,
                                new AllProcesses(
                                        new ProcessStatus("ingest,live,worker", () -> "here:8080", watch), peers),
                                clock)),
                page,
                router -> routes = router.getRoutes());
        listener = new HttpListener(vertx, new HttpSettings("127.0.0.1", 0, 2), groups);
        listener.start();
    }

    /** The routes of one event loop. */
    List<Route> routes() {
        return routes;
    }

    Sensor sensor(String key) {
        return catalog.resolve(
                new SensorKey(key, Quantity.TEMPERATURE),
                () -> new Naming("Name of " + key, "Device", Unit.CELSIUS, Optional.empty()));
    }

    /** One of a device that nobody adopted yet. */
    Sensor waiting(String key) {
        return catalog.resolve(
                new SensorKey(key, Quantity.TEMPERATURE),
                () -> new Naming("Name of " + key, "Device", Unit.CELSIUS, Optional.empty(), Standing.WAITING));
    }

    /** Stores a reading in °C, as committed. */
    void reading(Sensor sensor, long time, double value, int quality) {
        ReadingBatch batch = new ReadingBatch.Builder()
                .add(sensor.number(), time, value, Flags.of(quality, Unit.CELSIUS))
                .build();
        readings.append(List.of(batch));
        latest.update(batch);
    }

    HttpResponse<String> get(String path) {
        return send("GET", path, null);
    }

    JsonObject json(String path) {
        return new JsonObject(get(path).body());
    }

    /** @param headers names and values in turn */
    HttpResponse<String> send(String method, String path, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + path))
                .timeout(Duration.ofSeconds(10))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpRequest made = request.build();
            HttpResponse<String> response = client.send(made, HttpResponse.BodyHandlers.ofString());
            contract.check(made, body, response);
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        listener.close();
        watch.close();
        merges.close();
        states.close();
        metrics.close();
        tokens.close();
        vertx.close().await();
    }

    /** A demo site that is on or off. */
    static final class DemoSwitch implements DemoSite {
        private volatile Phase phase = Phase.OFF;

        @Override
        public State state() {
            return new State(phase, phase == Phase.RUNNING ? 1 : 0);
        }

        @Override
        public void start() {
            phase = Phase.RUNNING;
        }

        @Override
        public void stop() {
            phase = Phase.OFF;
        }
    }
}
