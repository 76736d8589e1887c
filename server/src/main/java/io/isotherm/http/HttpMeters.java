package io.isotherm.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.Router;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Counts what requests were answered with, by class of status: mounted before all else. */
public final class HttpMeters implements Consumer<Router> {
    private final Counter[] byClass;

    public HttpMeters(MeterRegistry meters) {
        byClass = IntStream.rangeClosed(1, 5)
                .mapToObj(hundreds -> Counter.builder("isotherm.http.responses")
                        .description("Requests that were answered, by class of status")
                        .tag("class", hundreds + "xx")
                        .register(meters))
                .toArray(Counter[]::new);
    }

    @Override
    public void accept(Router router) {
        router.route().handler(context -> {
            context.addEndHandler(ended ->
                    byClass[Math.clamp(context.response().getStatusCode() / 100, 1, 5) - 1].increment());
            context.next();
        });
    }
}
