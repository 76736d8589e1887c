package io.isotherm.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.isotherm.catalog.Catalog;
import io.isotherm.live.LatestValues;
import io.isotherm.live.LatestValues.Latest;
import io.isotherm.live.LatestValues.State;
import io.isotherm.model.Flags;
import io.isotherm.model.Sensor;
import io.isotherm.model.Standing;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/** The newest reading of each sensor, and how far it may be relied on. */
final class LatestRoutes {
    private static final int MOST_SENSORS = 1_000;

    private final Catalog catalog;
    private final LatestValues latest;
    private final InstantSource clock;

    LatestRoutes(Catalog catalog, LatestValues latest, InstantSource clock) {
        this.catalog = catalog;
        this.latest = latest;
        this.clock = clock;
    }

    void mount(Router router) {
        router.route("/api/v1/latest")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::get);
    }

    private void get(RoutingContext context) {
        Query query = Query.of(context.queryParams(), "sensors", "calibrated");
        boolean calibrated = Values.calibrated(query);
        List<Sensor> sensors = query.list("sensors", MOST_SENSORS)
                .map(ids -> ids.stream()
                        .map(id -> HistoryRoutes.sensor(catalog, id))
                        .toList())
                .orElseGet(() -> inUse(catalog));
        long now = clock.millis();
        Json.send(context, 200, Json.write(json -> {
            json.writeStartObject();
            json.writeNumberField("now", now);
            json.writeArrayFieldStart("items");
            for (Sensor sensor : sensors) {
                write(json, Values.of(sensor, calibrated), now);
            }
            json.writeEndArray();
            json.writeEndObject();
        }));
    }

    /** What is shown where nobody names sensors. */
    static List<Sensor> inUse(Catalog catalog) {
        return catalog.sensors().stream()
                .filter(sensor -> sensor.standing() == Standing.ACTIVE)
                .toList();
    }

    private void write(JsonGenerator json, Values values, long now) throws IOException {
        Sensor sensor = values.sensor();
        State state = latest.state(sensor, now);
        Latest newest = latest.of(sensor.number());
        json.writeStartObject();
        json.writeStringField("sensor", sensor.id());
        json.writeNumberField("number", sensor.number());
        json.writeStringField("key", sensor.key());
        if (newest == null || state == State.NONE) {
            json.writeNullField("t");
            json.writeNullField("v");
            json.writeNumberField("q", 0);
            state = State.NONE;
        } else {
            double value = values.of(newest.time(), newest.value(), newest.flags());
            json.writeNumberField("t", newest.time());
            json.writeFieldName("v");
            Json.number(json, value);
            json.writeNumberField("q", Flags.quality(newest.flags()));
            // A value that cannot be shown in the sensor's unit is not all right.
            state = state == State.OK && !Double.isFinite(value) ? State.SUSPECT : state;
        }
        json.writeStringField("state", state.name().toLowerCase(Locale.ROOT));
        json.writeEndObject();
    }
}
