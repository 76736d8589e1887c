package io.isotherm.ingest.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The measurements that The Things Stack normalized: names and units are those of its Device Repository's payload schema
 * ({@code lib/payload.json} in lorawan-devices), temperatures in °C, pressures in hPa. At most {@value #MAX_MEASUREMENTS}
 * measurements of one uplink are read.
 */
final class NormalizedPayload {
    static final int MAX_MEASUREMENTS = 100;

    private NormalizedPayload() {}

    /**
     * @param time of a measurement that has none of its own
     * @param found gets what was measured
     */
    static void read(JsonNode measurements, NamedValues values, long time, Set<Quantity> found) {
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < Math.min(measurements.size(), MAX_MEASUREMENTS); i++) {
            JsonNode measurement = measurements.path(i);
            long own = JsonText.time(measurement, "time");
            long at = own == IncomingBatch.NO_TIME ? time : own;
            for (Map.Entry<String, JsonNode> group : measurement.properties()) {
                // Of several probes at one time each has its depth.
                JsonNode depth = group.getValue().path("depth");
                String place = depth.isNumber() ? "." + depth.asText() + "cm" : "";
                for (Map.Entry<String, JsonNode> value : group.getValue().properties()) {
                    String name = group.getKey() + "." + value.getKey();
                    if (value.getValue().isNumber()) {
                        add(name, name + place, value.getValue(), values, at, taken, found);
                    } else {
                        for (Map.Entry<String, JsonNode> part : value.getValue().properties()) {
                            add(name, name + "." + part.getKey() + place, part.getValue(), values, at, taken, found);
                        }
                    }
                }
            }
        }
    }

    private static void add(
            String name,
            String path,
            JsonNode value,
            NamedValues values,
            long time,
            Set<String> taken,
            Set<Quantity> found) {
        Quantity quantity = quantity(name);
        if (quantity == null || !value.isNumber() || !Double.isFinite(value.doubleValue())) {
            return;
        }
        // Two of the same name at one time are two probes.
        String own = path;
        for (int probe = 2; !taken.add(own + "@" + time); probe++) {
            own = path + "_" + probe;
        }
        values.add(own, quantity, value.doubleValue(), quantity.unit(), time);
        found.add(quantity);
    }

    private static @Nullable Quantity quantity(String name) {
        return switch (name) {
            case "air.temperature", "soil.temperature", "water.temperature", "surface.temperature" ->
                Quantity.TEMPERATURE;
            case "air.relativeHumidity" -> Quantity.HUMIDITY;
            case "air.pressure" -> Quantity.PRESSURE;
            case "air.co2" -> Quantity.CO2;
            default -> null;
        };
    }
}
