package io.isotherm.ingest.csv;

import io.isotherm.ingest.csv.CsvColumn.Role;
import io.isotherm.ingest.csv.Finding.Confidence;
import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the values of a sample measure, in which units, and what their sensors are called. Pure. */
final class ValueColumns {
    private static final Pattern MERE_QUANTITY =
            Pattern.compile("(?i)(temp|temperature|temperatur|t|celsius|fahrenheit|humidity|"
                    + "relative[ _]humidity|hum|rh|pressure|air pressure|barometric pressure|co2|battery|rssi)");
    private static final int MOST_NAME = 60;

    private final SampleTable table;
    private final @Nullable Unit given;
    private boolean assumed;
    private boolean told;

    ValueColumns(SampleTable table, @Nullable Unit given) {
        this.table = table;
        this.given = given;
    }

    /** The columns with these roles. */
    List<CsvColumn> of(Role[] roles, @Nullable CsvPreset preset) {
        boolean inRows = Arrays.asList(roles).contains(Role.SENSOR);
        boolean units = Arrays.asList(roles).contains(Role.UNIT);
        boolean several =
                Arrays.stream(roles).filter(role -> role == Role.VALUE).count() > 1;
        Set<String> taken = new HashSet<>();
        List<CsvColumn> columns = new ArrayList<>();
        for (int i = 0; i < roles.length; i++) {
            String name = table.name(i);
            if (roles[i] == Role.SENSOR) {
                columns.add(new CsvColumn(name, Role.SENSOR, order(name, preset), null, null));
            } else if (roles[i] == Role.VALUE) {
                HeaderCell header = header(i);
                String key = several ? unique(key(header, i), taken) : "";
                columns.add(value(name, key, header, inRows && !several, units));
            } else {
                columns.add(CsvColumn.of(name, roles[i]));
            }
        }
        return columns;
    }

    /**
     * The columns that somebody listed.
     *
     * @throws IllegalArgumentException with a sentence for who asked
     */
    List<CsvColumn> given(String list) {
        String[] parts = list.split(",", -1);
        if (parts.length > CsvReader.MAX_COLUMNS) {
            throw new IllegalArgumentException("There are at most " + CsvReader.MAX_COLUMNS + " columns.");
        }
        Role[] roles = new Role[parts.length];
        for (int i = 0; i < parts.length; i++) {
            String role = parts[i].strip().split(":", -1)[0];
            roles[i] = role.isEmpty() || role.equals("-") ? Role.IGNORE : Role.of(role);
        }
        List<CsvColumn> columns = of(roles, null);
        for (int i = 0; i < parts.length; i++) {
            String[] words = parts[i].strip().split(":", -1);
            if (words.length > 3 || (words.length > 1 && roles[i] != Role.VALUE)) {
                throw new IllegalArgumentException(
                        "A column is listed as a role, or as value:NAME:UNIT, not \"" + parts[i] + "\".");
            }
            if (words.length > 1) {
                columns.set(i, listed(columns.get(i), words[1], words.length == 3 ? words[2] : ""));
            }
        }
        return columns;
    }

    private static CsvColumn listed(CsvColumn guessed, String name, String unitText) {
        Quantity named = name.isEmpty() ? null : HeaderCell.quantity(name);
        Quantity quantity = named == null ? guessed.quantity() : named;
        Unit unit = guessed.unit();
        if (!unitText.isEmpty()) {
            unit = unit(unitText);
            quantity = quantity != null && unit.convertsTo(quantity.unit()) ? quantity : Quantity.ofUnit(unit);
        } else if (named != null && unit != null && !fits(named, unit)) {
            unit = named.unit();
        }
        return new CsvColumn(guessed.name(), Role.VALUE, name.isEmpty() ? guessed.key() : name, quantity, unit);
    }

    private static boolean fits(@Nullable Quantity quantity, Unit unit) {
        return quantity == null || quantity == Quantity.OTHER || unit.convertsTo(quantity.unit());
    }

    private static Unit unit(String text) {
        return Unit.parse(text)
                .orElseThrow(() -> new IllegalArgumentException("The unit \"" + text + "\" is not known."));
    }

    private CsvColumn value(String name, String key, HeaderCell header, boolean keyTells, boolean unitTells) {
        Quantity quantity = header.quantity();
        Unit unit = header.unit();
        if (given != null && !header.foreign() && fits(quantity, given) && (unit == null || unit.convertsTo(given))) {
            unit = given;
            quantity = quantity == null && !keyTells ? Quantity.ofUnit(given) : quantity;
        }
        told |= unit != null;
        if (unit == null && !unitTells) {
            // Others than temperatures come in one unit nearly always.
            assumed |= quantity == null || quantity == Quantity.TEMPERATURE;
            if (!keyTells) {
                unit = (quantity == null ? Quantity.TEMPERATURE : quantity).unit();
            }
        }
        if (quantity == null && !keyTells && !unitTells) {
            quantity = Quantity.TEMPERATURE;
        }
        return new CsvColumn(name, Role.VALUE, key, quantity, unit);
    }

    /** Asks for the unit where nothing told it. */
    void questions(List<Question> questions, List<Finding> findings, Role[] roles) {
        if (given != null) {
            findings.add(new Finding("unit", Confidence.GIVEN, ""));
        } else if (assumed && !Arrays.asList(roles).contains(Role.UNIT)) {
            findings.add(new Finding("unit", Confidence.ASSUMED, "The file does not tell."));
            questions.add(new Question(
                    "unit",
                    "No unit is told: a new sensor's values are taken to be °C.",
                    List.of("°C", "°F", "K", "%"),
                    "°C"));
        } else {
            String why = told ? "The header says so." : "A column has it, or the quantity has but one.";
            findings.add(new Finding("unit", Confidence.CERTAIN, why));
        }
    }

    /** The cells of all value columns. */
    List<String> cells(Role[] roles) {
        List<String> cells = new ArrayList<>();
        for (String[] row : table.rows()) {
            for (int i = 0; i < roles.length; i++) {
                if (roles[i] == Role.VALUE) {
                    cells.add(SampleTable.cell(row, i));
                }
            }
        }
        return cells;
    }

    // With the unit of the row of units, or of the cells, where the header has none.
    private HeaderCell header(int column) {
        HeaderCell header = HeaderCell.of(table.name(column));
        if (header.unit() != null || header.foreign()) {
            return header;
        }
        Unit unit = null;
        if (column < table.units().size()) {
            unit = HeaderCell.of("x (" + table.units().get(column).replaceAll("[()\\[\\]]", "") + ")")
                    .unit();
        }
        for (String[] row : table.rows()) {
            String suffix = SampleTable.cell(row, column)
                    .replaceFirst("^[-+\\u2212]?[0-9.,' ]+", "")
                    .strip();
            if (unit == null && !suffix.isEmpty() && suffix.length() <= 4) {
                unit = Unit.parse(suffix).orElse(null);
            }
        }
        if (unit == null) {
            return header;
        }
        Quantity told = Quantity.ofUnit(unit);
        Quantity quantity = header.quantity() != null && fits(header.quantity(), unit)
                ? header.quantity()
                : told == Quantity.OTHER && header.quantity() == null ? null : told;
        return new HeaderCell(header.name(), quantity, unit, false);
    }

    private String key(HeaderCell header, int column) {
        if (header.quantity() != null && MERE_QUANTITY.matcher(header.name()).matches()) {
            return header.quantity().id();
        }
        String name = plain(header.name());
        return name.isEmpty() ? "column-" + (column + 1) : name;
    }

    private static String unique(String key, Set<String> taken) {
        String one = key;
        for (int i = 2; !taken.add(one.toLowerCase(Locale.ROOT)); i++) {
            one = key + "-" + i;
        }
        return one;
    }

    // Measurement, tags, field: as the line protocol names a sensor.
    private static String order(String name, @Nullable CsvPreset preset) {
        if (preset != CsvPreset.INFLUXDB) {
            return "";
        }
        return switch (name) {
            case "_measurement" -> "1";
            case "_field" -> "3";
            default -> "2";
        };
    }

    /** A name fit for a key: without characters that break it, and short. */
    static String plain(String name) {
        String plain = name.replaceAll("[\\p{Cntrl}/]+", " ").strip();
        int most = Math.min(plain.length(), Math.min(MOST_NAME, SensorKey.MAX_LENGTH));
        return plain.substring(0, most).strip();
    }
}
