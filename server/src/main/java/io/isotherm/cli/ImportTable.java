package io.isotherm.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.Locale;

/** A preview and a result, for people at a terminal. */
final class ImportTable {
    private static final int ROWS = 8;
    private static final int REASONS = 10;

    private ImportTable() {}

    static void print(String name, JsonObject preview, PrintWriter out) {
        out.println(name);
        JsonObject format = preview.getJsonObject("format");
        if (format != null) {
            String preset = format.getString("preset");
            line(out, "known as", preset.isEmpty() ? "" : preset);
            line(out, "delimiter", format.getString("delimiter").equals("\t") ? "tab" : format.getString("delimiter"));
            line(out, "decimal", format.getString("decimal"));
            line(out, "dates", format.getString("dates"));
            line(out, "zone", format.getString("zone") == null ? why(preview, "zone") : format.getString("zone"));
            line(out, "encoding", format.getString("charset"));
            line(out, "first line", String.valueOf(format.getLong("firstLine")));
            columns(format.getJsonArray("columns"), out);
        }
        rows(preview.getJsonArray("readings"), out);
        for (Object each : preview.getJsonArray("refused")) {
            JsonObject one = (JsonObject) each;
            out.println("  line " + one.getLong("line") + " would be refused: " + safe(one.getString("detail")));
        }
        for (Object each : preview.getJsonArray("questions")) {
            JsonObject question = (JsonObject) each;
            if (question.getString("assumed") != null) {
                out.println("  " + question.getString("text") + " (" + flag(question.getString("option")) + ")");
            }
        }
    }

    private static void columns(JsonArray columns, PrintWriter out) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(columns.size(), 30); i++) {
            JsonObject column = columns.getJsonObject(i);
            String name = column.getString("name");
            text.append(i == 0 ? "" : ", ").append(name.isEmpty() ? "column " + (i + 1) : name);
            text.append(": ").append(column.getString("role"));
        }
        line(out, "columns", text + (columns.size() > 30 ? ", …" : ""));
    }

    private static void rows(JsonArray readings, PrintWriter out) {
        out.println(String.format(
                Locale.ROOT, "  %6s  %-30s  %-24s  %-25s  %12s", "line", "sensor", "UTC", "local", "value"));
        for (int i = 0; i < Math.min(readings.size(), ROWS); i++) {
            JsonObject one = readings.getJsonObject(i);
            Double value = one.getDouble("v");
            String unit = one.getString("unit");
            out.println(String.format(
                    Locale.ROOT,
                    "  %6d  %-30s  %-24s  %-25s  %12s %s",
                    one.getLong("line"),
                    safe(one.getString("sensor")),
                    java.time.Instant.ofEpochMilli(one.getLong("t")),
                    one.getString("local"),
                    value == null ? "NaN" : value.toString(),
                    unit == null ? "(the sensor's unit)" : unit));
        }
    }

    static void result(String name, JsonObject result, PrintWriter out) {
        double seconds = Math.max(1, result.getLong("ended") - result.getLong("started")) / 1_000.0;
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %,d readings of %,d sensors kept out of %,d rows in %.1f s (%,d/s)",
                name,
                result.getLong("readings"),
                result.getLong("sensors"),
                result.getLong("rows"),
                seconds,
                result.getLong("rate")));
        if (result.getLong("added") != null) {
            text.append(String.format(
                    Locale.ROOT, "; %,d new, %,d there already", result.getLong("added"), result.getLong("repeated")));
        }
        out.println(text.append('.'));
        if (result.getLong("empty") > 0) {
            out.println(String.format(Locale.ROOT, "  %,d rows have no value.", result.getLong("empty")));
        }
        long refused = result.getLong("refused");
        if (refused > 0) {
            out.println(String.format(Locale.ROOT, "  %,d refused:", refused));
            JsonArray reasons = result.getJsonArray("reasons");
            for (int i = 0; i < Math.min(reasons.size(), REASONS); i++) {
                JsonObject reason = reasons.getJsonObject(i);
                out.println("    line " + reason.getLong("line") + ": " + safe(reason.getString("detail")));
            }
            if (refused > REASONS) {
                out.println("    …");
            }
        }
        out.flush();
    }

    /** The flag of an option of the API. */
    static String flag(String option) {
        return option.equals("dates") ? "--date-format" : "--" + option;
    }

    private static String why(JsonObject preview, String field) {
        for (Object each : preview.getJsonArray("findings")) {
            JsonObject finding = (JsonObject) each;
            if (finding.getString("field").equals(field)) {
                return finding.getString("why");
            }
        }
        return "";
    }

    private static void line(PrintWriter out, String name, String value) {
        if (!value.isEmpty()) {
            out.println(String.format(Locale.ROOT, "  %-11s %s", name, safe(value)));
        }
    }

    // What comes out of a file must not move the cursor.
    private static String safe(String text) {
        return text.replaceAll("[\\p{Cntrl}]", "\ufffd");
    }
}
