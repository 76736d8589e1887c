package io.isotherm.ingest.prometheus;

import io.isotherm.ingest.Door;
import io.isotherm.ingest.Ingest;
import io.isotherm.ingest.http.BodyBudget;
import io.isotherm.ingest.http.WriteRoute;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code POST /api/v1/write}, for Prometheus remote-write 1.0 and 2.0: 204 when every sample is durable or passed over;
 * 400 with the reasons as plain text when some were refused, the others being durable, as the specification has it
 * ("Partial Write", "Invalid Samples"); 413, 415; 503 with {@code Retry-After} when nothing was kept and the same message
 * is welcome again, which it may be in any case.
 */
public final class RemoteWriteRoutes {
    public static final String PATH = "/api/v1/write";

    private final Handler<RoutingContext> route;

    /**
     * @param door takes in what was parsed, as {@link Ingest#accept} does
     * @param budget what the bodies of all routes may take together
     */
    public RemoteWriteRoutes(Door door, BodyBudget budget, MeterRegistry meters) {
        Counter passed = WriteRoute.passedOver(RemoteWriteExchange.NAME, meters);
        route = WriteRoute.forEach(() -> new RemoteWriteExchange(passed), door, budget);
    }

    /** Adds the route. It reads the body itself: no handler before it may. */
    public void mount(Router router) {
        router.post(PATH).handler(route);
    }
}
