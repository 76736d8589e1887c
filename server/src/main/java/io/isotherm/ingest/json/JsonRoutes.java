package io.isotherm.ingest.json;

import io.isotherm.ingest.Door;
import io.isotherm.ingest.Ingest;
import io.isotherm.ingest.http.BodyBudget;
import io.isotherm.ingest.http.BodyException;
import io.isotherm.ingest.http.HttpProtocol;
import io.isotherm.ingest.http.WriteRoute;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/v1/readings}: 204 when every reading is durable; 422 with the refused items by their index, the
 * others being durable; 400 for what is no JSON, 413, 415; 503 with {@code Retry-After} when nothing was kept and the
 * same message is welcome again.
 */
public final class JsonRoutes implements HttpProtocol {
    static final String PATH = "/api/v1/readings";

    private static final String ACCEPTED = "application/json, application/x-ndjson";

    private final WriteRoute route;

    /**
     * @param door takes in what was parsed, as {@link Ingest#accept} does
     * @param budget what the bodies of all routes may take together
     */
    public JsonRoutes(Door door, BodyBudget budget) {
        route = new WriteRoute(this, door, budget);
    }

    /** Adds the route. It reads the body itself: no handler before it may. */
    public void mount(Router router) {
        router.post(PATH).handler(route);
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public int maxBytes() {
        return JsonReadings.MAX_BYTES;
    }

    @Override
    public BodyParser parser(HttpServerRequest request) throws BodyException {
        boolean lines = isLines(request.getHeader(HttpHeaders.CONTENT_TYPE), request);
        return body -> {
            try {
                return lines ? JsonReadings.parseLines(body) : JsonReadings.parse(body);
            } catch (MalformedJsonException e) {
                throw BodyException.malformed(String.valueOf(e.getMessage()));
            }
        };
    }

    // Nothing that a browser sends for a foreign page without asking first: no text/plain, no form, no missing type.
    private static boolean isLines(@Nullable String contentType, HttpServerRequest request) throws BodyException {
        String given = contentType == null ? "" : contentType;
        int end = given.indexOf(';');
        String type = (end < 0 ? given : given.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return switch (type) {
            case "application/json" -> false;
            case "application/x-ndjson", "application/ndjson", "application/jsonl" -> true;
            default -> {
                request.response().putHeader("Accept-Post", ACCEPTED);
                throw BodyException.wrongType(
                        "The Content-Type must be one of " + ACCEPTED + "; with curl, send with --json.");
            }
        };
    }

    @Override
    public void kept(RoutingContext routing, Ingest.Outcome outcome) {
        if (outcome.refused().isEmpty()) {
            routing.response().setStatusCode(204).end();
        } else {
            ReadingsProblem.refused(outcome).send(routing);
        }
    }

    @Override
    public void failed(RoutingContext routing, BodyException failure) {
        ReadingsProblem.of(failure).send(routing);
    }
}
