package io.isotherm.api;

import io.isotherm.ops.Watch;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.Locale;

/**
 * How the parts of this process are, for people who look after it: {@code GET /api/v1/status/parts}.
 *
 * @param roles of this process, in lower case
 */
public record ProcessStatus(String roles, Watch watch) {
    void mount(Router router) {
        router.route("/api/v1/status/parts")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(context -> {
                    Query.of(context.queryParams());
                    Json.send(context, document());
                });
    }

    /** The worst of its parts: {@code ok}, {@code degraded} or {@code down}. */
    String state() {
        return word(watch.state());
    }

    private JsonObject document() {
        JsonArray items = new JsonArray();
        watch.standings().forEach(standing -> items.add(item(standing)));
        JsonArray all = new JsonArray();
        for (String role : roles.split(",", -1)) {
            all.add(role);
        }
        return new JsonObject().put("state", state()).put("roles", all).put("items", items);
    }

    private static JsonObject item(Watch.Standing standing) {
        JsonObject item = new JsonObject()
                .put("part", standing.part())
                .put("state", word(standing.health().state()))
                .put("since", standing.since().toEpochMilli());
        if (!standing.health().name().isEmpty()) {
            item.put("condition", standing.health().name());
        }
        if (!standing.health().detail().isEmpty()) {
            item.put("detail", standing.health().detail());
        }
        PartAdvice.of(standing.health()).ifPresent(advice -> item.put("advice", advice));
        return item;
    }

    private static String word(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
