package io.isotherm;

import io.isotherm.ingest.Door;
import io.isotherm.ingest.Ingest;
import io.isotherm.ingest.TracedDoor;
import io.isotherm.ingest.host.HostSensors;
import io.isotherm.ingest.http.BodyBudget;
import io.isotherm.ingest.http.HttpSender;
import io.isotherm.ingest.imports.ImportRoutes;
import io.isotherm.ingest.imports.Imports;
import io.isotherm.ingest.json.JsonRoutes;
import io.isotherm.ingest.line.LineParser;
import io.isotherm.ingest.line.LineRoutes;
import io.isotherm.ingest.line.LineRules;
import io.isotherm.ingest.line.LineRulesFile;
import io.isotherm.ingest.otlp.OtlpRoutes;
import io.isotherm.ingest.prometheus.RemoteWriteRoutes;
import io.isotherm.ingest.replay.Replay;
import io.isotherm.ingest.simulate.LoadSimulator;
import io.isotherm.ingest.simulate.Simulator;
import io.isotherm.ingest.webhook.Webhooks;
import io.isotherm.pipeline.Newcomers;
import io.isotherm.pipeline.Pipeline;
import io.isotherm.store.ReadingStore;
import io.isotherm.trace.Tracer;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where readings come from, and the door that they come in by.
 *
 * @param door takes in what comes by HTTP
 */
record Sources(Ingest ingest, Door door, MqttIntake mqtt, Demo demo, HostSensors host, LineParser lines) {
    private static final Logger LOG = LoggerFactory.getLogger(Sources.class);

    /**
     * Opens them; what sends by itself does not begin yet.
     *
     * @param before stands between the pipeline and the store
     */
    static Sources open(
            Config config,
            Parts parts,
            InstantSource clock,
            Vertx vertx,
            Shared shared,
            UnaryOperator<ReadingStore> before) {
        MeterRegistry meters = shared.metrics().registry();
        Pipeline pipeline = parts.watched(new Pipeline(
                shared.catalog(),
                before.apply(shared.stores().readings()),
                shared.broker(),
                config.pipeline().queueLimit(),
                meters,
                shared.tracer()));
        Newcomers newcomers = config.inbox() ? Newcomers.WAIT : Newcomers.WELCOME;
        Ingest ingest = new Ingest(
                pipeline,
                clock,
                meters,
                shared.senders(),
                shared.tokens()::isLive,
                newcomers,
                shared.samples(),
                shared.states()::note);
        Simulator simulator =
                parts.part(new Simulator(ingest, clock, config.simulate().seed()));
        Demo demo = new Demo(simulator, shared.catalog(), shared.latest());
        HostSensors host = parts.part(new HostSensors(
                config.host().root().resolve("sys"), config.host().interval(), ingest, clock));
        boolean traced = shared.tracer().isOn();
        Door byMqtt = traced ? new TracedDoor(ingest.door(), shared.tracer()) : ingest.door();
        MqttIntake mqtt = MqttIntake.open(config, parts, vertx, shared.access(), byMqtt, meters);
        LineRules rules = config.line().rules().map(LineRulesFile::read).orElse(LineRules.NONE);
        LineParser lines = new LineParser(rules, Runtime.getRuntime().maxMemory() / 32);
        Door byHttp = traced ? new TracedDoor(ingest.door(), Tracer.NONE) : ingest.door();
        return new Sources(ingest, byHttp, mqtt, demo, host, lines);
    }

    /** Adds the routes by which they come over HTTP; gives the imports that these start. */
    Imports mount(List<Consumer<Router>> routes, Shared shared, InstantSource clock) {
        BodyBudget bodies = new BodyBudget(Runtime.getRuntime().maxMemory() / 8);
        routes.add(new JsonRoutes(door, bodies)::mount);
        MeterRegistry meters = shared.metrics().registry();
        routes.add(new RemoteWriteRoutes(door, bodies, meters)::mount);
        routes.add(new OtlpRoutes(door, bodies, meters)::mount);
        routes.add(new Webhooks(
                door,
                bodies,
                routing -> thingsBoard(HttpSender.of(routing, "thingsboard").device()))::mount);
        Imports imports = new Imports(
                ingest, new StoredSensors(shared.catalog(), shared.stores().readings()), clock);
        routes.add(new ImportRoutes(imports, bodies, clock)::mount);
        routes.add(new LineRoutes(lines, door, bodies)::mount);
        return imports;
    }

    private static @Nullable String thingsBoard(@Nullable String device) {
        return device == null || device.startsWith("thingsboard/") ? device : "thingsboard/" + device;
    }

    /** Begins with what sends by itself. */
    void start(Config config, Parts parts, InstantSource clock) {
        Config.Simulate simulate = config.simulate();
        if (simulate.enabled() && simulate.sensors() > 0) {
            parts.part(new LoadSimulator(simulate.sensors(), simulate.rate(), ingest, clock))
                    .start();
        } else if (simulate.enabled() || (config.store() instanceof Config.Embedded && demo.isWanted())) {
            // Of several processes each would resume what one of them was asked for.
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
            parts.part(thread::interrupt);
        });
    }
}
