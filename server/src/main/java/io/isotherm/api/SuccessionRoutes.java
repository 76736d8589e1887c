package io.isotherm.api;

import io.isotherm.catalog.Catalog;
import io.isotherm.catalog.Merges;
import io.isotherm.catalog.Succession;
import io.isotherm.http.Problem;
import io.isotherm.http.ProblemException;
import io.isotherm.live.LatestValues;
import io.isotherm.model.Calibration;
import io.isotherm.model.Device;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Sensor;
import io.isotherm.store.ReadingStore;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** One thing in the place of another: a device that broke is replaced, two sensors that are one are merged. */
final class SuccessionRoutes {
    private final Catalog catalog;
    private final Merges merges;
    private final LatestValues latest;
    private final ReadingStore readings;
    private final RetentionChanges retention;
    private final AuditTrail audit;
    private final StoreCalls calls;

    SuccessionRoutes(
            Catalog catalog,
            Merges merges,
            LatestValues latest,
            ReadingStore readings,
            RetentionChanges retention,
            AuditTrail audit,
            StoreCalls calls) {
        this.catalog = catalog;
        this.merges = merges;
        this.latest = latest;
        this.readings = readings;
        this.retention = retention;
        this.audit = audit;
        this.calls = calls;
    }

    void mount(Router router, Handler<RoutingContext> bodies, Sensors sensors, Devices devices) {
        router.post("/api/v1/sensors/:id/merge").handler(bodies).handler(context -> merge(context, sensors));
        router.post("/api/v1/devices/:id/replace").handler(bodies).handler(context -> replace(context, devices));
    }

    private void merge(RoutingContext context, Sensors sensors) {
        String reason = Query.of(context.queryParams(), "reason").reason();
        Sensor kept = HistoryRoutes.sensor(catalog, String.valueOf(context.pathParam("id")));
        Edit edit = Edit.replace(new JsonObject(), Json.body(context, "application/json"), Set.of("other"));
        String id = edit.text("other").orElseThrow(() -> Edit.bad("other", "is missing: the id of a sensor"));
        Sensor other = catalog.sensor(id)
                .orElseThrow(() -> Edit.bad("other", "must be the id of a sensor; there is no " + id));
        Succession succession = planned(() -> Succession.merge(kept, other));
        var deed = new AuditTrail.Deed(
                "merge-sensor",
                "sensor " + kept.id(),
                "sensor " + other.id() + ", " + sensors.trace(other) + ", becomes a part of it",
                reason);
        calls.answer(
                context,
                () -> {
                    make(deed, succession);
                    return HistoryRoutes.sensor(catalog, kept.id());
                },
                sensor -> ResourceRoutes.sendWithTag(context, 200, sensors, sensor));
    }

    private void replace(RoutingContext context, Devices devices) {
        String reason = Query.of(context.queryParams(), "reason").reason();
        String id = String.valueOf(context.pathParam("id"));
        Device device = catalog.device(id).orElseThrow(() -> ResourceRoutes.unknown("device", id));
        JsonObject body = Json.body(context, "application/json");
        Edit edit = Edit.replace(new JsonObject(), body, Set.of("key", "from", "keepKeys"));
        String key = Devices.key(edit);
        boolean keepKeys = switch (body.getValue("keepKeys")) {
            case null -> true;
            case Boolean keep -> keep;
            default -> throw Edit.bad("keepKeys", "must be true or false");
        };
        Long from = body.getValue("from") == null ? null : Long.valueOf(CalibrationJson.time(body.getValue("from")));
        var deed = new AuditTrail.Deed("replace-device", "device " + id, "key " + device.key() + " to " + key, reason);
        calls.answer(
                context,
                () -> {
                    Device successor = catalog.deviceByKey(key);
                    List<Sensor> its = successor == null ? List.of() : sensorsOf(successor);
                    long start = from == null ? firstReading(its) : from;
                    String why = "The device was replaced" + (reason.isEmpty() ? "." : ": " + reason);
                    String cut = why.substring(0, Math.min(why.length(), Calibration.LONGEST_REASON))
                            .strip();
                    Succession succession = planned(() -> Succession.replace(new Succession.Replacement(
                            device,
                            sensorsOf(device),
                            key,
                            successor,
                            its,
                            keepKeys,
                            new Succession.Ending(start, audit.actor(), audit.now(), cut))));
                    make(deed, succession);
                    return catalog.device(id).orElseThrow(() -> ResourceRoutes.unknown("device", id));
                },
                replaced -> ResourceRoutes.sendWithTag(context, 200, devices, replaced));
    }

    private List<Sensor> sensorsOf(Device device) {
        return catalog.sensorsOf(device.id());
    }

    /** When the first of some sensors began to measure; now where none did yet. */
    private long firstReading(List<Sensor> sensors) {
        long first = audit.now();
        for (Sensor sensor : sensors) {
            ReadingBatch found = ReadingPages.first(readings, sensor.number(), Long.MIN_VALUE, first, 1);
            first = found.isEmpty() ? first : found.time(0);
        }
        return first;
    }

    private void make(AuditTrail.Deed deed, Succession succession) {
        audit.run(deed, () -> {
            long copied = merges.merge(succession.merged(), succession.changes());
            succession.gone().forEach(sensor -> {
                latest.forget(sensor.number());
                retention.forget(sensor, "The sensor became a part of another.");
            });
            succession.merged().values().forEach(number -> latest.reload(readings, number));
            return Map.of("readings", copied);
        });
    }

    private static <T> T planned(Supplier<T> plan) {
        try {
            return plan.get();
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.of(409, "They cannot be one", String.valueOf(e.getMessage())));
        }
    }
}
