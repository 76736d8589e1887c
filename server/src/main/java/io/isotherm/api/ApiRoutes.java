package io.isotherm.api;

import io.isotherm.catalog.Catalog;
import io.isotherm.catalog.DeviceStates;
import io.isotherm.catalog.Merges;
import io.isotherm.inbox.AllSamples;
import io.isotherm.inbox.Inbox;
import io.isotherm.live.LatestValues;
import io.isotherm.model.Device;
import io.isotherm.model.Sensor;
import io.isotherm.model.Site;
import io.isotherm.retention.RetentionPolicy;
import io.isotherm.security.Access;
import io.isotherm.security.Tokens;
import io.isotherm.store.ReadingStore;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.InstantSource;
import java.util.function.Consumer;

/** All routes of the API but those that take readings in. {@link io.isotherm.http.Guard} comes before them. */
public final class ApiRoutes implements Consumer<Router> {
    /** The largest body here: a site, a sensor, a token. */
    static final int MAX_BODY = 65_536;

    /** Calls to the store at a time: a few disks' and processors' worth. */
    private static final int STORE_THREADS = 8;

    /** Beyond, the store is so far behind that whoever asks has given up by the time he is answered. */
    private static final int MOST_WAITING = 512;

    private final Parts parts;
    private final StoreCalls calls;
    private final DocsRoutes docs = new DocsRoutes();

    /** What the routes serve. */
    public record Parts(
            Catalog catalog,
            DeviceStates states,
            Merges merges,
            LatestValues latest,
            ReadingStore readings,
            RetentionPolicy retention,
            Inbox inbox,
            AllSamples samples,
            Access access,
            Tokens tokens,
            DemoSite demo,
            ServerInfo info,
            AllProcesses processes,
            InstantSource clock) {}

    public ApiRoutes(Vertx vertx, Parts parts) {
        this.parts = parts;
        calls = new StoreCalls(vertx, STORE_THREADS, MOST_WAITING);
    }

    @Override
    public void accept(Router router) {
        Handler<RoutingContext> bodies = BodyHandler.create(false).setBodyLimit(MAX_BODY);
        Catalog catalog = parts.catalog();
        AuditTrail audit = new AuditTrail(catalog, parts.access(), parts.clock());
        RetentionChanges changes = new RetentionChanges(parts.retention(), audit);
        Sensors sensors = new Sensors(catalog, parts.latest(), parts.readings(), changes);
        Devices devices = new Devices(catalog, parts.states());
        Sites sites = new Sites(catalog, changes);
        new StatusRoutes(
                        parts.info(),
                        parts.processes().here(),
                        parts.access(),
                        catalog,
                        parts.inbox(),
                        parts.demo(),
                        parts.clock(),
                        calls)
                .mount(router);
        parts.processes().mount(router);
        new SessionRoutes(parts.access(), calls).mount(router, bodies);
        new RegistryRoutes(sensors, catalog, audit, calls).mount(router);
        ResourceRoutes<Sensor> ofSensors = new ResourceRoutes<>(sensors, audit, calls);
        ofSensors.mount(router, bodies);
        ofSensors.mountCreation(router, bodies, sensors::create);
        ResourceRoutes<Device> ofDevices = new ResourceRoutes<>(devices, audit, calls);
        ofDevices.mount(router, bodies);
        ofDevices.mountCreation(router, bodies, devices::create);
        new InboxRoutes(catalog, parts.inbox(), parts.samples(), parts.latest(), devices, audit, calls)
                .mount(router, bodies);
        ResourceRoutes<Site> ofSites = new ResourceRoutes<>(sites, audit, calls);
        ofSites.mount(router, bodies);
        ofSites.mountCreation(router, bodies, sites::create);
        new CalibrationRoutes(catalog, audit, calls).mount(router, bodies);
        new SuccessionRoutes(catalog, parts.merges(), parts.latest(), parts.readings(), changes, audit, calls)
                .mount(router, bodies, sensors, devices);
        new AliasRoutes(catalog, audit, calls).mount(router, sensors);
        new LatestRoutes(catalog, parts.latest(), parts.clock()).mount(router);
        new HistoryRoutes(catalog, parts.latest(), parts.readings(), parts.clock(), calls).mount(router);
        new ExportRoutes(catalog, parts.readings(), parts.clock(), calls).mount(router);
        new RemovalRoutes(catalog, parts.latest(), parts.readings(), audit, calls).mount(router);
        new ConflictRoutes(catalog, parts.readings(), parts.clock(), calls).mount(router);
        new RetentionRoutes(catalog, parts.retention(), changes, calls).mount(router, bodies);
        new TokenRoutes(parts.tokens(), catalog, audit, calls).mount(router, bodies);
        new AuditRoutes(catalog, calls).mount(router);
        docs.mount(router);
    }
}
