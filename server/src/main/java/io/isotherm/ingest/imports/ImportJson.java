package io.isotherm.ingest.imports;

import io.isotherm.ingest.csv.CsvCharset;
import io.isotherm.ingest.csv.CsvColumn;
import io.isotherm.ingest.csv.CsvFormat;
import io.isotherm.ingest.csv.CsvGuess;
import io.isotherm.ingest.csv.CsvOptions;
import io.isotherm.ingest.csv.CsvPreview;
import io.isotherm.ingest.csv.DateForm;
import io.isotherm.ingest.csv.Question;
import io.isotherm.model.Quantity;
import io.isotherm.model.Unit;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formats, previews and progress as JSON; the shapes are in {@code openapi.yaml}. */
final class ImportJson {
    private ImportJson() {}

    static JsonObject format(CsvFormat format) {
        JsonArray columns = new JsonArray();
        for (CsvColumn column : format.columns()) {
            JsonObject json = new JsonObject()
                    .put("name", column.name())
                    .put("role", column.role().id());
            if (!column.key().isEmpty()) {
                json.put("key", column.key());
            }
            if (column.quantity() != null) {
                json.put("quantity", column.quantity().id());
            }
            if (column.unit() != null) {
                json.put("unit", unit(column.unit()));
            }
            columns.add(json);
        }
        return new JsonObject()
                .put("preset", format.preset())
                .put("charset", format.charset().id())
                .put("delimiter", String.valueOf(format.delimiter()))
                .put("firstLine", format.firstLine())
                .put("comments", format.comments())
                .put("decimal", String.valueOf(format.decimal()))
                .put("grouping", format.grouping() == 0 ? "" : String.valueOf(format.grouping()))
                .put("dates", format.dates().id())
                .put("zone", format.zone() == null ? null : format.zone().getId())
                .put("sensor", format.sensor())
                .put("columns", columns);
    }

    /** @throws IllegalArgumentException with a sentence for who asked */
    static CsvFormat format(String text) {
        try {
            JsonObject json = new JsonObject(text);
            List<CsvColumn> columns = new ArrayList<>();
            JsonArray given = json.getJsonArray("columns", new JsonArray());
            for (int i = 0; i < given.size(); i++) {
                columns.add(column(given.getJsonObject(i)));
            }
            String zone = json.getString("zone");
            String grouping = json.getString("grouping", "");
            return new CsvFormat(
                    json.getString("preset", ""),
                    CsvCharset.of(json.getString("charset", "UTF-8")),
                    CsvOptions.delimiter(json.getString("delimiter", ",")),
                    json.getLong("firstLine", 1L),
                    json.getBoolean("comments", false),
                    one(json.getString("decimal", ".")),
                    grouping.isEmpty() ? 0 : one(grouping),
                    DateForm.of(json.getString("dates", "ymd")),
                    zone == null ? null : ZoneId.of(zone),
                    json.getString("sensor"),
                    columns);
        } catch (DecodeException | ClassCastException | DateTimeException | NullPointerException e) {
            throw new IllegalArgumentException("It is not a format as the preview gives it.", e);
        }
    }

    private static CsvColumn column(JsonObject json) {
        String quantity = json.getString("quantity");
        String unit = json.getString("unit");
        return new CsvColumn(
                json.getString("name", ""),
                CsvColumn.Role.of(json.getString("role", "ignore")),
                json.getString("key", ""),
                quantity == null
                        ? null
                        : Quantity.ofId(quantity)
                                .orElseThrow(() -> new IllegalArgumentException("There is no such quantity.")),
                unit == null
                        ? null
                        : Unit.parse(unit).orElseThrow(() -> new IllegalArgumentException("There is no such unit.")));
    }

    private static char one(String text) {
        if (text.length() != 1) {
            throw new IllegalArgumentException("\"decimal\" and \"grouping\" are one character.");
        }
        return text.charAt(0);
    }

    static JsonArray questions(List<Question> questions) {
        JsonArray array = new JsonArray();
        for (Question question : questions) {
            array.add(new JsonObject()
                    .put("option", question.option())
                    .put("text", question.text())
                    .put("choices", new JsonArray(question.choices()))
                    .put("assumed", question.assumed()));
        }
        return array;
    }

    /** @param preview null where the guess has no format */
    static JsonObject preview(CsvGuess guess, @Nullable CsvPreview preview) {
        CsvFormat format = guess.format();
        JsonArray findings = new JsonArray();
        guess.findings()
                .forEach(finding -> findings.add(new JsonObject()
                        .put("field", finding.field())
                        .put("confidence", finding.confidence().name().toLowerCase(Locale.ROOT))
                        .put("why", finding.why())));
        JsonArray readings = new JsonArray();
        JsonArray refused = new JsonArray();
        if (format != null && preview != null) {
            ZoneId zone = format.zone() == null ? ZoneOffset.UTC : format.zone();
            preview.readings().forEach(reading -> readings.add(reading(reading, zone)));
            preview.refused()
                    .forEach(one ->
                            refused.add(new JsonObject().put("line", one.line()).put("detail", one.detail())));
        }
        return new JsonObject()
                .put("ready", guess.isReady())
                .put("format", format == null ? null : format(format))
                .put("findings", findings)
                .put("questions", questions(guess.questions()))
                .put("sensors", preview == null ? 0 : preview.sensors())
                .put("readings", readings)
                .put("refused", refused);
    }

    private static JsonObject reading(CsvPreview.Reading reading, ZoneId zone) {
        Instant time = Instant.ofEpochMilli(reading.time());
        return new JsonObject()
                .put("line", reading.line())
                .put("sensor", reading.key().key())
                .put("quantity", reading.key().quantity().id())
                .put("t", reading.time())
                .put("local", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atZone(zone)))
                .put("v", Double.isNaN(reading.value()) ? null : (Double) reading.value())
                .put("unit", reading.unit() == null ? null : unit(reading.unit()));
    }

    /** @param now epoch milliseconds */
    static JsonObject progress(ImportProgress.Snapshot one, long now) {
        boolean runs = one.state() == ImportProgress.State.RUNNING;
        double seconds = Math.max(1, (runs ? now : one.ended()) - one.started()) / 1_000.0;
        Long eta = null;
        if (runs && one.total() > 0 && one.bytes() > 0) {
            eta = Math.round(Math.max(0, one.total() - one.bytes()) / (one.bytes() / seconds));
        }
        JsonArray reasons = new JsonArray();
        one.reasons()
                .forEach(reason ->
                        reasons.add(new JsonObject().put("line", reason.line()).put("detail", reason.detail())));
        Long added = one.added();
        return new JsonObject()
                .put("id", one.id())
                .put("name", one.name())
                .put("state", one.state().name().toLowerCase(Locale.ROOT))
                .put("started", one.started())
                .put("ended", runs ? null : (Long) one.ended())
                .put("bytes", one.bytes())
                .put("total", one.total() > 0 ? (Long) one.total() : null)
                .put("rows", one.rows())
                .put("empty", one.empty())
                .put("readings", one.kept())
                .put("refused", one.refused())
                .put("sensors", one.sensors())
                .put("added", added)
                .put("repeated", added == null ? null : (Long) Math.max(0, one.kept() - added))
                .put("rate", Math.round(one.kept() / seconds))
                .put("eta", eta)
                .put("failure", one.failure())
                .put("reasons", reasons);
    }

    private static String unit(Unit unit) {
        return unit == Unit.NONE ? "none" : unit.symbol();
    }
}
