package io.isotherm.http;

import io.isotherm.security.Secrets;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes every failure a problem document, and tells nothing of the inside of the program. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private static final int[] STATUSES = {
        400, 401, 403, 404, 405, 406, 408, 411, 412, 413, 414, 415, 416, 417, 422, 428, 429, 431, 500, 501, 503
    };

    private Failures() {}

    static void mount(Router router) {
        for (int status : STATUSES) {
            router.errorHandler(status, context -> handle(context, status, router));
        }
    }

    private static void handle(RoutingContext context, int status, Router router) {
        if (context.failure() instanceof ProblemException expected) {
            expected.problem().send(context);
            return;
        }
        if (status == 400) {
            // Perhaps for its path, so that must not be looked at.
            Problem.of(400, "The request is malformed.").send(context);
            return;
        }
        String path = context.normalizedPath();
        switch (status) {
            case 404 -> notFound(context);
            case 405 -> {
                String allowed = String.join(", ", allowed(router, path));
                context.response().putHeader(HttpHeaders.ALLOW, allowed);
                Problem.of(
                                405,
                                context.request().method() + " is not for " + Secrets.masked(path) + "; allowed: "
                                        + allowed + ".")
                        .send(context);
            }
            case 413 ->
                Problem.of(413, "The body is larger than " + Secrets.masked(path) + " takes.")
                        .send(context);
            default -> {
                if (status >= 400 && status < 500) {
                    Problem.of(status, "The request cannot be answered as it was made.")
                            .send(context);
                } else {
                    internal(context);
                }
            }
        }
    }

    static void notFound(RoutingContext context) {
        Problem.of(404, "There is nothing at " + Secrets.masked(context.normalizedPath()) + ".")
                .send(context);
    }

    private static void internal(RoutingContext context) {
        String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        LOG.error(
                "request failed: id={} method={} path={}",
                id,
                context.request().method(),
                Secrets.masked(context.normalizedPath()),
                context.failure());
        Problem.of(500, "Something went wrong in the server. Its log has the cause under " + id + ".")
                .with("instance", "urn:isotherm:error:" + id)
                .send(context);
    }

    /** Answers what is no HTTP; the connection is of no more use then. */
    static void invalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Problem problem = switch (cause) {
            case TooLongHttpLineException _ -> Problem.of(414, "The address is too long.");
            case TooLongHttpHeaderException _ -> Problem.of(431, "The headers are too long.");
            case TooLongFrameException _ -> Problem.of(413, "The request is too long.");
            case null, default -> Problem.of(400, "This is no HTTP request.");
        };
        SecurityHeaders.add(request.response(), null);
        request.response().putHeader(HttpHeaders.CONNECTION, "close");
        problem.send(request.response());
        var _ = request.connection().close();
    }

    /** The methods for which there is a route at a path. */
    private static Set<String> allowed(Router router, String path) {
        Set<String> methods = new TreeSet<>();
        for (Route route : router.getRoutes()) {
            Set<HttpMethod> own = route.methods();
            if (own != null && matches(route.getPath(), path)) {
                own.forEach(method -> methods.add(method.name()));
            }
        }
        return methods;
    }

    private static boolean matches(@Nullable String template, String path) {
        if (template == null) {
            return false;
        }
        StringBuilder pattern = new StringBuilder();
        for (String part : template.split("/", -1)) {
            pattern.append(pattern.isEmpty() && part.isEmpty() ? "" : "/")
                    .append(part.startsWith(":") ? "[^/]+" : Pattern.quote(part));
        }
        return Pattern.matches(pattern + "/?", path);
    }
}
