package io.isotherm.api;

import io.isotherm.catalog.Catalog;
import io.isotherm.http.Problem;
import io.isotherm.http.ProblemException;
import io.isotherm.model.Calibration;
import io.isotherm.model.Sensor;
import io.isotherm.model.Unit;
import io.isotherm.store.CatalogStore.VersionConflict;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A sensor's calibrations: added, which signs them off, and revoked; never changed. */
final class CalibrationRoutes {
    /** Each attempt fails because somebody else changed the sensor. */
    private static final int ATTEMPTS = 10;

    private final Catalog catalog;
    private final AuditTrail audit;
    private final StoreCalls calls;

    CalibrationRoutes(Catalog catalog, AuditTrail audit, StoreCalls calls) {
        this.catalog = catalog;
        this.audit = audit;
        this.calls = calls;
    }

    void mount(Router router, Handler<RoutingContext> bodies) {
        String all = "/api/v1/sensors/:id/calibrations";
        router.route(all).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::list);
        router.post(all).handler(bodies).handler(this::add);
        router.post(all + "/:number/revoke").handler(bodies).handler(this::revoke);
    }

    private Sensor sensor(RoutingContext context) {
        return HistoryRoutes.sensor(catalog, String.valueOf(context.pathParam("id")));
    }

    private void list(RoutingContext context) {
        Query.of(context.queryParams());
        JsonArray items = new JsonArray();
        sensor(context).details().calibrations().forEach(each -> items.add(CalibrationJson.of(each)));
        Json.send(context, new JsonObject().put("items", items));
    }

    private void add(RoutingContext context) {
        Query.of(context.queryParams());
        Sensor sensor = sensor(context);
        JsonObject body = Json.body(context, "application/json");
        Calibration wanted = CalibrationJson.read(body, sensor.unit(), audit.actor(), audit.now());
        requireUnit(sensor, wanted.unit());
        var deed = new AuditTrail.Deed(
                "add-calibration",
                "sensor " + sensor.id(),
                CalibrationJson.of(wanted).encode(),
                wanted.reason());
        calls.answer(context, () -> audit.audited(deed, () -> added(sensor.id(), wanted)), added -> {
            context.response().putHeader(HttpHeaders.LOCATION, "/api/v1/sensors/" + sensor.id() + "/calibrations");
            Json.send(context, 201, CalibrationJson.of(added).toBuffer());
        });
    }

    private Calibration added(String id, Calibration wanted) {
        Sensor updated = changed(id, sensor -> {
            requireUnit(sensor, wanted.unit());
            int number = sensor.details().calibrations().size() + 1;
            return Edit.checked(() -> sensor.with(sensor.details()
                    .with(new Calibration(
                            number,
                            wanted.from(),
                            wanted.by(),
                            wanted.signed(),
                            wanted.reason(),
                            wanted.unit(),
                            wanted.correction(),
                            null))));
        });
        return updated.details().calibrations().getLast();
    }

    private static void requireUnit(Sensor sensor, Unit unit) {
        if (!unit.convertsTo(sensor.unit())) {
            throw Edit.bad("unit", "must be one that " + sensor.unit().symbol() + " converts to");
        }
    }

    private void revoke(RoutingContext context) {
        Query.of(context.queryParams());
        Sensor sensor = sensor(context);
        String number = String.valueOf(context.pathParam("number"));
        Calibration wanted = sensor.details().calibrations().stream()
                .filter(each -> String.valueOf(each.number()).equals(number))
                .findFirst()
                .orElseThrow(() -> ResourceRoutes.unknown("calibration", number));
        Edit edit = Edit.replace(new JsonObject(), Json.body(context, "application/json"), Set.of("by", "reason"));
        String reason = edit.text("reason").orElseThrow(() -> Edit.bad("reason", "is missing"));
        var revocation = Edit.checked(
                () -> new Calibration.Revocation(edit.text("by").orElse(audit.actor()), audit.now(), reason.strip()));
        var deed = new AuditTrail.Deed(
                "revoke-calibration",
                "sensor " + sensor.id(),
                CalibrationJson.of(wanted).encode(),
                revocation.reason());
        calls.answer(
                context,
                () -> audit.audited(deed, () -> revoked(sensor.id(), wanted.number(), revocation)),
                revoked -> Json.send(context, CalibrationJson.of(revoked)));
    }

    private Calibration revoked(String id, int number, Calibration.Revocation revocation) {
        Sensor updated = changed(id, sensor -> {
            List<Calibration> all = new ArrayList<>();
            for (Calibration each : sensor.details().calibrations()) {
                if (each.number() == number && each.revoked() != null) {
                    throw new ProblemException(Problem.of(409, "Revoked already", "It was revoked before."));
                }
                all.add(each.number() == number ? each.revoked(revocation) : each);
            }
            return sensor.with(sensor.details().withCalibrations(all));
        });
        return updated.details().calibrations().get(number - 1);
    }

    // What is added or revoked does not depend on what others change of the sensor.
    private Sensor changed(String id, UnaryOperator<Sensor> change) {
        for (int attempt = 1; ; attempt++) {
            Sensor sensor = HistoryRoutes.sensor(catalog, id);
            try {
                return catalog.update(change.apply(sensor));
            } catch (VersionConflict e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
