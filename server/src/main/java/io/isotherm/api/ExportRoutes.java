package io.isotherm.api;

import io.isotherm.catalog.Catalog;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Sensor;
import io.isotherm.model.Standing;
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
import java.util.Optional;

/** Every reading of a range as CSV, sensor by sensor, each ascending by time; of any length. */
final class ExportRoutes {
    private static final int MOST_SENSORS = 1_000;

    /** Readings in one piece of the answer. */
    private static final int PIECE = 10_000;

    private final Catalog catalog;
    private final ReadingStore readings;
    private final InstantSource clock;
    private final StoreCalls calls;

    ExportRoutes(Catalog catalog, ReadingStore readings, InstantSource clock, StoreCalls calls) {
        this.catalog = catalog;
        this.readings = readings;
        this.clock = clock;
        this.calls = calls;
    }

    void mount(Router router) {
        router.route("/api/v1/export")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::export);
    }

    private void export(RoutingContext context) {
        Query query = Query.of(context.queryParams(), "sensors", "from", "to", "format", "calibrated");
        boolean calibrated = Values.calibrated(query);
        if (!query.text("format").orElse("csv").equals("csv")) {
            throw Query.bad("format", "must be csv");
        }
        List<Sensor> sensors = query.list("sensors", MOST_SENSORS)
                .map(ids -> ids.stream()
                        .map(id -> HistoryRoutes.sensor(catalog, id))
                        .toList())
                .orElseGet(() -> catalog.sensors().stream()
                        .filter(sensor -> sensor.standing() == Standing.ACTIVE || sensor.standing() == Standing.RETIRED)
                        .toList());
        Range range = Range.of(query, clock.millis());
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/csv; charset=utf-8; header=present")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("Content-Disposition", "attachment; filename=\"isotherm.csv\"");
        if (context.request().method().equals(HttpMethod.HEAD)) {
            context.response().end();
            return;
        }
        Export export = new Export(context, new ArrayDeque<>(sensors), range, calibrated);
        Pump.run(context, export::next);
    }

    /** Where an export stands. Used on one event loop. */
    private final class Export {
        private final RoutingContext context;
        private final Deque<Sensor> left;
        private final Range range;
        private final boolean calibrated;
        private long from;
        private boolean begun;

        Export(RoutingContext context, Deque<Sensor> left, Range range, boolean calibrated) {
            this.calibrated = calibrated;
            this.context = context;
            this.left = left;
            this.range = range;
            from = range.from();
        }

        Future<Optional<Buffer>> next() {
            if (!begun) {
                begun = true;
                return Future.succeededFuture(Optional.of(Buffer.buffer(ExportCsv.HEADER)));
            }
            Sensor sensor = left.peek();
            if (sensor == null) {
                return Future.succeededFuture(Optional.empty());
            }
            long start = from;
            return calls.call(context, () -> ReadingPages.first(readings, sensor.number(), start, range.to(), PIECE))
                    .map(page -> {
                        advance(page);
                        return Optional.of(ExportCsv.lines(Values.of(sensor, calibrated), page));
                    });
        }

        private void advance(ReadingBatch page) {
            if (page.size() < PIECE) {
                left.remove();
                from = range.from();
            } else {
                from = page.time(page.size() - 1) + 1;
            }
        }
    }
}
