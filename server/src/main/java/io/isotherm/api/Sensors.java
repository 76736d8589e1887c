package io.isotherm.api;

import io.isotherm.catalog.Catalog;
import io.isotherm.catalog.SensorJson;
import io.isotherm.live.LatestValues;
import io.isotherm.model.Quantity;
import io.isotherm.model.Sensor;
import io.isotherm.model.Unit;
import io.isotherm.store.ReadingStore;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Sensors as a resource. A sensor is made by its first reading; removing it removes its readings. */
final class Sensors implements Resource<Sensor> {
    private static final long LONGEST_INTERVAL = Duration.ofDays(366).toMillis();

    private final Catalog catalog;
    private final LatestValues latest;
    private final ReadingStore readings;
    private final RetentionChanges retention;
    private final AuditTrail audit;

    Sensors(Catalog catalog, LatestValues latest, ReadingStore readings, RetentionChanges retention, AuditTrail audit) {
        this.catalog = catalog;
        this.latest = latest;
        this.readings = readings;
        this.retention = retention;
        this.audit = audit;
    }

    @Override
    public String word() {
        return "sensor";
    }

    @Override
    public Set<String> changeable() {
        return Set.of("name", "device", "site", "quantity", "unit", "interval");
    }

    @Override
    public List<Sensor> all() {
        return catalog.sensors();
    }

    @Override
    public Set<String> filters() {
        return Set.of("device", "site");
    }

    @Override
    public Predicate<Sensor> filter(Query query) {
        Optional<String> device = query.text("device");
        Optional<String> site = query.text("site");
        return sensor -> (device.isEmpty() || device.get().equals(sensor.device()))
                && (site.isEmpty() || site.get().equals(sensor.site()));
    }

    @Override
    public Optional<Sensor> find(String id) {
        return catalog.sensor(id);
    }

    @Override
    public String id(Sensor sensor) {
        return sensor.id();
    }

    @Override
    public long version(Sensor sensor) {
        return sensor.version();
    }

    @Override
    public JsonObject json(Sensor sensor) {
        return SensorJson.of(sensor, latest.staleAfter(sensor));
    }

    @Override
    public Sensor edited(Sensor sensor, Edit edit) {
        String device = edit.text("device").orElseThrow(() -> Edit.bad("device", "is missing"));
        if (catalog.device(device).isEmpty()) {
            throw Edit.bad("device", "must be the id of a device; there is no " + device);
        }
        Quantity quantity = edit.text("quantity")
                .flatMap(Quantity::ofId)
                .orElseThrow(() -> Edit.bad("quantity", "must be one of " + quantities()));
        Unit unit = edit.text("unit")
                .flatMap(Unit::parse)
                .orElseThrow(() -> Edit.bad("unit", "must be a unit, such as °C, °F or K"));
        if (quantity != Quantity.OTHER && !unit.convertsTo(quantity.unit())) {
            throw Edit.bad("unit", "is not one of " + quantity.id());
        }
        return new Sensor(
                sensor.number(),
                sensor.id(),
                sensor.key(),
                edit.name(),
                device,
                Sites.existing(catalog, edit),
                quantity,
                unit,
                edit.integer("interval", 1, LONGEST_INTERVAL).orElse(null),
                sensor.version());
    }

    private static String quantities() {
        return Arrays.stream(Quantity.values()).map(Quantity::id).collect(Collectors.joining(", "));
    }

    @Override
    public Sensor update(Sensor sensor) {
        return catalog.update(sensor);
    }

    // The catalogue first, as it is that which refuses. Readings that a failure leaves behind belong to a number that
    // is
    // never given again: they show nowhere.
    @Override
    public void remove(Sensor sensor) {
        var deed = new AuditTrail.Deed(
                "remove-sensor", "sensor " + sensor.id(), "number " + sensor.number() + ", key " + sensor.key(), "");
        audit.run(deed, () -> {
            catalog.removeSensor(sensor.id(), sensor.version());
            latest.forget(sensor.number());
            long removed = readings.remove(sensor.number(), Long.MIN_VALUE, Long.MAX_VALUE);
            retention.forget(sensor);
            return Map.of("removed", removed);
        });
    }
}
