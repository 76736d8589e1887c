package io.isotherm.api;

import io.isotherm.catalog.Catalog;
import io.isotherm.store.AuditEntry;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;

/** Who removed what, and when and why: the newest first. */
final class AuditRoutes {
    private static final int USUAL_LIMIT = 100;
    private static final int MOST = 1_000;

    private final Catalog catalog;
    private final StoreCalls calls;

    AuditRoutes(Catalog catalog, StoreCalls calls) {
        this.catalog = catalog;
        this.calls = calls;
    }

    void mount(Router router) {
        router.route("/api/v1/audit")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::list);
    }

    private void list(RoutingContext context) {
        Query query = Query.of(context.queryParams(), "before", "limit");
        long before = query.time("before", Long.MAX_VALUE);
        int limit = query.integer("limit", USUAL_LIMIT, 1, MOST);
        calls.answer(
                context,
                () -> catalog.audit(before, limit),
                entries -> Json.send(context, document(entries, entries.size() >= limit)));
    }

    private static JsonObject document(List<AuditEntry> entries, boolean more) {
        JsonArray items = new JsonArray();
        entries.forEach(entry -> items.add(json(entry)));
        return new JsonObject()
                .put("items", items)
                .put("next", more ? entries.getLast().time() : null);
    }

    private static JsonObject json(AuditEntry entry) {
        JsonObject counts = new JsonObject();
        entry.counts().forEach(counts::put);
        return new JsonObject()
                .put("t", entry.time())
                .put("actor", entry.actor())
                .put("action", entry.action())
                .put("outcome", entry.outcome().name().toLowerCase(Locale.ROOT))
                .put("subject", entry.subject())
                .put("detail", entry.detail())
                .put("reason", entry.reason())
                .put("counts", counts);
    }
}
