package io.isotherm;

import io.isotherm.Config.Role;
import io.isotherm.broker.Broker;
import io.isotherm.broker.Peers;
import io.isotherm.broker.local.LocalBroker;
import io.isotherm.broker.redis.RedisBroker;
import io.isotherm.catalog.Catalog;
import io.isotherm.catalog.CatalogRefresh;
import io.isotherm.catalog.DeviceStates;
import io.isotherm.cli.Cli;
import io.isotherm.inbox.AllSamples;
import io.isotherm.inbox.Inbox;
import io.isotherm.inbox.Samples;
import io.isotherm.ingest.AllSenders;
import io.isotherm.ingest.Limits;
import io.isotherm.ingest.Senders;
import io.isotherm.live.LatestValues;
import io.isotherm.model.Device;
import io.isotherm.model.DeviceState;
import io.isotherm.ops.ClockSteps;
import io.isotherm.ops.Metrics;
import io.isotherm.retention.Keep;
import io.isotherm.retention.RetentionPolicy;
import io.isotherm.security.Access;
import io.isotherm.security.EndedSessions;
import io.isotherm.security.SecuritySettings;
import io.isotherm.security.Tokens;
import io.isotherm.security.TrustedProxies;
import io.isotherm.trace.TraceSettings;
import io.isotherm.trace.Tracer;
import io.isotherm.trace.otlp.OtlpTracer;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What every process has, whatever its roles. */
record Shared(
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
        AllSenders allSenders) {
    /**
     * Opens it.
     *
     * @throws io.isotherm.store.StoreException when the data folder or the database cannot be used
     * @throws io.isotherm.security.AccessException when the server would be open to strangers
     */
    static Shared open(Config config, Parts parts, InstantSource clock) {
        Metrics metrics = parts.part(new Metrics());
        Access access = Access.open(
                new SecuritySettings(
                        config.listen(),
                        config.security().adminTokenFile(),
                        config.security().allowedHosts(),
                        TrustedProxies.of(config.security().trustedProxies())),
                clock);

        Tracer tracer = tracer(config, parts, metrics);
        Stores stores = Stores.open(config, parts, tracer);
        StoreMetrics.register(stores.readings(), metrics.registry());
        ServerMetrics own = new ServerMetrics(metrics.registry());
        own.about(Cli.number(), config.roleNames());
        own.disk(stores.folder());
        stores.spool().ifPresent(own::spool);
        ClockSteps steps = parts.watched(new ClockSteps(clock, stores.behindDatabase()));
        own.clock(steps, stores.behindDatabase());
        Broker broker = broker(config, parts, stores, metrics);
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
        Senders senders = new Senders(limits(config), clock);
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
                new RetentionPolicy(stores.catalog(), standard(config)),
                new Inbox(catalog, stores.readings(), device -> heard(device, states)),
                samples,
                new AllSamples(samples, peers),
                senders,
                new AllSenders(senders, peers));
        own.catalogue(catalog, shared.inbox);
        if (config.has(Role.LIVE)
                || config.has(Role.WORKER)
                || config.simulate().enabled()) {
            shared.latest.load(stores.readings(), catalog.sensors());
        }
        return shared;
    }

    // Only where traces are wanted is anything of them there.
    private static Tracer tracer(Config config, Parts parts, Metrics metrics) {
        TraceSettings settings = config.traces().orElse(null);
        if (settings == null) {
            return Tracer.NONE;
        }
        Map<String, String> about = Map.of(
                "service.name", settings.service(),
                "service.version", Cli.number(),
                "service.instance.id", UUID.randomUUID().toString(),
                "isotherm.roles", config.roleNames());
        return parts.watched(new OtlpTracer(settings, about, metrics.registry()));
    }

    private static Broker broker(Config config, Parts parts, Stores stores, Metrics metrics) {
        LocalBroker here = new LocalBroker(LocalBroker.DEFAULT_CAPACITY);
        here.register(metrics.registry());
        return switch (config.broker()) {
            case Config.InProcess _ -> parts.watched(here);
            case Config.Redis redis ->
                parts.watched(RedisBroker.open(
                        redis.settings(), stores.name(), here, RedisBroker.DEFAULT_CAPACITY, metrics.registry()));
        };
    }

    private static Limits limits(Config config) {
        Config.Limits limits = config.limits();
        return new Limits(
                limits.readings().orElse(config.loopback() ? Double.POSITIVE_INFINITY : Config.Limits.READINGS),
                limits.bytes().orElse(config.loopback() ? Double.POSITIVE_INFINITY : Config.Limits.BYTES),
                limits.burst());
    }

    /** How long things are kept where no rule says otherwise. */
    private static Keep standard(Config config) {
        Config.Retention retention = config.retention();
        return new Keep(days(retention.readingsDays()), days(retention.summariesDays()));
    }

    private static @Nullable Integer days(OptionalInt days) {
        return days.isPresent() ? days.getAsInt() : null;
    }

    private static long heard(Device device, DeviceStates states) {
        return states.of(device.id()).map(DeviceState::heard).orElse(Long.MIN_VALUE);
    }
}
