package io.isotherm.ingest.line;

import io.isotherm.ingest.Door;
import io.isotherm.ingest.Ingest;
import io.isotherm.ingest.http.BodyBudget;
import io.isotherm.ingest.http.BodyException;
import io.isotherm.ingest.http.BodyReader;
import io.isotherm.ingest.http.WriteRoute;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What InfluxDB's clients use to write, of both versions: {@code POST /api/v2/write} and {@code POST /write}; and what
 * they ask before: {@code /ping}, {@code /health}, and the queries that create and list databases, of which there is one.
 * {@code org}, {@code bucket}, {@code db} and {@code rp} are passed over.
 */
public final class LineRoutes {
    /** What a client is told that it talks to; some fail where there is nothing. */
    private static final String VERSION = "isotherm";

    private static final int MOST_QUERY = 65_536;
    private static final Pattern CREATES = Pattern.compile("(?is)\\s*CREATE\\s+DATABASE\\s.*");
    private static final Pattern LISTS = Pattern.compile("(?is)\\s*SHOW\\s+DATABASES\\s*;?\\s*");

    private final WriteRoute first;
    private final WriteRoute second;
    private final BodyBudget budget;

    /**
     * @param door takes in what was parsed, as {@link Ingest#accept} does
     * @param budget what the bodies of all routes may take together
     */
    public LineRoutes(LineParser parser, Door door, BodyBudget budget) {
        this.budget = budget;
        first = new WriteRoute(new LineProtocol(parser, LineAnswers.FIRST), door, budget);
        second = new WriteRoute(new LineProtocol(parser, LineAnswers.SECOND), door, budget);
    }

    /** Adds the routes. They read bodies themselves: no handler before them may. */
    public void mount(Router router) {
        router.post("/api/v2/write").handler(second);
        router.post("/write").handler(first);
        router.route("/ping").method(HttpMethod.GET).method(HttpMethod.HEAD).handler(LineRoutes::ping);
        router.route("/health").method(HttpMethod.GET).method(HttpMethod.HEAD).handler(LineRoutes::health);
        router.route("/query")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(context ->
                        answer(context, String.valueOf(context.request().getParam("q"))));
        router.post("/query").handler(this::query);
    }

    // With verbose a client wants to see something: the Arduino one takes 200 alone for an answer.
    private static void ping(RoutingContext context) {
        String verbose = context.request().getParam("verbose");
        context.response().putHeader("X-Influxdb-Version", VERSION);
        if (verbose == null || verbose.equals("false") || verbose.equals("0")) {
            context.response().setStatusCode(204).end();
        } else {
            send(context.response(), 200, new JsonObject().put("version", VERSION));
        }
    }

    private static void health(RoutingContext context) {
        send(
                context.response(),
                200,
                new JsonObject()
                        .put("name", "isotherm")
                        .put("message", "takes readings in")
                        .put("status", "pass")
                        .put("checks", new JsonArray())
                        .put("version", VERSION)
                        .put("commit", ""));
    }

    // The query is in the address, as it is for most clients, or in a form, as Telegraf sends it.
    private void query(RoutingContext context) {
        HttpServerRequest request = context.request();
        String asked = request.getParam("q");
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        boolean form = type != null && type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
        if (asked != null || !form) {
            request.resume();
            answer(context, String.valueOf(asked));
            return;
        }
        new BodyReader(context, budget, MOST_QUERY)
                .read()
                .onSuccess(body -> answer(context, inForm(new String(body, StandardCharsets.UTF_8))))
                .onFailure(failure -> {
                    if (failure instanceof BodyException refused) {
                        LineAnswers.FIRST.failed(context, refused);
                    } else if (!context.response().ended()) {
                        LineAnswers.FIRST.failed(context, BodyException.unavailable(1, "The query was not read."));
                    }
                });
    }

    private static String inForm(String form) {
        for (String pair : form.split("&", -1)) {
            if (pair.startsWith("q=")) {
                try {
                    return URLDecoder.decode(pair.substring(2), StandardCharsets.UTF_8);
                } catch (IllegalArgumentException e) {
                    return "";
                }
            }
        }
        return "";
    }

    private static void answer(RoutingContext context, String query) {
        JsonObject result = new JsonObject().put("statement_id", 0);
        if (LISTS.matcher(query).matches()) {
            result.put(
                    "series",
                    JsonArray.of(new JsonObject()
                            .put("name", "databases")
                            .put("columns", JsonArray.of("name"))
                            .put("values", JsonArray.of(JsonArray.of("isotherm")))));
        } else if (!CREATES.matcher(query).matches()) {
            LineAnswers.FIRST.failed(
                    context,
                    BodyException.malformed("Of InfluxQL only CREATE DATABASE and SHOW DATABASES are answered; readings"
                            + " are read by GET /api/v1/sensors/{id}/readings."));
            return;
        }
        send(context.response(), 200, new JsonObject().put("results", JsonArray.of(result)));
    }

    static void send(HttpServerResponse response, int status, JsonObject document) {
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(document.toBuffer());
    }
}
