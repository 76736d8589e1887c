package io.isotherm.api;

import io.isotherm.catalog.Catalog;
import io.isotherm.http.Guard;
import io.isotherm.inbox.Inbox;
import io.isotherm.model.Standing;
import io.isotherm.security.Access;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Locale;

/** What the page asks first, and the demo site that it can switch on. */
final class StatusRoutes {
    private final ServerInfo info;
    private final ProcessStatus process;
    private final Access access;
    private final Catalog catalog;
    private final Inbox inbox;
    private final DemoSite demo;
    private final InstantSource clock;
    private final StoreCalls calls;

    StatusRoutes(
            ServerInfo info,
            ProcessStatus process,
            Access access,
            Catalog catalog,
            Inbox inbox,
            DemoSite demo,
            InstantSource clock,
            StoreCalls calls) {
        this.info = info;
        this.process = process;
        this.access = access;
        this.catalog = catalog;
        this.inbox = inbox;
        this.demo = demo;
        this.clock = clock;
        this.calls = calls;
    }

    void mount(Router router) {
        router.route("/api/v1/status")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::status);
        router.route("/api/v1/demo")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(context -> {
                    Query.of(context.queryParams());
                    Json.send(context, demoState());
                });
        router.post("/api/v1/demo").handler(this::startDemo);
        router.delete("/api/v1/demo").handler(this::stopDemo);
    }

    // Open to all: a stranger learns that it is here and that he has to sign in.
    private void status(RoutingContext context) {
        Query.of(context.queryParams());
        boolean signedIn = Guard.isSignedIn(context);
        JsonObject status = new JsonObject()
                .put("version", info.version())
                .put("now", clock.millis())
                .put("signInRequired", access.signInRequired())
                .put("signedIn", signedIn);
        if (signedIn) {
            status.put("started", info.started().toEpochMilli())
                    .put("state", process.state())
                    .put("httpPort", info.httpPort().getAsInt())
                    .put("mqttPort", info.mqttPort().getAsInt())
                    .put("sensors", catalog.sensorCount())
                    .put("inbox", inbox.devices(Standing.WAITING).size())
                    .put("demo", demoState())
                    .put(
                            "host",
                            new JsonObject().put("sensors", info.hostSensors().getAsInt()));
        }
        Json.send(context, status);
    }

    private void startDemo(RoutingContext context) {
        Query.of(context.queryParams());
        calls.answer(
                context,
                () -> {
                    demo.start();
                    return demoState();
                },
                state -> Json.send(context, 202, state.toBuffer()));
    }

    private void stopDemo(RoutingContext context) {
        Query.of(context.queryParams());
        calls.answer(
                context,
                () -> {
                    demo.stop();
                    return true;
                },
                _ -> Json.noContent(context));
    }

    private JsonObject demoState() {
        DemoSite.State state = demo.state();
        return new JsonObject()
                .put("state", state.phase().name().toLowerCase(Locale.ROOT))
                .put("progress", Math.clamp(state.progress(), 0, 1));
    }
}
