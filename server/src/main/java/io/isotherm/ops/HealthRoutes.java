package io.isotherm.ops;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** {@code /health/live}: the process answers. {@code /health/ready}: it does its work; 503 where a part is down. */
public final class HealthRoutes implements Consumer<Router> {
    private final Readiness readiness;
    private final Predicate<RoutingContext> trusted;

    /** @param trusted who may see how each part is; others get the sum */
    public HealthRoutes(Readiness readiness, Predicate<RoutingContext> trusted) {
        this.readiness = readiness;
        this.trusted = trusted;
    }

    @Override
    public void accept(Router router) {
        router.route("/health/live")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(context -> send(context, 200, new JsonObject().put("status", "ok")));
        router.route("/health/ready")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(context -> context.vertx()
                        .executeBlocking(readiness::ask, false)
                        .onSuccess(answer ->
                                send(context, answer.isReady() ? 200 : 503, document(answer, trusted.test(context))))
                        .onFailure(context::fail));
    }

    private static JsonObject document(Readiness.Answer answer, boolean detailed) {
        JsonObject document = new JsonObject().put("status", word(answer.state()));
        if (detailed) {
            JsonObject checks = new JsonObject();
            answer.parts()
                    .forEach((name, health) -> checks.put(
                            name,
                            new JsonObject()
                                    .put("status", word(health.state()))
                                    .put("condition", health.name())
                                    .put("detail", health.detail())));
            document.put("checks", checks);
        }
        return document;
    }

    private static String word(Health.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static void send(RoutingContext context, int status, JsonObject document) {
        if (!context.response().closed()) {
            context.response()
                    .setStatusCode(status)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(document.toBuffer());
        }
    }
}
