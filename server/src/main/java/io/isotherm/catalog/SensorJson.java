package io.isotherm.catalog;

import io.isotherm.model.Sensor;
import io.vertx.core.json.JsonObject;

/** A sensor as the API and the {@code sensors} event show it. */
public final class SensorJson {
    private SensorJson() {}

    /** @param staleAfter how old its newest reading may be before it is stale, in milliseconds */
    public static JsonObject of(Sensor sensor, long staleAfter) {
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
                .put("version", sensor.version());
    }
}
