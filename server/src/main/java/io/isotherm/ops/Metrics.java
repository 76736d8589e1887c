package io.isotherm.ops;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What the program counts, its own and the Java machine's, as {@code /metrics} for Prometheus to fetch. */
public final class Metrics implements Consumer<Router>, AutoCloseable {
    private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    public Metrics() {
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** Where the parts register what they count. */
    public MeterRegistry registry() {
        return registry;
    }

    @Override
    public void accept(Router router) {
        router.route("/metrics").method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::serve);
    }

    /** A route that answers those whom the predicate knows, and leaves all others to those after it. */
    public Consumer<Router> openTo(Predicate<RoutingContext> known) {
        return router -> router.route("/metrics")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(context -> {
                    if (known.test(context)) {
                        serve(context);
                    } else {
                        context.next();
                    }
                });
    }

    private void serve(RoutingContext context) {
        context.vertx()
                .executeBlocking(() -> registry.scrape(TEXT_FORMAT), false)
                .onSuccess(text -> send(context, text))
                .onFailure(context::fail);
    }

    private static void send(RoutingContext context, String text) {
        if (!context.response().closed()) {
            context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, TEXT_FORMAT)
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(text);
        }
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
