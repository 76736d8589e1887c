package io.isotherm.api;

import io.isotherm.model.Sensor;
import io.isotherm.model.SensorDetails;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The registry of sensors as CSV: what can be changed in a spreadsheet and brought back. A text that a spreadsheet would
 * take for a formula gets an apostrophe in front, which reading takes off again. Tags are separated by semicolons.
 */
final class RegistryCsv {
    static final List<String> COLUMNS = List.of(
            "id",
            "key",
            "name",
            "device",
            "site",
            "place",
            "quantity",
            "unit",
            "interval",
            "tags",
            "notes",
            "standing",
            "lowest",
            "highest");

    private static final Pattern FORMULA = Pattern.compile("'*[=+\\-@\\t\\r\\n].*", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?");

    private RegistryCsv() {}

    static Buffer write(Collection<Sensor> sensors) {
        StringBuilder text = new StringBuilder("\uFEFF" + String.join(",", COLUMNS) + "\r\n");
        for (Sensor sensor : sensors) {
            text.append(COLUMNS.stream()
                            .map(column -> field(value(sensor, column)))
                            .collect(Collectors.joining(",")))
                    .append("\r\n");
        }
        return Buffer.buffer(text.toString());
    }

    private static @Nullable Object value(Sensor sensor, String column) {
        SensorDetails details = sensor.details();
        return switch (column) {
            case "id" -> sensor.id();
            case "key" -> sensor.key();
            case "name" -> sensor.name();
            case "device" -> sensor.device();
            case "site" -> sensor.site();
            case "place" -> details.place();
            case "quantity" -> sensor.quantity().id();
            case "unit" -> sensor.unit().symbol();
            case "interval" -> sensor.interval();
            case "tags" -> String.join("; ", details.tags());
            case "notes" -> details.notes();
            case "standing" -> details.standing().id();
            case "lowest" -> details.lowest();
            case "highest" -> details.highest();
            default -> throw new IllegalArgumentException("no column " + column);
        };
    }

    private static String field(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        String text = value.toString();
        String safe = value instanceof String && FORMULA.matcher(text).matches() ? "'" + text : text;
        boolean quotes = safe.chars().anyMatch(c -> ",;\"\r\n".indexOf(c) >= 0);
        return quotes ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
    }

    /**
     * A field as the member of a change that it stands for.
     *
     * @throws IllegalArgumentException with a sentence, when it is not of the column's kind
     */
    static @Nullable Object member(String column, String field) {
        String text = FORMULA.matcher(field).matches() && field.startsWith("'") ? field.substring(1) : field;
        return switch (column) {
            case "interval" -> text.isBlank() ? null : whole(text.strip());
            case "lowest", "highest" -> text.isBlank() ? null : number(column, text.strip());
            case "tags" ->
                new JsonArray(Arrays.stream(text.split(";", -1))
                        .map(String::strip)
                        .filter(tag -> !tag.isEmpty())
                        .toList());
            case "site", "place" -> text.isBlank() ? null : text.strip();
            case "notes" -> text;
            default -> text.strip();
        };
    }

    private static Long whole(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("The column \"interval\" must be a whole number of milliseconds.");
        }
    }

    private static Double number(String column, String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException("The column \"" + column + "\" must be a number.");
        }
        return Double.valueOf(text.replace(',', '.'));
    }

    /** The members of a change that a row stands for: of the columns that are there. */
    static JsonObject change(List<String> columns, List<String> fields) {
        JsonObject change = new JsonObject();
        for (int i = 0; i < columns.size(); i++) {
            change.put(columns.get(i), member(columns.get(i), i < fields.size() ? fields.get(i) : ""));
        }
        return change;
    }
}
