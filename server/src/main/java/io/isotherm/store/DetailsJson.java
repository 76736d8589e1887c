package io.isotherm.store;

import io.isotherm.model.Calibration;
import io.isotherm.model.Correction;
import io.isotherm.model.DeviceDetails;
import io.isotherm.model.DeviceState;
import io.isotherm.model.SensorDetails;
import io.isotherm.model.Standing;
import io.isotherm.model.Unit;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Details of sensors and devices, and states of devices, as the catalogues keep them: JSON objects whose members have the
 * records' names, without those that say nothing. Units are their codes, times epoch milliseconds.
 *
 * <p>Reading throws {@link IllegalArgumentException} with what is wrong. A member that this program does not know is
 * wrong: it would be lost with the next change, and may be what the readings have to be corrected by.
 */
public final class DetailsJson {
    private DetailsJson() {}

    public static String write(SensorDetails details) {
        JsonObject json = new JsonObject();
        common(json, details.standing(), details.place(), details.tags(), details.notes(), details.photo());
        put(json, "lowest", details.lowest());
        put(json, "highest", details.highest());
        if (!details.calibrations().isEmpty()) {
            JsonArray all = new JsonArray();
            details.calibrations().forEach(each -> all.add(written(each)));
            json.put("calibrations", all);
        }
        if (!details.aliases().isEmpty()) {
            json.put("aliases", new JsonArray(List.copyOf(details.aliases())));
        }
        return json.encode();
    }

    public static String write(DeviceDetails details) {
        JsonObject json = new JsonObject();
        common(json, details.standing(), details.place(), details.tags(), details.notes(), details.photo());
        put(json, "model", details.model());
        put(json, "manufacturer", details.manufacturer());
        put(json, "serial", details.serial());
        put(json, "firmware", details.firmware());
        return json.encode();
    }

    public static String write(DeviceState state) {
        JsonObject json = new JsonObject().put("heard", state.heard());
        put(json, "online", state.online());
        if (!state.attributes().isEmpty()) {
            JsonObject attributes = new JsonObject();
            state.attributes().forEach(attributes::put);
            json.put("attributes", attributes);
        }
        return json.encode();
    }

    private static void common(
            JsonObject json,
            Standing standing,
            @Nullable String place,
            List<String> tags,
            String notes,
            @Nullable String photo) {
        put(json, "standing", standing == Standing.ACTIVE ? null : standing.id());
        put(json, "place", place);
        put(json, "tags", tags.isEmpty() ? null : new JsonArray(List.copyOf(tags)));
        put(json, "notes", notes.isEmpty() ? null : notes);
        put(json, "photo", photo);
    }

    private static void put(JsonObject json, String member, @Nullable Object value) {
        if (value != null) {
            json.put(member, value);
        }
    }

    private static JsonObject written(Calibration calibration) {
        JsonObject json = new JsonObject()
                .put("number", calibration.number())
                .put("from", calibration.from())
                .put("by", calibration.by())
                .put("signed", calibration.signed())
                .put("reason", calibration.reason())
                .put("unit", calibration.unit().code());
        switch (calibration.correction()) {
            case Correction.Offset(double offset) -> json.put("offset", offset);
            case Correction.TwoPoint(double raw1, double true1, double raw2, double true2) ->
                json.put(
                        "points", new JsonArray().add(raw1).add(true1).add(raw2).add(true2));
            case Correction.Polynomial(List<Double> coefficients) ->
                json.put("polynomial", new JsonArray(List.copyOf(coefficients)));
        }
        Calibration.Revocation revoked = calibration.revoked();
        if (revoked != null) {
            json.put(
                    "revoked",
                    new JsonObject()
                            .put("by", revoked.by())
                            .put("at", revoked.at())
                            .put("reason", revoked.reason()));
        }
        return json;
    }

    public static SensorDetails sensor(String text) {
        return checked(() -> readSensor(text));
    }

    private static SensorDetails readSensor(String text) {
        JsonObject json = parsed(
                text,
                Set.of("standing", "place", "tags", "notes", "lowest", "highest", "calibrations", "photo", "aliases"));
        if (json.isEmpty()) {
            return SensorDetails.NONE;
        }
        List<Calibration> calibrations = new ArrayList<>();
        for (Object each : json.getJsonArray("calibrations", new JsonArray())) {
            calibrations.add(calibration(object(each)));
        }
        return new SensorDetails(
                standing(json),
                json.getString("place"),
                texts(json, "tags"),
                json.getString("notes", ""),
                json.getDouble("lowest"),
                json.getDouble("highest"),
                calibrations,
                json.getString("photo"),
                texts(json, "aliases"));
    }

    public static DeviceDetails device(String text) {
        return checked(() -> readDevice(text));
    }

    private static DeviceDetails readDevice(String text) {
        JsonObject json = parsed(
                text,
                Set.of("standing", "place", "tags", "notes", "photo", "model", "manufacturer", "serial", "firmware"));
        if (json.isEmpty()) {
            return DeviceDetails.NONE;
        }
        return new DeviceDetails(
                standing(json),
                json.getString("place"),
                texts(json, "tags"),
                json.getString("notes", ""),
                json.getString("photo"),
                json.getString("model"),
                json.getString("manufacturer"),
                json.getString("serial"),
                json.getString("firmware"));
    }

    /** Of a state members that are not known are left out: it is told anew soon. */
    public static DeviceState state(String text) {
        return checked(() -> {
            JsonObject json = new JsonObject(text);
            Map<String, String> attributes = new HashMap<>();
            for (Map.Entry<String, Object> each : json.getJsonObject("attributes", new JsonObject())) {
                attributes.put(each.getKey(), String.valueOf(each.getValue()));
            }
            return DeviceState.of(json.getLong("heard"), json.getBoolean("online"), attributes);
        });
    }

    // A member of another type, or that is missing, is a fault like any other.
    private static <T> T checked(Supplier<T> read) {
        try {
            return read.get();
        } catch (ClassCastException | NullPointerException | DecodeException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Calibration calibration(JsonObject json) {
        known(
                json,
                Set.of(
                        "number",
                        "from",
                        "by",
                        "signed",
                        "reason",
                        "unit",
                        "offset",
                        "points",
                        "polynomial",
                        "revoked"));
        JsonObject revoked = json.getJsonObject("revoked");
        if (revoked != null) {
            known(revoked, Set.of("by", "at", "reason"));
        }
        return new Calibration(
                json.getInteger("number"),
                json.getLong("from"),
                json.getString("by"),
                json.getLong("signed"),
                json.getString("reason"),
                Unit.ofCode(json.getInteger("unit")).orElseThrow(() -> new IllegalArgumentException("no such unit")),
                correction(json),
                revoked == null
                        ? null
                        : new Calibration.Revocation(
                                revoked.getString("by"), revoked.getLong("at"), revoked.getString("reason")));
    }

    private static Correction correction(JsonObject json) {
        Double offset = json.getDouble("offset");
        if (offset != null) {
            return new Correction.Offset(offset);
        }
        JsonArray points = json.getJsonArray("points");
        if (points != null && points.size() == 4) {
            return new Correction.TwoPoint(
                    points.getDouble(0), points.getDouble(1), points.getDouble(2), points.getDouble(3));
        }
        JsonArray polynomial = json.getJsonArray("polynomial");
        if (polynomial == null) {
            throw new IllegalArgumentException("a calibration has no correction");
        }
        List<Double> coefficients = new ArrayList<>();
        for (int i = 0; i < polynomial.size(); i++) {
            coefficients.add(polynomial.getDouble(i));
        }
        return new Correction.Polynomial(coefficients);
    }

    private static JsonObject parsed(String text, Set<String> members) {
        JsonObject json = new JsonObject(text);
        known(json, members);
        return json;
    }

    private static void known(JsonObject json, Set<String> members) {
        for (String name : json.fieldNames()) {
            if (!members.contains(name)) {
                throw new IllegalArgumentException("\"" + name + "\" is not known");
            }
        }
    }

    private static Standing standing(JsonObject json) {
        String id = json.getString("standing", Standing.ACTIVE.id());
        return Standing.ofId(id).orElseThrow(() -> new IllegalArgumentException("no standing \"" + id + "\""));
    }

    private static List<String> texts(JsonObject json, String member) {
        List<String> texts = new ArrayList<>();
        for (Object each : json.getJsonArray(member, new JsonArray())) {
            texts.add((String) each);
        }
        return texts;
    }

    private static JsonObject object(Object value) {
        return value instanceof JsonObject object ? object : new JsonObject();
    }
}
