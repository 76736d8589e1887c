package io.isotherm.api;

import io.isotherm.catalog.Catalog;
import io.isotherm.http.Problem;
import io.isotherm.http.ProblemException;
import io.isotherm.model.Sensor;
import io.isotherm.store.CatalogStore;
import io.isotherm.store.CatalogStore.Change;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The registry of sensors as a file for a spreadsheet, out and in again: all rows, or none. */
final class RegistryRoutes {
    /** Of a file that is brought in, in bytes. */
    private static final int MOST_BYTES = 8 << 20;

    /** Problems that are told, and changes that are told one by one. */
    private static final int MOST_TOLD = 500;

    private final Sensors sensors;
    private final Catalog catalog;
    private final AuditTrail audit;
    private final StoreCalls calls;

    RegistryRoutes(Sensors sensors, Catalog catalog, AuditTrail audit, StoreCalls calls) {
        this.sensors = sensors;
        this.catalog = catalog;
        this.audit = audit;
        this.calls = calls;
    }

    void mount(Router router) {
        String path = "/api/v1/sensors.csv";
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::write);
        router.post(path)
                .handler(BodyHandler.create(false).setBodyLimit(MOST_BYTES))
                .handler(this::read);
    }

    private void write(RoutingContext context) {
        Query.of(context.queryParams());
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/csv; charset=utf-8; header=present")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("Content-Disposition", "attachment; filename=\"sensors.csv\"")
                .end(RegistryCsv.write(catalog.sensors()));
    }

    private void read(RoutingContext context) {
        Query query = Query.of(context.queryParams(), "dry-run", "reason");
        boolean dry = query.flag("dry-run");
        String reason = query.reason();
        String type = String.valueOf(context.request().getHeader(HttpHeaders.CONTENT_TYPE));
        if (!type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("text/csv")) {
            throw new ProblemException(Problem.of(415, "The Content-Type must be text/csv."));
        }
        String text = text(context.body().buffer());
        calls.answer(context, () -> taken(text, dry, reason), answer -> Json.send(context, answer));
    }

    private static String text(@Nullable Buffer body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body == null ? new byte[0] : body.getBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw bad("The file is not in UTF-8.");
        }
    }

    private static ProblemException bad(String detail) {
        return new ProblemException(Problem.of(422, "Not acceptable as a registry", detail));
    }

    private JsonObject taken(String text, boolean dry, String reason) {
        Plan plan = plan(text);
        if (!plan.problems.isEmpty() && !dry) {
            throw new ProblemException(Problem.of(
                            422,
                            "Not acceptable as a registry",
                            plan.problems.size() + " of the rows cannot be; nothing was changed.")
                    .with("problems", plan.problems()));
        }
        boolean made = !dry && !plan.changes.isEmpty();
        if (made) {
            var deed = new AuditTrail.Deed(
                    "import-registry", plan.changes.size() + " sensors", plan.detail.toString(), reason);
            audit.run(deed, () -> {
                catalog.change(plan.changes);
                return Map.of("changed", (long) plan.changes.size());
            });
        }
        return new JsonObject()
                .put("rows", plan.rows)
                .put("changed", plan.changes.size())
                .put("made", made)
                .put("changes", plan.told)
                .put("problems", plan.problems());
    }

    private Plan plan(String text) {
        List<CsvRows.Row> rows;
        try {
            rows = CsvRows.read(text);
        } catch (IllegalArgumentException e) {
            throw bad(String.valueOf(e.getMessage()));
        }
        if (rows.isEmpty()) {
            throw bad("The file is empty: its first line must name the columns.");
        }
        List<String> columns = rows.getFirst().fields().stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList();
        for (String column : columns) {
            if (!RegistryCsv.COLUMNS.contains(column)) {
                throw bad("There is no column \"" + column + "\": there are " + String.join(", ", RegistryCsv.COLUMNS)
                        + ".");
            }
        }
        if (!columns.contains("id") || new HashSet<>(columns).size() < columns.size()) {
            throw bad("There must be a column \"id\", and none twice.");
        }
        Plan plan = new Plan(rows.size() - 1);
        Set<String> seen = new HashSet<>();
        for (CsvRows.Row row : rows.subList(1, rows.size())) {
            try {
                take(plan, columns, row, seen);
            } catch (ProblemException | IllegalArgumentException e) {
                plan.problem(row, String.valueOf(e.getMessage()));
            }
        }
        if (plan.changes.size() > CatalogStore.MOST_CHANGES) {
            throw bad("The file changes " + plan.changes.size() + " sensors; at most " + CatalogStore.MOST_CHANGES
                    + " are changed at once.");
        }
        return plan;
    }

    private void take(Plan plan, List<String> columns, CsvRows.Row row, Set<String> seen) {
        if (row.fields().size() > columns.size()) {
            throw new IllegalArgumentException(
                    "The row has " + row.fields().size() + " fields, and there are " + columns.size() + " columns.");
        }
        JsonObject change = RegistryCsv.change(columns, row.fields());
        String id = change.getString("id");
        Sensor sensor = catalog.sensor(id)
                .orElseThrow(() -> new IllegalArgumentException("There is no sensor \"" + id + "\"."));
        if (!seen.add(id)) {
            throw new IllegalArgumentException("The sensor " + id + " is there twice.");
        }
        Sensor edited = sensors.edited(sensor, Edit.patch(sensors.json(sensor), change, sensors.changeable()));
        if (!edited.equals(sensor)) {
            plan.change(row, sensor, edited, ResourceRoutes.difference(sensors, sensor, edited));
        }
    }

    /** What a file would do. */
    private static final class Plan {
        private final int rows;
        private final List<Change> changes = new ArrayList<>();
        private final JsonArray told = new JsonArray();
        private final JsonArray problems = new JsonArray();
        private final StringBuilder detail = new StringBuilder();

        Plan(int rows) {
            this.rows = rows;
        }

        void change(CsvRows.Row row, Sensor before, Sensor after, String difference) {
            changes.add(new Change.UpdateSensor(after));
            detail.append(detail.isEmpty() ? "" : " | ")
                    .append(before.id())
                    .append(": ")
                    .append(difference);
            if (told.size() < MOST_TOLD) {
                told.add(new JsonObject()
                        .put("line", row.line())
                        .put("sensor", before.id())
                        .put("change", difference));
            }
        }

        void problem(CsvRows.Row row, String detail) {
            problems.add(new JsonObject().put("line", row.line()).put("detail", detail));
        }

        JsonArray problems() {
            return problems.size() <= MOST_TOLD
                    ? problems
                    : new JsonArray(problems.stream().limit(MOST_TOLD).toList());
        }
    }
}
