package io.isotherm.api;

import io.isotherm.catalog.Catalog;
import io.isotherm.catalog.SensorJson;
import io.isotherm.live.LatestValues;
import io.isotherm.model.Quantity;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorDetails;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Standing;
import io.isotherm.model.Unit;
import io.isotherm.store.ReadingStore;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Sensors as a resource. A sensor is made by its first reading, or before it by hand; removing it removes its readings. */
final class Sensors implements Resource<Sensor> {
    private static final long LONGEST_INTERVAL = Duration.ofDays(366).toMillis();

    static final Set<String> CHANGEABLE = Set.of(
            "name",
            "device",
            "site",
            "quantity",
            "unit",
            "interval",
            "standing",
            "place",
            "tags",
            "notes",
            "lowest",
            "highest",
            "photo");

    private final Catalog catalog;
    private final LatestValues latest;
    private final ReadingStore readings;
    private final RetentionChanges retention;

    Sensors(Catalog catalog, LatestValues latest, ReadingStore readings, RetentionChanges retention) {
        this.catalog = catalog;
        this.latest = latest;
        this.readings = readings;
        this.retention = retention;
    }

    @Override
    public String word() {
        return "sensor";
    }

    @Override
    public Set<String> changeable() {
        return CHANGEABLE;
    }

    @Override
    public List<Sensor> all() {
        return catalog.sensors();
    }

    @Override
    public Set<String> filters() {
        return Set.of("device", "site", "standing", "tag");
    }

    @Override
    public Predicate<Sensor> filter(Query query) {
        Optional<String> device = query.text("device");
        Optional<String> site = query.text("site");
        Predicate<Standing> standing = query.standing();
        Optional<String> tag = query.text("tag");
        return sensor -> (device.isEmpty() || device.get().equals(sensor.device()))
                && (site.isEmpty() || site.get().equals(sensor.site()))
                && standing.test(sensor.standing())
                && (tag.isEmpty() || sensor.details().tags().contains(tag.get()));
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

    /** Makes a sensor before its first reading; blocks. */
    Sensor create(JsonObject body) {
        Set<String> members = new HashSet<>(CHANGEABLE);
        members.add("key");
        Edit edit = Edit.replace(new JsonObject(), body, members);
        String key = edit.text("key").orElseThrow(() -> Edit.bad("key", "is missing"));
        Edit.checked(() -> new SensorKey(key, Quantity.OTHER));
        Sensor empty = new Sensor(0, "", key, "", "", null, Quantity.OTHER, Unit.NONE, null, 1);
        return catalog.create(edited(empty, edit));
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
                details(sensor, edit, unit),
                sensor.version());
    }

    private static SensorDetails details(Sensor sensor, Edit edit, Unit unit) {
        SensorDetails before = sensor.details();
        if (before.calibrations().stream()
                .anyMatch(each -> each.revoked() == null && !each.unit().convertsTo(unit))) {
            throw Edit.bad("unit", "is not one that the sensor's calibrations convert to: revoke them first");
        }
        return Edit.checked(() -> new SensorDetails(
                edit.standing(),
                edit.line("place"),
                edit.texts("tags"),
                edit.notes(),
                edit.number("lowest"),
                edit.number("highest"),
                before.calibrations(),
                edit.line("photo"),
                before.aliases()));
    }

    private static String quantities() {
        return Arrays.stream(Quantity.values()).map(Quantity::id).collect(Collectors.joining(", "));
    }

    @Override
    public Sensor update(Sensor sensor) {
        return catalog.update(sensor);
    }

    /** Its readings go with it. */
    @Override
    public boolean asksToConfirm() {
        return true;
    }

    @Override
    public String name(Sensor sensor) {
        return sensor.name();
    }

    @Override
    public String trace(Sensor sensor) {
        return "number " + sensor.number() + ", key " + sensor.key();
    }

    // The catalogue first, as it is that which refuses. Readings that a failure leaves behind belong to a number that
    // is never given again: they show nowhere.
    @Override
    public Map<String, Long> remove(Sensor sensor) {
        catalog.removeSensor(sensor.id(), sensor.version());
        latest.forget(sensor.number());
        long removed = readings.remove(sensor.number(), Long.MIN_VALUE, Long.MAX_VALUE);
        retention.forget(sensor, "The sensor was removed.");
        return Map.of("removed", removed);
    }
}
