package io.isotherm.api;

import io.isotherm.api.AuditTrail.Deed;
import io.isotherm.catalog.Catalog;
import io.isotherm.http.Problem;
import io.isotherm.http.ProblemException;
import io.isotherm.security.Grant;
import io.isotherm.security.SenderToken;
import io.isotherm.security.Tokens;
import io.isotherm.store.TokenEntry;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tokens with which devices, gateways and agents send: listed, made and revoked. A token is shown once, when made. */
final class TokenRoutes {
    private static final String ALL = "/api/v1/tokens";
    private static final int USUAL_LIMIT = 100;
    private static final int MOST = 1_000;

    private final Tokens tokens;
    private final Catalog catalog;
    private final AuditTrail audit;
    private final StoreCalls calls;

    TokenRoutes(Tokens tokens, Catalog catalog, AuditTrail audit, StoreCalls calls) {
        this.tokens = tokens;
        this.catalog = catalog;
        this.audit = audit;
        this.calls = calls;
    }

    void mount(Router router, Handler<RoutingContext> bodies) {
        router.route(ALL).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::list);
        router.post(ALL).handler(bodies).handler(this::create);
        router.delete(ALL + "/:id").handler(this::revoke);
    }

    private void list(RoutingContext context) {
        Query query = Query.of(context.queryParams(), "limit", "cursor", "revoked");
        int limit = query.integer("limit", USUAL_LIMIT, 1, MOST);
        boolean revoked = query.flag("revoked");
        String after = query.text("cursor").orElse("");
        calls.answer(context, tokens::list, all -> Json.send(context, page(all, after, limit, revoked)));
    }

    private static JsonObject page(List<SenderToken> all, String after, int limit, boolean revoked) {
        int start = 0;
        if (!after.isEmpty()) {
            while (start < all.size() && !all.get(start).id().equals(after)) {
                start++;
            }
            if (start == all.size()) {
                throw Query.bad("cursor", "must be the \"next\" of an earlier answer");
            }
            start++;
        }
        List<SenderToken> found = all.subList(start, all.size()).stream()
                .filter(token -> revoked || token.revoked() == null)
                .limit(limit + 1L)
                .toList();
        JsonArray items = new JsonArray();
        found.stream().limit(limit).map(TokenRoutes::json).forEach(items::add);
        return new JsonObject()
                .put("items", items)
                .put("next", found.size() > limit ? found.get(limit - 1).id() : null);
    }

    private static JsonObject json(SenderToken token) {
        return new JsonObject()
                .put("id", token.id())
                .put("name", token.name())
                .put("grant", json(token.grant()))
                .put("created", token.created())
                .put("by", token.by())
                .put("lastUsed", token.used())
                .put("revoked", token.revoked());
    }

    private static JsonObject json(Grant grant) {
        return switch (grant) {
            case Grant.Everything _, Grant.AllDevices _ -> new JsonObject().put("all", true);
            case Grant.Devices devices -> new JsonObject().put("devices", new JsonArray(devices.names()));
            case Grant.Site site -> new JsonObject().put("site", site.id());
        };
    }

    private void create(RoutingContext context) {
        String reason = Query.of(context.queryParams(), "reason").reason();
        JsonObject body = Json.body(context, "application/json");
        Edit.replace(new JsonObject(), body, Set.of("name", "grant"));
        if (!(body.getValue("name") instanceof String name) || !TokenEntry.isName(name)) {
            throw Edit.bad(
                    "name",
                    "must be a text of 1 to " + TokenEntry.MOST_NAME
                            + " characters, none of them a control character: who is to send with this token");
        }
        Grant grant = grant(body);
        calls.answer(
                context,
                () -> create(name, grant, reason),
                created -> Json.send(
                        context,
                        201,
                        json(created.token()).put("token", created.secret()).toBuffer()));
    }

    private Tokens.Created create(String name, Grant grant, String reason) {
        List<Tokens.Created> made = new ArrayList<>(1);
        audit.run(new Deed("create-token", "token " + name, grant.text().replace('\n', ' '), reason), () -> {
            made.add(tokens.create(name, grant, audit.actor())
                    .orElseThrow(() -> new ProblemException(Problem.of(
                            409,
                            "Too many tokens",
                            "There are " + Tokens.MOST
                                    + " tokens already: revoke those that are not used any more."))));
            return Map.of();
        });
        return made.getFirst();
    }

    private Grant grant(JsonObject body) {
        if (!(body.getValue("grant") instanceof JsonObject given) || given.size() != 1) {
            throw badGrant();
        }
        try {
            if (given.getValue("devices") instanceof JsonArray names
                    && names.stream().allMatch(String.class::isInstance)) {
                return new Grant.Devices(names.stream().map(String.class::cast).toList());
            }
            if (given.getValue("site") instanceof String id) {
                Grant.Site site = new Grant.Site(id);
                if (catalog.site(id).isEmpty()) {
                    throw Edit.bad("grant", "names a site that does not exist: " + id);
                }
                return site;
            }
        } catch (IllegalArgumentException e) {
            throw Edit.bad("grant", "is not right. " + e.getMessage());
        }
        if (Boolean.TRUE.equals(given.getValue("all"))) {
            return new Grant.AllDevices();
        }
        throw badGrant();
    }

    private static ProblemException badGrant() {
        return Edit.bad(
                "grant",
                "must be one of {\"devices\":[\"fridge-1\",\"building-2/*\"]}, {\"site\":\"pharmacy\"} and"
                        + " {\"all\":true}");
    }

    private void revoke(RoutingContext context) {
        String reason = Query.of(context.queryParams(), "reason").reason();
        String id = String.valueOf(context.pathParam("id"));
        calls.answer(
                context,
                () -> {
                    SenderToken token = tokens.list().stream()
                            .filter(known -> known.id().equals(id))
                            .findFirst()
                            .orElseThrow(() -> ResourceRoutes.unknown("token", id));
                    if (token.revoked() == null) {
                        audit.run(new Deed("revoke-token", "token " + token.name(), "token " + id, reason), () -> {
                            tokens.revoke(id);
                            return Map.of();
                        });
                    }
                    return true;
                },
                _ -> Json.noContent(context));
    }
}
