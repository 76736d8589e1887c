package io.isotherm.api;

import io.isotherm.calibration.Corrected;
import io.isotherm.catalog.Catalog;
import io.isotherm.http.Problem;
import io.isotherm.http.ProblemException;
import io.isotherm.inbox.AllSamples;
import io.isotherm.inbox.Inbox;
import io.isotherm.inbox.MessageSample;
import io.isotherm.live.LatestValues;
import io.isotherm.live.LatestValues.Latest;
import io.isotherm.model.Device;
import io.isotherm.model.DeviceDetails;
import io.isotherm.model.Flags;
import io.isotherm.model.Sensor;
import io.isotherm.model.Standing;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Devices that nobody adopted yet: what they sent, and what becomes of them. */
final class InboxRoutes {
    private static final int USUAL_LIMIT = 50;
    private static final int MOST = AllSamples.MOST;

    /** Sensors of a device that are listed; the rest is only counted. */
    private static final int MOST_SENSORS = 100;

    private final Catalog catalog;
    private final Inbox inbox;
    private final LatestValues latest;
    private final AllSamples samples;
    private final Resource<Device> devices;
    private final AuditTrail audit;
    private final StoreCalls calls;

    InboxRoutes(
            Catalog catalog,
            Inbox inbox,
            AllSamples samples,
            LatestValues latest,
            Resource<Device> devices,
            AuditTrail audit,
            StoreCalls calls) {
        this.catalog = catalog;
        this.inbox = inbox;
        this.samples = samples;
        this.latest = latest;
        this.devices = devices;
        this.audit = audit;
        this.calls = calls;
    }

    void mount(Router router, Handler<RoutingContext> bodies) {
        String one = "/api/v1/inbox/:id";
        router.route("/api/v1/inbox")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::list);
        router.post(one + "/adopt").handler(bodies).handler(this::adopt);
        router.post(one + "/block").handler(context -> change(context, "block-device", Standing.WAITING, inbox::block));
        router.post(one + "/unblock")
                .handler(context -> change(context, "unblock-device", Standing.BLOCKED, inbox::discard));
        router.delete(one).handler(context -> change(context, "discard-device", Standing.WAITING, inbox::discard));
    }

    private void list(RoutingContext context) {
        Query query = Query.of(context.queryParams(), "limit", "cursor");
        int limit = query.integer("limit", USUAL_LIMIT, 1, MOST);
        String after = query.text("cursor").map(ResourceRoutes::decoded).orElse("");
        List<Device> waiting = inbox.devices(Standing.WAITING).stream()
                .filter(device -> device.id().compareTo(after) > 0)
                .limit(limit + 1L)
                .toList();
        List<Device> shown = waiting.subList(0, Math.min(limit, waiting.size()));
        int blocked = inbox.devices(Standing.BLOCKED).size();
        String next =
                waiting.size() > limit ? ResourceRoutes.encoded(shown.getLast().id()) : null;
        Future.fromCompletionStage(
                        samples.of(shown.stream().map(Device::key).toList()),
                        context.vertx().getOrCreateContext())
                .onSuccess(messages -> calls.answer(
                        context,
                        () -> {
                            JsonArray items = new JsonArray();
                            shown.forEach(device ->
                                    items.add(item(device, messages.byDevice().get(device.key()))));
                            return new JsonObject()
                                    .put("items", items)
                                    .put("next", next)
                                    .put("blocked", blocked)
                                    .put("missing", messages.missing());
                        },
                        answer -> Json.send(context, answer)))
                .onFailure(failure -> StoreCalls.fail(context, failure));
    }

    private JsonObject item(Device device, @Nullable MessageSample sample) {
        List<Sensor> sensors = inbox.sensors(device);
        long heard = inbox.heard(device, sensors);
        JsonArray listed = new JsonArray();
        sensors.stream().limit(MOST_SENSORS).map(this::sensor).forEach(listed::add);
        return new JsonObject()
                .put("id", device.id())
                .put("key", device.key())
                .put("name", device.name())
                .put("protocol", sample == null ? null : sample.protocol())
                .put("sender", sample == null ? null : sample.sender())
                .put("last", heard == Long.MIN_VALUE ? null : heard)
                .put("expires", heard == Long.MIN_VALUE ? null : heard + Inbox.KEPT.toMillis())
                .put("readings", inbox.count(sensors))
                .put("message", sample == null ? null : message(sample))
                .put("sensorCount", sensors.size())
                .put("sensors", listed);
    }

    private static JsonObject message(MessageSample sample) {
        return new JsonObject()
                .put("at", sample.at())
                .put("topic", sample.place())
                .put("payload", sample.payload())
                .put("cut", sample.cut());
    }

    private JsonObject sensor(Sensor sensor) {
        Latest newest = latest.of(sensor.number());
        Double value = newest == null
                ? null
                : Corrected.value(sensor, newest.time(), newest.value(), newest.flags(), sensor.unit());
        return new JsonObject()
                .put("id", sensor.id())
                .put("number", sensor.number())
                .put("key", sensor.key())
                .put("name", sensor.name())
                .put("quantity", sensor.quantity().id())
                .put("unit", sensor.unit().symbol())
                .put("t", newest == null ? null : newest.time())
                .put("v", value == null || !Double.isFinite(value) ? null : value)
                .put("q", newest == null ? 0 : Flags.quality(newest.flags()));
    }

    private void adopt(RoutingContext context) {
        String reason = Query.of(context.queryParams(), "reason").reason();
        Device device = found(context, Standing.WAITING);
        JsonObject body = Json.body(context, "application/json");
        Edit edit = Edit.patch(
                new JsonObject()
                        .put("name", device.name())
                        .put("site", device.site())
                        .put("place", null),
                body,
                Set.of("name", "site", "place"));
        Device wanted =
                device.named(edit.name()).at(Sites.existing(catalog, edit)).with(placed(device, edit));
        var deed = new AuditTrail.Deed("adopt-device", "device " + device.id(), "key " + device.key(), reason);
        Device[] adopted = {device};
        calls.answer(
                context,
                () -> audit.run(deed, () -> {
                    adopted[0] = inbox.adopt(wanted);
                    return Map.of();
                }),
                _ -> ResourceRoutes.sendWithTag(context, 200, devices, adopted[0]));
    }

    private static DeviceDetails placed(Device device, Edit edit) {
        try {
            return device.details()
                    .withPlace(edit.text("place").map(String::strip).orElse(null));
        } catch (IllegalArgumentException e) {
            throw Edit.bad("place", "is not fit: " + e.getMessage());
        }
    }

    private void change(RoutingContext context, String action, Standing standing, ToLongFunction<Device> work) {
        String reason = Query.of(context.queryParams(), "reason").reason();
        Device device = found(context, standing);
        var deed = new AuditTrail.Deed(action, "device " + device.id(), "key " + device.key(), reason);
        calls.answer(
                context,
                () -> audit.run(deed, () -> Map.of("removed", work.applyAsLong(device))),
                _ -> Json.noContent(context));
    }

    private Device found(RoutingContext context, Standing standing) {
        String id = String.valueOf(context.pathParam("id"));
        Device device = catalog.device(id).orElseThrow(() -> ResourceRoutes.unknown("device", id));
        if (device.standing() != standing) {
            throw new ProblemException(Problem.of(
                    409,
                    "Not " + standing.id(),
                    "The device " + id + " is " + device.standing().id() + ", not " + standing.id() + "."));
        }
        return device;
    }
}
