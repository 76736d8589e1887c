package io.isotherm.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.isotherm.catalog.Catalog;
import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Sensor;
import io.isotherm.store.ReadingStore;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.InstantSource;

/** Readings that were sent for a time that had another one, with the one that is kept. */
final class ConflictRoutes {
    private static final int USUAL_LIMIT = 100;
    private static final int MOST = 1_000;

    private final Catalog catalog;
    private final ReadingStore readings;
    private final InstantSource clock;
    private final StoreCalls calls;

    ConflictRoutes(Catalog catalog, ReadingStore readings, InstantSource clock, StoreCalls calls) {
        this.catalog = catalog;
        this.readings = readings;
        this.clock = clock;
        this.calls = calls;
    }

    void mount(Router router) {
        router.route("/api/v1/sensors/:id/conflicts")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::list);
    }

    private void list(RoutingContext context) {
        Query query = Query.of(context.queryParams(), "from", "to", "limit");
        Sensor sensor = HistoryRoutes.sensor(catalog, String.valueOf(context.pathParam("id")));
        Range range = Range.of(query, clock.millis());
        int limit = query.integer("limit", USUAL_LIMIT, 1, MOST);
        calls.answer(
                context, () -> document(sensor.number(), range, limit), document -> Json.send(context, 200, document));
    }

    private Buffer document(int sensor, Range range, int limit) {
        ReadingBatch lost = readings.conflicts(sensor, range.from(), range.to(), limit);
        ReadingBatch[] kept = new ReadingBatch[lost.size()];
        for (int i = 0; i < lost.size(); i++) {
            kept[i] = i > 0 && lost.time(i) == lost.time(i - 1) ? kept[i - 1] : at(sensor, lost.time(i));
        }
        return Json.write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("items");
            for (int i = 0; i < lost.size(); i++) {
                json.writeStartObject();
                json.writeNumberField("t", lost.time(i));
                json.writeFieldName("kept");
                if (kept[i].isEmpty()) {
                    // Removed, or dropped as too old, since.
                    json.writeNull();
                } else {
                    reading(json, kept[i], 0);
                }
                json.writeFieldName("lost");
                reading(json, lost, i);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** The sensor's reading of this millisecond, or none. */
    private ReadingBatch at(int sensor, long time) {
        return ReadingPages.first(readings, sensor, time, time + 1, 1);
    }

    private static void reading(JsonGenerator json, ReadingBatch batch, int i) throws IOException {
        json.writeStartObject();
        json.writeFieldName("v");
        Json.number(json, batch.value(i));
        json.writeNumberField("q", Flags.quality(batch.flags(i)));
        json.writeStringField("unit", Flags.unit(batch.flags(i)).symbol());
        json.writeEndObject();
    }
}
