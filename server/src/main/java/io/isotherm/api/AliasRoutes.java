package io.isotherm.api;

import io.isotherm.catalog.Catalog;
import io.isotherm.http.Problem;
import io.isotherm.http.ProblemException;
import io.isotherm.model.Sensor;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/** Takes off what a sensor is called besides its key. Readings that come by that key are a new sensor's from then on. */
final class AliasRoutes {
    private final Catalog catalog;
    private final AuditTrail audit;
    private final StoreCalls calls;

    AliasRoutes(Catalog catalog, AuditTrail audit, StoreCalls calls) {
        this.catalog = catalog;
        this.audit = audit;
        this.calls = calls;
    }

    void mount(Router router, Sensors sensors) {
        // Not in the path: a key has slashes, which proxies take apart.
        router.delete("/api/v1/sensors/:id/aliases").handler(context -> remove(context, sensors));
    }

    private void remove(RoutingContext context, Sensors sensors) {
        Query query = Query.of(context.queryParams(), "alias", "reason");
        String reason = query.reason();
        String alias = query.text("alias").orElseThrow(() -> Query.bad("alias", "is missing: which one to take off"));
        Sensor sensor = HistoryRoutes.sensor(catalog, String.valueOf(context.pathParam("id")));
        EntityTag.require(context.request().getHeader(HttpHeaders.IF_MATCH), sensor.version());
        List<String> left = new ArrayList<>(sensor.details().aliases());
        if (!left.remove(alias)) {
            throw new ProblemException(Problem.of(
                    404,
                    "No such alias",
                    alias.equals(sensor.key())
                            ? "This is the key of the sensor " + sensor.id() + ", and no alias: it stays."
                            : "The sensor " + sensor.id() + " has no alias of this name."));
        }
        var deed = new AuditTrail.Deed("remove-alias", "sensor " + sensor.id(), "alias " + alias, reason);
        Sensor edited = sensor.with(sensor.details().withAliases(left));
        calls.answer(
                context,
                () -> audit.audited(deed, () -> catalog.update(edited)),
                updated -> ResourceRoutes.sendWithTag(context, 200, sensors, updated));
    }
}
