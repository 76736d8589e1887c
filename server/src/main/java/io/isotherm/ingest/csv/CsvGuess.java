package io.isotherm.ingest.csv;

import io.isotherm.ingest.csv.CsvColumn.Role;
import io.isotherm.ingest.csv.Finding.Confidence;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out from the beginning of a file how it is to be read. The same sample and options give the same answer. Pure.
 *
 * @param format what was understood; null when there is no time or no value in it. While a question is open it is a
 *     proposal, and nothing may be imported by it
 * @param findings how sure each part of it is
 * @param questions what the file does not tell
 */
public record CsvGuess(@Nullable CsvFormat format, List<Finding> findings, List<Question> questions) {
    /** So many bytes of a file are looked at. */
    public static final int SAMPLE = 204_800;

    public CsvGuess {
        findings = List.copyOf(findings);
        questions = List.copyOf(questions);
    }

    /** Whether nothing has to be asked before the file is imported. */
    public boolean isReady() {
        return format != null && questions.stream().noneMatch(Question::isOpen);
    }

    /**
     * @param bytes the file's beginning; what is beyond {@link #SAMPLE} bytes is not looked at
     * @throws IllegalArgumentException when an option does not fit the file, with a sentence for who asked
     */
    public static CsvGuess of(byte[] bytes, CsvOptions options) {
        byte[] sample = Arrays.copyOf(bytes, Math.min(bytes.length, SAMPLE));
        return new Guessing(options, sample).guess(bytes.length >= SAMPLE);
    }

    /** One guess under way. */
    private static final class Guessing {
        private final CsvOptions options;
        private final byte[] sample;
        private final List<Finding> findings = new ArrayList<>();
        private final List<Question> questions = new ArrayList<>();

        Guessing(CsvOptions options, byte[] sample) {
            this.options = options;
            this.sample = sample;
        }

        CsvGuess guess(boolean cut) {
            CsvCharset charset = options.charset() == null ? CsvCharset.detect(sample) : options.charset();
            found(
                    "charset",
                    options.charset() != null,
                    Confidence.LIKELY,
                    "Its bytes are text in " + charset.id() + ".");
            SampleTable table = SampleTable.of(text(charset, cut), options.delimiter(), options.firstLine());
            found(
                    "delimiter",
                    options.delimiter() != null,
                    Confidence.CERTAIN,
                    "It cuts most rows into a time and a number.");
            CsvPreset preset = preset(table);
            Role[] roles;
            ValueColumns values = new ValueColumns(table, options.unit());
            List<CsvColumn> columns;
            if (options.columns() != null) {
                columns = values.given(options.columns());
                roles = columns.stream().map(CsvColumn::role).toArray(Role[]::new);
                found("columns", true, Confidence.GIVEN, "");
            } else {
                roles = ColumnGuess.of(table, preset);
                columns = values.of(roles, preset);
                found("columns", false, Confidence.LIKELY, "By their names and what is in them.");
                tooWide(table);
            }
            int date = index(roles, Role.DATE);
            int time = date >= 0 ? date : index(roles, Role.TIME);
            int value = index(roles, Role.VALUE);
            if (time < 0 || value < 0 || (date >= 0 && index(roles, Role.CLOCK) < 0)) {
                String lacking = time < 0 ? "times" : value < 0 ? "numbers" : "times of day";
                questions.add(new Question(
                        "columns",
                        "No column with " + lacking + " was found: which columns are what?",
                        List.of(),
                        null));
                return new CsvGuess(null, findings, questions);
            }
            return whole(table, preset, charset, columns, roles, time, values);
        }

        private CsvGuess whole(
                SampleTable table,
                @Nullable CsvPreset preset,
                CsvCharset charset,
                List<CsvColumn> columns,
                Role[] roles,
                int time,
                ValueColumns values) {
            DateForm dates = dates(cells(table, time));
            int clock = index(roles, Role.CLOCK);
            int zoned = clock >= 0 ? clock : time;
            String header = table.name(time) + " " + table.name(zoned);
            ZoneId zone = zone(dates, cells(table, zoned), header, table.before());
            NumberGuess numbers = NumberGuess.of(values.cells(roles));
            boolean given = options.decimal() != null;
            char decimal = given && options.decimal() != null ? options.decimal() : numbers.decimal();
            findings.add(given ? new Finding("decimal", Confidence.GIVEN, "") : numbers.finding());
            values.questions(questions, findings, roles);
            String sensor = sensor(table, preset, index(roles, Role.SENSOR) >= 0);
            CsvFormat format = new CsvFormat(
                    preset == null ? "" : preset.id(),
                    charset,
                    table.delimiter(),
                    table.firstLine(),
                    preset != null && preset.hasComments(),
                    decimal,
                    decimal == numbers.grouping() ? 0 : numbers.grouping(),
                    dates,
                    zone,
                    sensor,
                    columns);
            return new CsvGuess(format, findings, questions);
        }

        private @Nullable CsvPreset preset(SampleTable table) {
            for (CsvPreset one : CsvPreset.values()) {
                if (one.id().equals(options.preset())) {
                    found("preset", true, Confidence.GIVEN, "");
                    return one;
                }
            }
            CsvPreset preset = options.preset() == null ? CsvPreset.of(table.header(), table.before()) : null;
            if (preset != null) {
                found("preset", false, Confidence.LIKELY, "The header is that of " + preset.title() + ".");
            }
            return preset;
        }

        // "2026-01-01 00:00,21,5" has a cell more than its header: a value would be read without its decimals.
        private void tooWide(SampleTable table) {
            int named = table.header().size();
            long wider = table.rows().stream()
                    .filter(row ->
                            row.length > named && Arrays.stream(row).skip(named).anyMatch(SampleCell::isNumber))
                    .count();
            if (named > 0 && wider * 2 > table.rows().size()) {
                questions.add(new Question(
                        "columns",
                        "Most rows have more cells than the header has names, as when numbers with a decimal comma stand"
                                + " between commas: which columns are what?",
                        List.of(),
                        null));
            }
        }

        private DateForm dates(List<String> cells) {
            if (options.dates() != null) {
                found("dates", true, Confidence.GIVEN, "");
                return options.dates();
            }
            DateGuess.Form form = DateGuess.form(cells);
            findings.add(form.finding());
            ask(form.question());
            return form.form();
        }

        private @Nullable ZoneId zone(DateForm dates, List<String> cells, String header, String before) {
            if (options.zone() != null) {
                found("zone", true, Confidence.GIVEN, "");
                return options.zone();
            }
            DateGuess.Zone zone = DateGuess.zone(dates, cells, header, before);
            findings.add(zone.finding());
            ask(zone.question());
            return zone.zone();
        }

        private @Nullable String sensor(SampleTable table, @Nullable CsvPreset preset, boolean inRows) {
            if (options.sensor() != null) {
                found("sensor", true, Confidence.GIVEN, "");
                return options.sensor();
            }
            if (inRows) {
                found("sensor", false, Confidence.LIKELY, "A column names it.");
                return null;
            }
            String own =
                    preset == null || table.header().isEmpty() ? null : preset.sensor(table.header(), table.before());
            if (own != null) {
                found("sensor", false, Confidence.LIKELY, "The file names its logger.");
                return ValueColumns.plain(own);
            }
            String name = options.name() == null ? "" : ValueColumns.plain(stem(options.name()));
            if (!name.isEmpty()) {
                found("sensor", false, Confidence.LIKELY, "It is the file's name.");
                return name;
            }
            found("sensor", false, Confidence.ASSUMED, "Nothing names it.");
            ask(new Question("sensor", "What is the sensor called? Nothing in the file names it.", List.of(), null));
            return "sensor";
        }

        private void found(String field, boolean given, Confidence confidence, String why) {
            findings.add(new Finding(field, given ? Confidence.GIVEN : confidence, given ? "" : why));
        }

        private void ask(@Nullable Question question) {
            if (question != null) {
                questions.add(question);
            }
        }

        private byte[] text(CsvCharset charset, boolean cut) {
            try {
                byte[] text = charset.utf8(new ByteArrayInputStream(sample)).readAllBytes();
                int end = text.length;
                while (cut && end > 0 && text[end - 1] != '\n' && text[end - 1] != '\r') {
                    end--;
                }
                return end == 0 ? text : Arrays.copyOf(text, end);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static List<String> cells(SampleTable table, int column) {
            return table.rows().stream()
                    .map(row -> SampleTable.cell(row, column))
                    .toList();
        }

        private static int index(Role[] roles, Role role) {
            return Arrays.asList(roles).indexOf(role);
        }

        // "C:\logs\kitchen.csv.gz" is of the kitchen.
        private static String stem(String name) {
            String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
            return last.replaceFirst("(?i)(\\.(csv|txt|tsv|gz|log))+$", "");
        }
    }
}
