package io.isotherm.api;

import io.isotherm.model.Calibration;
import io.isotherm.model.Correction;
import io.isotherm.model.Unit;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A calibration as the API has it: {@code {"from":ms,"unit":"°C","offset":-0.3,"reason":"…"}}. */
final class CalibrationJson {
    private static final Set<String> MEMBERS = Set.of("from", "unit", "offset", "points", "polynomial", "by", "reason");

    private CalibrationJson() {}

    static JsonObject of(Calibration calibration) {
        JsonObject json = new JsonObject()
                .put("number", calibration.number())
                .put("from", calibration.from())
                .put("unit", calibration.unit().symbol());
        switch (calibration.correction()) {
            case Correction.Offset(double offset) -> json.put("offset", offset);
            case Correction.TwoPoint(double raw1, double true1, double raw2, double true2) ->
                json.put("points", new JsonArray().add(point(raw1, true1)).add(point(raw2, true2)));
            case Correction.Polynomial(List<Double> coefficients) ->
                json.put("polynomial", new JsonArray(List.copyOf(coefficients)));
        }
        Calibration.Revocation revoked = calibration.revoked();
        return json.put("by", calibration.by())
                .put("signed", calibration.signed())
                .put("reason", calibration.reason())
                .put(
                        "revoked",
                        revoked == null
                                ? null
                                : new JsonObject()
                                        .put("by", revoked.by())
                                        .put("at", revoked.at())
                                        .put("reason", revoked.reason()));
    }

    private static JsonObject point(double measured, double truth) {
        return new JsonObject().put("measured", measured).put("true", truth);
    }

    /**
     * One that somebody adds; ends the request with 422 where it is none.
     *
     * @param unit of its numbers where the body names none
     * @param actor who signs it off where the body names nobody
     * @param now epoch milliseconds
     */
    static Calibration read(JsonObject body, Unit unit, String actor, long now) {
        Edit edit = Edit.replace(new JsonObject(), body, MEMBERS);
        String reason = edit.text("reason").orElseThrow(() -> Edit.bad("reason", "is missing"));
        Unit named = edit.text("unit")
                .map(text -> Unit.parse(text).orElseThrow(() -> Edit.bad("unit", "must be a unit, such as °C")))
                .orElse(unit);
        Correction correction = correction(body, edit);
        long from = time(body.getValue("from"));
        return Edit.checked(() -> new Calibration(
                1, from, edit.text("by").orElse(actor).strip(), now, reason.strip(), named, correction, null));
    }

    /** A time of a body: epoch milliseconds or RFC 3339. */
    static long time(Object value) {
        return switch (value) {
            case null -> throw Edit.bad("from", "is missing: the time from which it counts");
            case Integer time -> time;
            case Long time -> time;
            case String text -> {
                try {
                    yield Times.parse(text);
                } catch (IllegalArgumentException e) {
                    throw Edit.bad("from", String.valueOf(e.getMessage()));
                }
            }
            default -> throw Edit.bad("from", "must be a time: epoch milliseconds or RFC 3339");
        };
    }

    private static Correction correction(JsonObject body, Edit edit) {
        long kinds = Stream.of("offset", "points", "polynomial")
                .filter(kind -> body.getValue(kind) != null)
                .count();
        if (kinds != 1) {
            throw Edit.bad("offset", "or \"points\" or \"polynomial\" must be there, and only one of them");
        }
        Double offset = edit.number("offset");
        if (offset != null) {
            return Edit.checked(() -> new Correction.Offset(offset));
        }
        return body.getValue("points") == null ? polynomial(body) : points(body);
    }

    private static Correction points(JsonObject body) {
        if (!(body.getValue("points") instanceof JsonArray points)
                || points.size() != 2
                || !points.stream().allMatch(JsonObject.class::isInstance)) {
            throw Edit.bad("points", "must be two objects {\"measured\": number, \"true\": number}");
        }
        double[] numbers = new double[4];
        for (int i = 0; i < 2; i++) {
            Edit point = Edit.replace(new JsonObject(), points.getJsonObject(i), Set.of("measured", "true"));
            Double measured = point.number("measured");
            Double truth = point.number("true");
            if (measured == null || truth == null) {
                throw Edit.bad("points", "must be two objects {\"measured\": number, \"true\": number}");
            }
            numbers[2 * i] = measured;
            numbers[2 * i + 1] = truth;
        }
        return Edit.checked(() -> new Correction.TwoPoint(numbers[0], numbers[1], numbers[2], numbers[3]));
    }

    private static Correction polynomial(JsonObject body) {
        if (!(body.getValue("polynomial") instanceof JsonArray array)
                || !array.stream().allMatch(Number.class::isInstance)) {
            throw Edit.bad("polynomial", "must be a list of numbers, that of the power 0 first");
        }
        List<Double> coefficients = new ArrayList<>();
        array.forEach(each -> coefficients.add(((Number) each).doubleValue()));
        return Edit.checked(() -> new Correction.Polynomial(coefficients));
    }
}
