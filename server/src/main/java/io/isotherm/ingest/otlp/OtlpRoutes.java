package io.isotherm.ingest.otlp;

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
 * {@code POST /v1/metrics}, OTLP over HTTP (opentelemetry-proto, docs/specification.md), in protocol buffers or JSON, with
 * gzip or without: 200 when every point is durable or passed over, with a {@code partial_success} when some were refused;
 * 400, 413, 415 with a {@code Status}; 503 with {@code Retry-After} when nothing was kept and the same message is welcome
 * again.
 */
public final class OtlpRoutes {
    public static final String PATH = "/v1/metrics";

    private final Handler<RoutingContext> route;

    /**
     * @param door takes in what was parsed, as {@link Ingest#accept} does
     * @param budget what the bodies of all routes may take together
     */
    public OtlpRoutes(Door door, BodyBudget budget, MeterRegistry meters) {
        Counter passed = WriteRoute.passedOver(OtlpExchange.NAME, meters);
        route = WriteRoute.forEach(() -> new OtlpExchange(passed), door, budget);
    }

    /** Adds the route. It reads the body itself: no handler before it may. */
    public void mount(Router router) {
        router.post(PATH).handler(route);
    }
}
