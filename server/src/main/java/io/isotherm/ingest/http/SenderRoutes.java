package io.isotherm.ingest.http;

import io.isotherm.http.Problem;
import io.isotherm.ingest.RefusedMessage;
import io.isotherm.ingest.SenderLog;
import io.isotherm.ingest.Senders;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;

/** {@code GET /api/v1/senders}: who sent to this process since its start, and what was refused of it last. */
public final class SenderRoutes {
    static final String PATH = "/api/v1/senders";

    private static final int USUAL_LIMIT = 100;
    private static final int MOST = 1_000;
    private static final Set<String> PARAMETERS = Set.of("limit", "cursor");

    private final Senders senders;

    public SenderRoutes(Senders senders) {
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
        List<Senders.Seen> all = senders.list();
        JsonArray items = new JsonArray();
        all.stream().skip(from).limit(limit).map(SenderRoutes::json).forEach(items::add);
        int next = from + limit;
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(new JsonObject()
                        .put("items", items)
                        .put("next", next < all.size() ? Integer.toString(next) : null)
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

    private static JsonObject json(Senders.Seen seen) {
        SenderLog.Counts counts = seen.counts();
        return new JsonObject()
                .put("protocol", seen.protocol())
                .put("id", seen.id())
                .put("token", seen.token())
                .put("tokenName", seen.tokenName())
                .put("firstSeen", seen.firstSeen())
                .put("lastSeen", seen.lastSeen())
                .put("accepted", counts.accepted())
                .put("refused", counts.refused())
                .put("limited", counts.limited())
                .put("failed", counts.failed())
                .put("lastRefused", seen.lastRefused() == null ? null : json(seen.lastRefused()));
    }

    private static JsonObject json(RefusedMessage message) {
        JsonObject json = new JsonObject()
                .put("t", message.time())
                .put("place", message.place())
                .put("reasons", new JsonArray(message.reasons()))
                .put("bytes", message.bytes());
        return message.text() == null ? json.put("base64", message.base64()) : json.put("text", message.text());
    }
}
