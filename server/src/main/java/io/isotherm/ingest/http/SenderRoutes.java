package io.isotherm.ingest.http;

import io.isotherm.http.Problem;
import io.isotherm.ingest.AllSenders;
import io.isotherm.ingest.SenderJson;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/** {@code GET /api/v1/senders}: who sent to any process since its start, and what was refused of it last. */
public final class SenderRoutes {
    static final String PATH = "/api/v1/senders";

    private static final int USUAL_LIMIT = 100;
    private static final int MOST = 1_000;
    private static final Set<String> PARAMETERS = Set.of("limit", "cursor");

    private final AllSenders senders;

    public SenderRoutes(AllSenders senders) {
        this.senders = senders;
    }

    public void mount(Router router) {
        router.route(PATH).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::list);
    }

    private void list(RoutingContext context) {
        for (String name : context.queryParams().names()) {
            if (!PARAMETERS.contains(name)) {
                refuse(context, name, "is not known: there are cursor, limit");
                return;
            }
        }
        int limit = number(context, "limit", USUAL_LIMIT);
        int from = number(context, "cursor", 0);
        if (limit < 1 || limit > MOST) {
            refuse(context, "limit", "must be a whole number from 1 to " + MOST);
            return;
        }
        if (from < 0) {
            refuse(context, "cursor", "must be the \"next\" of an earlier answer");
            return;
        }
        Future.fromCompletionStage(senders.list(), context.vertx().getOrCreateContext())
                .onSuccess(all -> send(context, all, from, limit))
                .onFailure(context::fail);
    }

    private static void send(RoutingContext context, AllSenders.Listing all, int from, int limit) {
        if (context.response().closed()) {
            return;
        }
        JsonArray items = new JsonArray();
        all.senders().stream().skip(from).limit(limit).map(SenderJson::of).forEach(items::add);
        int next = from + limit;
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(new JsonObject()
                        .put("items", items)
                        .put("next", next < all.senders().size() ? Integer.toString(next) : null)
                        .put("missing", all.missing())
                        .put("leftOff", all.leftOff())
                        .toBuffer());
    }

    /** The parameter; -1 where it is no number from 0. */
    private static int number(RoutingContext context, String name, int otherwise) {
        String text = context.queryParams().get(name);
        if (text == null) {
            return otherwise;
        }
        return text.matches("\\d{1,6}") ? Integer.parseInt(text) : -1;
    }

    private static void refuse(RoutingContext context, String parameter, String fault) {
        Problem.of(400, "Bad parameter", "The parameter \"" + parameter + "\" " + fault + ".")
                .with("parameter", parameter)
                .send(context);
    }
}
