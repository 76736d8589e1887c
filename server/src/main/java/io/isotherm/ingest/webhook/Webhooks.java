package io.isotherm.ingest.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.ingest.Door;
import io.isotherm.ingest.Ingest;
import io.isotherm.ingest.http.BodyBudget;
import io.isotherm.ingest.http.BodyException;
import io.isotherm.ingest.http.WriteRoute;
import io.isotherm.ingest.vendor.ChirpStack;
import io.isotherm.ingest.vendor.SensorThings;
import io.isotherm.ingest.vendor.TheThingsStack;
import io.isotherm.ingest.vendor.ThingsBoard;
import io.isotherm.model.IncomingBatch;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The routes to which network servers and platforms are pointed, and devices that were made for them. */
public final class Webhooks {
    /** The device of a caller that nothing else is known of. */
    private static final String UNNAMED = "thingsboard/http";

    private final Door door;
    private final BodyBudget budget;
    private final Function<RoutingContext, @Nullable String> device;

    /**
     * @param door takes in what was parsed, as {@link Ingest#accept} does
     * @param budget what the bodies of all routes may take together
     */
    public Webhooks(Door door, BodyBudget budget) {
        this(door, budget, routing -> null);
    }

    /** @param device the key of the device that a caller's token is bound to; null where it is bound to none */
    public Webhooks(Door door, BodyBudget budget, Function<RoutingContext, @Nullable String> device) {
        this.door = door;
        this.budget = budget;
        this.device = device;
    }

    /** Adds the routes. They read the bodies themselves: no handler before them may. */
    public void mount(Router router) {
        router.post("/api/v1/ingest/ttn").handler(this::ttn);
        router.post("/api/v1/ingest/chirpstack").handler(this::chirpStack);
        router.post("/api/v1/:token/telemetry").handler(this::telemetry);
        router.post("/api/v1/:token/attributes").handler(this::attributes);
        router.post("/v1.1/Observations").handler(routing -> observations(routing, null));
        router.post("/v1.1/CreateObservations").handler(this::createObservations);
        router.postWithRegex("/v1\\.1/Datastreams\\((?<id>[^/]+)\\)/Observations")
                .handler(routing -> observations(routing, routing.pathParam("id")));
    }

    /**
     * The Things Stack takes any 2xx for a success. After some other answers in a row it stops to call the webhook for a
     * while, for all devices, so one that sends what cannot be kept must not be answered with one.
     */
    private void ttn(RoutingContext routing) {
        handle(routing, "ttn", this::ttnMessage, (context, outcome) -> {
            if (outcome.refused().isEmpty()) {
                context.response().setStatusCode(204).end();
            } else {
                Refused.success(context, 200, outcome);
            }
        });
    }

    private IncomingBatch ttnMessage(JsonNode body) throws BodyException {
        if (!TheThingsStack.isOne(body)) {
            throw BodyException.malformed("This is no message of The Things Stack v3: \"end_device_ids\" is missing.");
        }
        return TheThingsStack.read(body);
    }

    /** ChirpStack does nothing else with an answer than to log one that is not 2xx: so people see it there. */
    private void chirpStack(RoutingContext routing) {
        String event = routing.request().getParam("event", "up");
        handle(
                routing,
                "chirpstack",
                body -> {
                    if (!ChirpStack.isOne(body)) {
                        throw BodyException.malformed("This is no event of ChirpStack v4: \"deviceInfo\" is missing.");
                    }
                    return ChirpStack.read(event, body);
                },
                (context, outcome) -> {
                    if (outcome.refused().isEmpty()) {
                        context.response().setStatusCode(204).end();
                    } else {
                        Refused.problem(422, outcome).send(context);
                    }
                });
    }

    private void telemetry(RoutingContext routing) {
        String key = device(routing);
        handle(routing, "thingsboard", body -> ThingsBoard.telemetry(key, null, body), Webhooks::thingsBoardAnswer);
    }

    private void attributes(RoutingContext routing) {
        String key = device(routing);
        handle(routing, "thingsboard", body -> ThingsBoard.attributes(key, body), Webhooks::thingsBoardAnswer);
    }

    private String device(RoutingContext routing) {
        String key = device.apply(routing);
        return key == null ? UNNAMED : key;
    }

    // A device that is told of a failure sends all again, so what is kept in part is a success.
    private static void thingsBoardAnswer(RoutingContext routing, Ingest.Outcome outcome) {
        if (outcome.refused().isEmpty()) {
            routing.response().setStatusCode(200).end();
        } else if (outcome.accepted() > 0) {
            Refused.success(routing, 200, outcome);
        } else {
            Refused.problem(422, outcome).send(routing);
        }
    }

    private void observations(RoutingContext routing, @Nullable String datastream) {
        CreatedObservations created = new CreatedObservations();
        handle(
                routing,
                "sensorthings",
                body -> created.of(SensorThings.observations(body, datastream), body.isArray()),
                created::answer);
    }

    private void createObservations(RoutingContext routing) {
        CreatedObservations created = new CreatedObservations();
        handle(routing, "sensorthings", body -> created.of(SensorThings.dataArrays(body), true), created::answer);
    }

    // A route of its own for each request: what is read and what is answered depend on it.
    private void handle(RoutingContext routing, String name, JsonWrite.Reader reader, JsonWrite.Answer answer) {
        new WriteRoute(new JsonWrite(name, reader, answer), door, budget).handle(routing);
    }
}
