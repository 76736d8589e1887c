package io.isotherm.api;

import io.isotherm.ops.Watch;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * How the parts of this process are, for people who look after it.
 *
 * @param roles of this process, in lower case
 * @param name by which people know it among others: its machine and port
 */
public record ProcessStatus(String roles, Supplier<String> name, Watch watch) {
    /** The worst of its parts: {@code ok}, {@code degraded} or {@code down}. */
    String state() {
        return word(watch.state());
    }

    /** What {@code openapi.yaml} has as a {@code ProcessParts}. */
    JsonObject document() {
        JsonArray items = new JsonArray();
        watch.standings().forEach(standing -> items.add(item(standing)));
        JsonArray all = new JsonArray();
        for (String role : roles.split(",", -1)) {
            all.add(role);
        }
        return new JsonObject()
                .put("process", name.get())
                .put("state", state())
                .put("roles", all)
                .put("items", items);
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
