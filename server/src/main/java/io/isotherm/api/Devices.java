package io.isotherm.api;

import io.isotherm.catalog.Catalog;
import io.isotherm.model.Device;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Devices as a resource. A device is made by the first reading of its first sensor. */
final class Devices implements Resource<Device> {
    private final Catalog catalog;

    Devices(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public String word() {
        return "device";
    }

    @Override
    public Set<String> changeable() {
        return Set.of("name", "site");
    }

    @Override
    public List<Device> all() {
        return catalog.devices();
    }

    @Override
    public Set<String> filters() {
        return Set.of("site");
    }

    @Override
    public Predicate<Device> filter(Query query) {
        Optional<String> site = query.text("site");
        return device -> site.isEmpty() || site.get().equals(device.site());
    }

    @Override
    public Optional<Device> find(String id) {
        return catalog.device(id);
    }

    @Override
    public String id(Device device) {
        return device.id();
    }

    @Override
    public long version(Device device) {
        return device.version();
    }

    @Override
    public JsonObject json(Device device) {
        return new JsonObject()
                .put("id", device.id())
                .put("key", device.key())
                .put("name", device.name())
                .put("site", device.site())
                .put("version", device.version());
    }

    @Override
    public Device edited(Device device, Edit edit) {
        return new Device(device.id(), device.key(), edit.name(), Sites.existing(catalog, edit), device.version());
    }

    @Override
    public Device update(Device device) {
        return catalog.update(device);
    }

    @Override
    public void remove(Device device) {
        InUse.check(
                "device",
                catalog.sensors().stream()
                        .filter(sensor -> sensor.device().equals(device.id()))
                        .count(),
                "sensor");
        catalog.removeDevice(device.id(), device.version());
    }
}
