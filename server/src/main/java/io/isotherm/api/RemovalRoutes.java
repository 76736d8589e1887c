package io.isotherm.api;

import io.isotherm.catalog.Catalog;
import io.isotherm.live.LatestValues;
import io.isotherm.model.Sensor;
import io.isotherm.store.AuditEntry;
import io.isotherm.store.ReadingStore;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Map;

/** Removes a sensor's readings of a range, for good: with both ends named, a reason, and a trace in the audit. */
final class RemovalRoutes {
    private static final int LEAST_REASON = 3;

    private final Catalog catalog;
    private final LatestValues latest;
    private final ReadingStore readings;
    private final AuditTrail audit;
    private final StoreCalls calls;

    RemovalRoutes(Catalog catalog, LatestValues latest, ReadingStore readings, AuditTrail audit, StoreCalls calls) {
        this.catalog = catalog;
        this.latest = latest;
        this.readings = readings;
        this.audit = audit;
        this.calls = calls;
    }

    void mount(Router router) {
        router.delete("/api/v1/sensors/:id/readings").handler(this::remove);
    }

    private void remove(RoutingContext context) {
        Query query = Query.of(context.queryParams(), "from", "to", "reason");
        Sensor sensor = HistoryRoutes.sensor(catalog, String.valueOf(context.pathParam("id")));
        // No end is guessed: what is removed is gone.
        for (String end : new String[] {"from", "to"}) {
            if (query.text(end).isEmpty()) {
                throw Query.bad(end, "is missing: both ends of what is to be removed have to be named");
            }
        }
        Range range = Range.of(query, 0);
        String reason = reason(query);
        calls.answer(
                context,
                () -> remove(sensor, range, reason),
                removed -> Json.send(context, new JsonObject().put("removed", removed)));
    }

    private long remove(Sensor sensor, Range range, String reason) {
        String detail = Instant.ofEpochMilli(range.from()) + " to " + Instant.ofEpochMilli(range.to());
        var deed = new AuditTrail.Deed("remove-readings", "sensor " + sensor.id(), detail, reason);
        long[] removed = {0};
        audit.run(deed, () -> {
            try {
                removed[0] = readings.remove(sensor.number(), range.from(), range.to());
            } finally {
                forgetNewest(sensor, range);
            }
            return Map.of("removed", removed[0]);
        });
        return removed[0];
    }

    private void forgetNewest(Sensor sensor, Range range) {
        LatestValues.Latest newest = latest.of(sensor.number());
        if (newest != null && newest.time() >= range.from() && newest.time() < range.to()) {
            latest.reload(readings, sensor.number());
        }
    }

    private static String reason(Query query) {
        String reason = query.text("reason").orElse("").strip();
        if (reason.length() < LEAST_REASON
                || reason.length() > AuditEntry.MOST_REASON
                || reason.chars().anyMatch(Character::isISOControl)) {
            throw Query.bad(
                    "reason",
                    "must say why, in " + LEAST_REASON + " to " + AuditEntry.MOST_REASON
                            + " characters, none of them a control character");
        }
        return reason;
    }
}
