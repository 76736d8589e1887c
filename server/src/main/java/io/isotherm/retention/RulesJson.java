package io.isotherm.retention;

import io.isotherm.store.StoreException;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rules as the catalogue keeps them: {@code {"version":2,"sites":{"pharmacy":{"readingsDays":90,
 * "summariesDays":null}},"sensors":{"7":{…}}}}.
 */
final class RulesJson {
    private RulesJson() {}

    static String write(RetentionRules rules) {
        return new JsonObject()
                .put("version", rules.version())
                .put("sites", written(rules.sites()))
                .put("sensors", written(rules.sensors()))
                .encode();
    }

    private static JsonObject written(Map<?, Keep> rules) {
        JsonObject object = new JsonObject();
        rules.forEach((key, keep) -> object.put(
                key.toString(),
                new JsonObject().put("readingsDays", keep.readingsDays()).put("summariesDays", keep.summariesDays())));
        return object;
    }

    /**
     * @throws StoreException when the text is not what {@link #write} makes: rules that are only guessed at would drop
     *     what somebody wants to keep
     */
    static RetentionRules read(String text) {
        try {
            JsonObject rules = new JsonObject(text);
            return new RetentionRules(
                    number(rules, "version").longValue(),
                    read(rules.getJsonObject("sites"), Function.identity()),
                    read(rules.getJsonObject("sensors"), Integer::valueOf));
        } catch (RuntimeException e) {
            throw new StoreException(
                    "The rules of retention in the catalogue cannot be read, so nothing is dropped: restore a backup,"
                            + " or start a newer Isotherm. (" + e.getMessage() + ")",
                    e);
        }
    }

    private static <K extends Comparable<K>> SortedMap<K, Keep> read(JsonObject rules, Function<String, K> key) {
        SortedMap<K, Keep> read = new TreeMap<>();
        for (String name : rules.fieldNames()) {
            JsonObject keep = rules.getJsonObject(name);
            read.put(key.apply(name), new Keep(days(keep, "readingsDays"), days(keep, "summariesDays")));
        }
        return read;
    }

    // Missing is not the same as null: it is a fault.
    private static @Nullable Integer days(JsonObject keep, String member) {
        if (!keep.containsKey(member)) {
            throw new IllegalArgumentException(member + " is missing");
        }
        return keep.getValue(member) == null
                ? null
                : Math.toIntExact(number(keep, member).longValue());
    }

    private static Number number(JsonObject object, String member) {
        return switch (object.getValue(member)) {
            case Integer number -> number;
            case Long number -> number;
            case null, default -> throw new IllegalArgumentException(member + " is no whole number");
        };
    }
}
