package io.isotherm.http;

import io.isotherm.trace.Span;
import io.isotherm.trace.Tracer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tells of requests, within the trace of who asked: mounted after {@link Guard}, so that strangers leave none. Of a request
 * it tells the method, the route as it is written in the program, and the status; nothing of the path, the query or the
 * headers, where tokens may lie. Requests for the page's files are not told of, nor connections of Socket.IO, which last.
 */
public final class RequestTraces implements Consumer<Router> {
    private static final String SPAN = "isotherm.span";
    private static final String SOCKETS = "/socket.io/";

    /** Others are called {@code _OTHER}, as anybody may make some up (OpenTelemetry, semantic conventions for HTTP). */
    private static final Set<HttpMethod> METHODS = Set.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.POST,
            HttpMethod.PUT,
            HttpMethod.PATCH,
            HttpMethod.DELETE,
            HttpMethod.OPTIONS);

    private final Tracer tracer;

    public RequestTraces(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public void accept(Router router) {
        router.route().handler(this::handle);
    }

    /** The span of a request; {@link Span#NONE} where nobody wants to know. */
    public static Span of(RoutingContext context) {
        return context.get(SPAN) instanceof Span span ? span : Span.NONE;
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!context.normalizedPath().startsWith(SOCKETS)) {
            String method =
                    METHODS.contains(request.method()) ? request.method().name() : "_OTHER";
            Span span = tracer.request(method, request::getHeader);
            if (span.isKept()) {
                context.put(SPAN, span);
                context.addEndHandler(ended -> end(context, span, method, ended.succeeded()));
            }
        }
        context.next();
    }

    private static void end(RoutingContext context, Span span, String method, boolean answered) {
        String route =
                context.currentRoute() == null ? null : context.currentRoute().getName();
        // Without a route it was the page, or nothing that there is. A span that does not end is not sent.
        if (route != null && route.startsWith("/") && !route.endsWith("*")) {
            span.named(method + " " + route).tell("http.request.method", method).tell("http.route", route);
            int status = context.response().getStatusCode();
            if (!answered) {
                span.fail("gone");
            } else if (status >= 500) {
                span.fail(Integer.toString(status));
            }
            if (answered) {
                span.tell("http.response.status_code", status);
            }
            span.end();
        }
    }
}
