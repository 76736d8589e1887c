package io.isotherm.api;

import io.isotherm.http.Problem;
import io.isotherm.http.ProblemException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** List, get, replace, patch and remove, the same for sensors, devices and sites. */
final class ResourceRoutes<T> {
    private static final int USUAL_LIMIT = 100;
    private static final int MOST = 1_000;

    private final Resource<T> resource;
    private final AuditTrail audit;
    private final StoreCalls calls;

    ResourceRoutes(Resource<T> resource, AuditTrail audit, StoreCalls calls) {
        this.resource = resource;
        this.audit = audit;
        this.calls = calls;
    }

    void mount(Router router, Handler<RoutingContext> bodies) {
        String all = "/api/v1/" + resource.word() + "s";
        String one = all + "/:id";
        router.route(all).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::list);
        router.route(one).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::get);
        router.put(one).handler(bodies).handler(context -> change(context, Edit::replace, "application/json"));
        router.patch(one)
                .handler(bodies)
                .handler(context -> change(context, Edit::patch, "application/merge-patch+json", "application/json"));
        router.delete(one).handler(this::remove);
    }

    /** Lets one be made; {@code making} blocks. */
    void mountCreation(Router router, Handler<RoutingContext> bodies, Function<JsonObject, T> making) {
        String all = "/api/v1/" + resource.word() + "s";
        router.post(all).handler(bodies).handler(context -> {
            Query query = Query.of(context.queryParams(), "reason");
            String reason = query.reason();
            JsonObject body = Json.body(context, "application/json");
            String named = String.valueOf(body.getValue("key", body.getValue("name")));
            var deed = new AuditTrail.Deed(
                    "create-" + resource.word(),
                    resource.word() + " " + named.substring(0, Math.min(200, named.length())),
                    "",
                    reason);
            calls.answer(context, () -> audit.audited(deed, () -> making.apply(body)), made -> {
                context.response().putHeader(HttpHeaders.LOCATION, all + "/" + resource.id(made));
                sendWithTag(context, 201, resource, made);
            });
        });
    }

    private void list(RoutingContext context) {
        String[] known = Stream.concat(Stream.of("limit", "cursor"), resource.filters().stream())
                .toArray(String[]::new);
        Query query = Query.of(context.queryParams(), known);
        int limit = query.integer("limit", USUAL_LIMIT, 1, MOST);
        String after = query.text("cursor").map(ResourceRoutes::decoded).orElse("");
        // One more than asked for tells whether there is a next page.
        List<T> found = resource.all().stream()
                .filter(thing -> resource.id(thing).compareTo(after) > 0)
                .filter(resource.filter(query))
                .limit(limit + 1L)
                .toList();
        boolean more = found.size() > limit;
        JsonArray items = new JsonArray();
        found.stream().limit(limit).map(resource::json).forEach(items::add);
        Json.send(
                context,
                new JsonObject()
                        .put("items", items)
                        .put("next", more ? encoded(resource.id(found.get(limit - 1))) : null));
    }

    static String encoded(String id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(StandardCharsets.UTF_8));
    }

    static String decoded(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Query.bad("cursor", "must be the \"next\" of an earlier answer");
        }
    }

    private void get(RoutingContext context) {
        Query.of(context.queryParams());
        T thing = found(context);
        sendWithTag(context, 200, resource, thing);
    }

    private void change(RoutingContext context, Editing editing, String... mediaTypes) {
        String reason = Query.of(context.queryParams(), "reason").reason();
        T thing = found(context);
        JsonObject body = Json.body(context, mediaTypes);
        EntityTag.require(context.request().getHeader(HttpHeaders.IF_MATCH), resource.version(thing));
        T edited = resource.edited(thing, editing.apply(resource.json(thing), body, resource.changeable()));
        var deed = new AuditTrail.Deed(
                "change-" + resource.word(),
                resource.word() + " " + resource.id(thing),
                difference(resource, thing, edited),
                reason);
        calls.answer(
                context,
                () -> audit.audited(deed, () -> resource.update(edited)),
                updated -> sendWithTag(context, 200, resource, updated));
    }

    /** What a change makes of a thing, in words: {@code name: "Air" to "Vaccines"; interval: null to 60000}. */
    static <T> String difference(Resource<T> resource, T before, T after) {
        JsonObject from = resource.json(before);
        JsonObject to = resource.json(after);
        return resource.changeable().stream()
                .sorted()
                .filter(member -> !Objects.equals(from.getValue(member), to.getValue(member)))
                .map(member -> member + ": " + io.vertx.core.json.Json.encode(from.getValue(member)) + " to "
                        + io.vertx.core.json.Json.encode(to.getValue(member)))
                .collect(Collectors.joining("; "));
    }

    static <T> void sendWithTag(RoutingContext context, int status, Resource<T> resource, T thing) {
        if (!context.response().closed()) {
            context.response().putHeader(HttpHeaders.ETAG, EntityTag.of(resource.version(thing)));
            Json.send(context, status, resource.json(thing).toBuffer());
        }
    }

    private void remove(RoutingContext context) {
        Query query = resource.asksToConfirm()
                ? Query.of(context.queryParams(), "reason", "confirm")
                : Query.of(context.queryParams(), "reason");
        String reason = query.reason();
        T thing = found(context);
        EntityTag.require(context.request().getHeader(HttpHeaders.IF_MATCH), resource.version(thing));
        if (resource.asksToConfirm()) {
            String confirm = query.text("confirm").orElse("");
            if (!confirm.equals(resource.name(thing)) && !confirm.equals(resource.id(thing))) {
                throw Query.bad(
                        "confirm",
                        "must be the name or the id of the " + resource.word()
                                + ", as all its readings are removed with it, for good");
            }
        }
        var deed = new AuditTrail.Deed(
                "remove-" + resource.word(), resource.word() + " " + resource.id(thing), resource.trace(thing), reason);
        calls.answer(context, () -> audit.run(deed, () -> resource.remove(thing)), _ -> Json.noContent(context));
    }

    private T found(RoutingContext context) {
        String id = String.valueOf(context.pathParam("id"));
        return resource.find(id).orElseThrow(() -> unknown(resource.word(), id));
    }

    /** @param word what there is none of */
    static ProblemException unknown(String word, String id) {
        return new ProblemException(Problem.of(404, "No such " + word, "There is no " + word + " " + id + ".")
                .with(word, id));
    }

    /** {@link Edit#replace} or {@link Edit#patch}. */
    private interface Editing {
        Edit apply(JsonObject current, JsonObject body, Set<String> changeable);
    }
}
