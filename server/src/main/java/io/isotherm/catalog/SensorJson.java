package io.isotherm.catalog;

import io.isotherm.model.Sensor;
import io.isotherm.model.SensorDetails;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A sensor as the API and the {@code sensors} event show it. */
public final class SensorJson {
    private SensorJson() {}

    /** @param staleAfter how old its newest reading may be before it is stale, in milliseconds */
    public static JsonObject of(Sensor sensor, long staleAfter) {
        SensorDetails details = sensor.details();
        return new JsonObject()
                .put("id", sensor.id())
                .put("number", sensor.number())
                .put("key", sensor.key())
                .put("name", sensor.name())
                .put("device", sensor.device())
                .put("site", sensor.site())
                .put("quantity", sensor.quantity().id())
                .put("unit", sensor.unit().symbol())
                .put("interval", sensor.interval())
                .put("staleAfter", staleAfter)
                .put("standing", details.standing().id())
                .put("place", details.place())
                .put("tags", new JsonArray(List.copyOf(details.tags())))
                .put("notes", details.notes())
                .put("lowest", details.lowest())
                .put("highest", details.highest())
                .put("photo", details.photo())
                .put("aliases", new JsonArray(List.copyOf(details.aliases())))
                .put("calibrated", details.calibrations().stream().anyMatch(each -> each.revoked() == null))
                .put("version", sensor.version());
    }
}
