package io.isotherm.api;

import io.isotherm.catalog.Catalog;
import io.isotherm.catalog.DeviceStates;
import io.isotherm.model.Device;
import io.isotherm.model.DeviceDetails;
import io.isotherm.model.DeviceState;
import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Standing;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Devices as a resource. A device is made by the first reading of its first sensor, or before it by hand. */
final class Devices implements Resource<Device> {
    private static final Set<String> CHANGEABLE = Set.of(
            "name",
            "site",
            "standing",
            "place",
            "tags",
            "notes",
            "photo",
            "model",
            "manufacturer",
            "serial",
            "firmware");

    private final Catalog catalog;
    private final DeviceStates states;

    Devices(Catalog catalog, DeviceStates states) {
        this.catalog = catalog;
        this.states = states;
    }

    @Override
    public String word() {
        return "device";
    }

    @Override
    public Set<String> changeable() {
        return CHANGEABLE;
    }

    @Override
    public List<Device> all() {
        return catalog.devices();
    }

    @Override
    public Set<String> filters() {
        return Set.of("site", "standing", "tag");
    }

    @Override
    public Predicate<Device> filter(Query query) {
        Optional<String> site = query.text("site");
        Predicate<Standing> standing = query.standing();
        Optional<String> tag = query.text("tag");
        return device -> (site.isEmpty() || site.get().equals(device.site()))
                && standing.test(device.standing())
                && (tag.isEmpty() || device.details().tags().contains(tag.get()));
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
        DeviceDetails details = device.details();
        return new JsonObject()
                .put("id", device.id())
                .put("key", device.key())
                .put("name", device.name())
                .put("site", device.site())
                .put("standing", details.standing().id())
                .put("place", details.place())
                .put("tags", new JsonArray(List.copyOf(details.tags())))
                .put("notes", details.notes())
                .put("photo", details.photo())
                .put("model", details.model())
                .put("manufacturer", details.manufacturer())
                .put("serial", details.serial())
                .put("firmware", details.firmware())
                .put("state", states.of(device.id()).map(Devices::json).orElse(null))
                .put("version", device.version());
    }

    private static JsonObject json(DeviceState state) {
        JsonObject attributes = new JsonObject();
        state.attributes().forEach(attributes::put);
        return new JsonObject()
                .put("online", state.online())
                .put("heard", state.heard())
                .put("attributes", attributes);
    }

    /** Makes a device before its first reading; blocks. */
    Device create(JsonObject body) {
        Set<String> members = new HashSet<>(CHANGEABLE);
        members.add("key");
        Edit edit = Edit.replace(new JsonObject(), body, members);
        return catalog.create(edited(new Device("", key(edit), "", null, 1), edit));
    }

    /** What senders call a device. */
    static String key(Edit edit) {
        String key = edit.text("key").orElseThrow(() -> Edit.bad("key", "is missing"));
        Edit.checked(() -> new SensorKey(key, Quantity.OTHER));
        return key;
    }

    @Override
    public Device edited(Device device, Edit edit) {
        DeviceDetails details = Edit.checked(() -> new DeviceDetails(
                edit.standing(),
                edit.line("place"),
                edit.texts("tags"),
                edit.notes(),
                edit.line("photo"),
                edit.line("model"),
                edit.line("manufacturer"),
                edit.line("serial"),
                edit.line("firmware")));
        return new Device(
                device.id(), device.key(), edit.name(), Sites.existing(catalog, edit), details, device.version());
    }

    @Override
    public Device update(Device device) {
        return catalog.update(device);
    }

    @Override
    public Map<String, Long> remove(Device device) {
        InUse.check("device", catalog.sensorsOf(device.id()).size(), "sensor");
        catalog.removeDevice(device.id(), device.version());
        states.forget(device.id());
        return Map.of();
    }

    @Override
    public String name(Device device) {
        return device.name();
    }

    @Override
    public String trace(Device device) {
        return "key " + device.key();
    }
}
