package io.isotherm.api;

import io.isotherm.catalog.Catalog;
import io.isotherm.model.Sensor;
import io.isotherm.model.Site;
import io.isotherm.retention.Keep;
import io.isotherm.retention.RetentionPolicy;
import io.isotherm.retention.RetentionRules;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How long readings and summaries are kept: the default, and the rules of sites and sensors. */
final class RetentionRoutes {
    private static final String READINGS = "readingsDays";
    private static final String SUMMARIES = "summariesDays";
    private static final String SITES = "/api/v1/retention/sites/:id";
    private static final String SENSORS = "/api/v1/retention/sensors/:id";

    private final Catalog catalog;
    private final RetentionPolicy policy;
    private final RetentionChanges changes;
    private final StoreCalls calls;

    RetentionRoutes(Catalog catalog, RetentionPolicy policy, RetentionChanges changes, StoreCalls calls) {
        this.catalog = catalog;
        this.policy = policy;
        this.changes = changes;
        this.calls = calls;
    }

    void mount(Router router, Handler<RoutingContext> bodies) {
        router.route("/api/v1/retention")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::list);
        router.put(SITES).handler(bodies).handler(context -> {
            Site site = site(context);
            Keep keep = keep(context);
            String reason = reason(context);
            set(context, () -> changes.set(site, keep, reason), item("site", site.id(), keep));
        });
        router.put(SENSORS).handler(bodies).handler(context -> {
            Sensor sensor = sensor(context);
            Keep keep = keep(context);
            String reason = reason(context);
            set(context, () -> changes.set(sensor, keep, reason), item("sensor", sensor.id(), keep));
        });
        router.delete(SITES).handler(context -> {
            Site site = site(context);
            String reason = reason(context);
            remove(context, () -> changes.forget(site, reason));
        });
        router.delete(SENSORS).handler(context -> {
            Sensor sensor = sensor(context);
            String reason = reason(context);
            remove(context, () -> changes.forget(sensor, reason));
        });
    }

    private void list(RoutingContext context) {
        Query.of(context.queryParams());
        calls.answer(context, policy::rules, rules -> Json.send(context, document(rules)));
    }

    private JsonObject document(RetentionRules rules) {
        JsonArray items = new JsonArray();
        rules.sites().forEach((id, keep) -> items.add(item("site", id, keep)));
        // By id, as everywhere. The rule of a sensor that is gone shows nowhere: nothing has its number.
        Map<String, Keep> sensors = new TreeMap<>();
        rules.sensors().forEach((number, keep) -> {
            Sensor sensor = catalog.byNumber(number);
            if (sensor != null) {
                sensors.put(sensor.id(), keep);
            }
        });
        sensors.forEach((id, keep) -> items.add(item("sensor", id, keep)));
        return new JsonObject()
                .put("default", with(new JsonObject(), policy.standard()))
                .put("items", items);
    }

    private static JsonObject item(String scope, String id, Keep keep) {
        return with(new JsonObject().put("scope", scope).put("id", id), keep);
    }

    private static JsonObject with(JsonObject object, Keep keep) {
        return object.put(READINGS, keep.readingsDays()).put(SUMMARIES, keep.summariesDays());
    }

    private void set(RoutingContext context, Runnable change, JsonObject item) {
        calls.answer(
                context,
                () -> {
                    change.run();
                    return item;
                },
                done -> Json.send(context, done));
    }

    private void remove(RoutingContext context, Runnable change) {
        calls.answer(
                context,
                () -> {
                    change.run();
                    return true;
                },
                _ -> Json.noContent(context));
    }

    private Site site(RoutingContext context) {
        String id = String.valueOf(context.pathParam("id"));
        return catalog.site(id).orElseThrow(() -> ResourceRoutes.unknown("site", id));
    }

    private Sensor sensor(RoutingContext context) {
        return HistoryRoutes.sensor(catalog, String.valueOf(context.pathParam("id")));
    }

    private static String reason(RoutingContext context) {
        return Query.of(context.queryParams(), "reason").reason();
    }

    private static Keep keep(RoutingContext context) {
        JsonObject body = Json.body(context, "application/json");
        Edit edit = Edit.replace(new JsonObject(), body, Set.of(READINGS, SUMMARIES));
        Integer readings = days(body, edit, READINGS);
        Integer summaries = days(body, edit, SUMMARIES);
        if (Keep.isShorter(summaries, readings)) {
            throw Edit.bad(
                    SUMMARIES,
                    "must not be less than readingsDays, which is "
                            + (readings == null ? "null (for ever)" : readings)
                            + ": summaries are kept at least as long as readings");
        }
        return new Keep(readings, summaries);
    }

    // For ever is asked for by null, not by forgetting a member: what is dropped does not come back.
    private static @Nullable Integer days(JsonObject body, Edit edit, String member) {
        if (!body.containsKey(member)) {
            throw Edit.bad(member, "is missing: a number of days, or null for ever");
        }
        return edit.integer(member, 1, Keep.LONGEST).map(Long::intValue).orElse(null);
    }
}
