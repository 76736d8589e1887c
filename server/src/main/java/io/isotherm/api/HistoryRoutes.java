package io.isotherm.api;

import io.isotherm.api.HistoryJson.Column;
import io.isotherm.catalog.Catalog;
import io.isotherm.http.Problem;
import io.isotherm.http.ProblemException;
import io.isotherm.live.LatestValues;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Sensor;
import io.isotherm.model.Unit;
import io.isotherm.store.BucketQuery;
import io.isotherm.store.ReadingStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What sensors measured: downsampled to what a screen can show, or every reading of one. */
final class HistoryRoutes {
    /** Sensors of one request. */
    static final int MOST_SENSORS = 100;

    /** Readings of one request with {@code raw}: its columns are held until they are sent. */
    static final int MOST_RAW = 500_000;

    private static final int MOST_POINTS = 10_000;
    private static final int USUAL_POINTS = 1_000;

    /** Readings in one piece of an answer. */
    private static final int PIECE = 20_000;

    private final Catalog catalog;
    private final LatestValues latest;
    private final ReadingStore readings;
    private final InstantSource clock;
    private final StoreCalls calls;

    HistoryRoutes(Catalog catalog, LatestValues latest, ReadingStore readings, InstantSource clock, StoreCalls calls) {
        this.catalog = catalog;
        this.latest = latest;
        this.readings = readings;
        this.clock = clock;
        this.calls = calls;
    }

    void mount(Router router) {
        router.route("/api/v1/sensors/:id/readings")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::one);
        router.route("/api/v1/readings")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::many);
    }

    private void one(RoutingContext context) {
        Query query = Query.of(context.queryParams(), "from", "to", "points", "unit", "raw", "calibrated");
        Sensor sensor = sensor(catalog, String.valueOf(context.pathParam("id")));
        long now = clock.millis();
        Range range = Range.of(query, now);
        int points = query.integer("points", USUAL_POINTS, 1, MOST_POINTS);
        Unit unit = query.unit("unit").orElse(sensor.unit());
        if (!unit.convertsTo(sensor.unit())) {
            throw Query.bad("unit", "must be one that " + sensor.unit().symbol() + " converts to");
        }
        Values values = new Values(sensor, unit, Values.calibrated(query));
        if (query.flag("raw")) {
            raw(context, values, range);
            return;
        }
        calls.answer(context, () -> buckets(values, range, points, now), document -> Json.send(context, 200, document));
    }

    private void many(RoutingContext context) {
        Query query = Query.of(context.queryParams(), "sensors", "from", "to", "points", "calibrated");
        List<Sensor> sensors = query
                .list("sensors", MOST_SENSORS)
                .orElseThrow(() -> Query.bad("sensors", "is missing: ids of sensors, separated by commas"))
                .stream()
                .map(id -> sensor(catalog, id))
                .toList();
        long now = clock.millis();
        Range range = Range.of(query, now);
        int points = query.integer("points", USUAL_POINTS, 1, MOST_POINTS);
        boolean calibrated = Values.calibrated(query);
        json(context);
        Deque<Sensor> left = new ArrayDeque<>(sensors);
        boolean[] ended = {false};
        Pump.run(context, () -> {
            Sensor sensor = left.poll();
            if (sensor == null) {
                boolean last = ended[0];
                ended[0] = true;
                return Future.succeededFuture(last ? Optional.empty() : Optional.of(Buffer.buffer("]}")));
            }
            String before = left.size() == sensors.size() - 1 ? "{\"items\":[" : ",";
            return calls.call(
                    context,
                    () -> Optional.of(Buffer.buffer(before)
                            .appendBuffer(buckets(Values.of(sensor, calibrated), range, points, now))));
        });
    }

    private Buffer buckets(Values values, Range range, int points, long now) {
        Sensor sensor = values.sensor();
        long width = BucketWidth.of(range.from(), range.to(), points);
        long gapAfter = latest.gapAfter(sensor);
        BucketQuery query = new BucketQuery(sensor.number(), range.from(), range.to(), width, values.unit(), gapAfter);
        return HistoryJson.buckets(sensor, values.unit(), values.buckets(readings, query), width, now, gapAfter);
    }

    private void raw(RoutingContext context, Values values, Range range) {
        Sensor sensor = values.sensor();
        calls.answer(
                context,
                () -> ReadingPages.first(readings, sensor.number(), range.from(), range.to(), MOST_RAW + 1),
                all -> {
                    if (all.size() > MOST_RAW) {
                        context.fail(new ProblemException(Problem.of(
                                422,
                                "Too many readings",
                                "The range has more than " + MOST_RAW + " readings of " + sensor.id()
                                        + ": ask for less at a time, or use /api/v1/export, which has no limit.")));
                    } else if (!StoreCalls.isGone(context)) {
                        send(context, values, all);
                    }
                });
    }

    private static void send(RoutingContext context, Values values, ReadingBatch all) {
        json(context);
        Buffer head = Json.write(json -> {
            json.writeStartObject();
            json.writeStringField("sensor", values.sensor().id());
            json.writeStringField("unit", values.unit().symbol());
            json.writeEndObject();
        });
        Deque<Part> parts = new ArrayDeque<>();
        for (Column column : Column.values()) {
            for (int from = 0; from < all.size() || from == 0; from += PIECE) {
                parts.add(new Part(column, from, Math.min(from + PIECE, all.size())));
            }
        }
        Pump.run(context, () -> {
            Part part = parts.poll();
            if (part == null) {
                return Future.succeededFuture(Optional.empty());
            }
            Buffer piece = Buffer.buffer();
            if (part.from() == 0) {
                if (part.column() == Column.T) {
                    piece.appendBuffer(head, 0, head.length() - 1);
                }
                piece.appendString(",\"" + part.column().name().toLowerCase(Locale.ROOT) + "\":[");
            }
            piece.appendBuffer(HistoryJson.part(values, all, part.from(), part.to(), part.column()));
            if (part.to() == all.size()) {
                piece.appendString(part.column() == Column.Q ? "]}" : "]");
            }
            return Future.succeededFuture(Optional.of(piece));
        });
    }

    private record Part(Column column, int from, int to) {}

    private static void json(RoutingContext context) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    /** The sensor with this id; ends the request with 404 where there is none. */
    static Sensor sensor(Catalog catalog, String id) {
        return catalog.sensor(id).orElseThrow(() -> ResourceRoutes.unknown("sensor", id));
    }
}
