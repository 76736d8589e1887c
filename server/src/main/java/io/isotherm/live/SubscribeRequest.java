package io.isotherm.live;

import io.isotherm.catalog.Catalog;
import io.isotherm.model.Sensor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a page asks for with {@code subscribe}.
 *
 * @param interval least milliseconds between two frames
 */
record SubscribeRequest(Scope scope, Mode mode, int interval) {
    static final int LEAST_INTERVAL = 20;
    static final int MOST_INTERVAL = 60_000;
    static final int DEFAULT_INTERVAL = 200;
    static final int MOST_SENSORS = 10_000;

    enum Mode {
        /** The newest value of each sensor since the last frame. */
        LATEST,
        /** Every reading. */
        EVERY
    }

    /** It asks for a sensor or a site that is not there. */
    static final class UnknownException extends IllegalArgumentException {
        UnknownException(String message) {
            super(message);
        }
    }

    /** @throws IllegalArgumentException with a sentence for the page's author; {@link UnknownException} likewise */
    static SubscribeRequest parse(JsonObject request, Catalog catalog) {
        return new SubscribeRequest(scope(request, catalog), mode(request), interval(request));
    }

    private static Scope scope(JsonObject request, Catalog catalog) {
        Object all = request.getValue("all");
        Object site = request.getValue("site");
        Object sensors = request.getValue("sensors");
        long given = Stream.of(Optional.ofNullable(all), Optional.ofNullable(site), Optional.ofNullable(sensors))
                .filter(Optional::isPresent)
                .count();
        if (given != 1) {
            throw new IllegalArgumentException(
                    "Name exactly one of \"all\": true, \"site\": id, \"sensors\": [id, …].");
        }
        if (Boolean.TRUE.equals(all)) {
            return new Scope.All();
        }
        if (site instanceof String id) {
            if (catalog.site(id).isEmpty()) {
                throw new UnknownException("There is no site " + quoted(id) + ".");
            }
            return new Scope.Site(id);
        }
        if (sensors instanceof JsonArray ids) {
            return new Scope.Sensors(numbers(ids, catalog));
        }
        throw new IllegalArgumentException("\"all\" must be true, \"site\" a text, \"sensors\" an array of texts.");
    }

    private static BitSet numbers(JsonArray ids, Catalog catalog) {
        if (ids.isEmpty() || ids.size() > MOST_SENSORS) {
            throw new IllegalArgumentException(
                    "\"sensors\" takes 1 to " + MOST_SENSORS + " ids; for more, subscribe to a site or to all.");
        }
        BitSet numbers = new BitSet();
        for (Object id : ids) {
            Sensor sensor = id instanceof String text ? catalog.sensor(text).orElse(null) : null;
            if (sensor == null) {
                throw new UnknownException("There is no sensor " + quoted(String.valueOf(id)) + ".");
            }
            numbers.set(sensor.number());
        }
        return numbers;
    }

    private static Mode mode(JsonObject request) {
        Object mode = request.getValue("mode", "latest");
        if ("latest".equals(mode)) {
            return Mode.LATEST;
        }
        if ("every".equals(mode)) {
            return Mode.EVERY;
        }
        throw new IllegalArgumentException("\"mode\" must be \"latest\" or \"every\".");
    }

    private static int interval(JsonObject request) {
        Object interval = request.getValue("interval", DEFAULT_INTERVAL);
        if (!(interval instanceof Number number)
                || number.doubleValue() < LEAST_INTERVAL
                || number.doubleValue() > MOST_INTERVAL) {
            throw new IllegalArgumentException(
                    "\"interval\" must be " + LEAST_INTERVAL + " to " + MOST_INTERVAL + " milliseconds.");
        }
        return number.intValue();
    }

    private static String quoted(String text) {
        return '"' + (text.length() > 100 ? text.substring(0, 100) + "…" : text) + '"';
    }
}
