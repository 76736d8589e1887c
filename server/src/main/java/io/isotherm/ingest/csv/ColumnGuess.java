package io.isotherm.ingest.csv;

import io.isotherm.ingest.csv.CsvColumn.Role;
import io.isotherm.ingest.csv.SampleCell.Shape;
import io.isotherm.model.Unit;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What each column of a sample is there for. Pure. */
final class ColumnGuess {
    private static final Pattern TIME_NAME =
            Pattern.compile("(?iU).*(time|date|datum|zeit|fecha|hora|heure|data|logged|observed"
                    + "|created|recorded|changed|epoch|moment|\\bts\\b).*");
    private static final Pattern SENSOR_NAME = Pattern.compile(
            "(?i)(sensor|device|channel|probe|logger|location|room|place|"
                    + "station|node|machine|mac|tag|entity|host|topic|zone|fridge|freezer)([ _-]?(id|name|key|no\\.?|number))?|name|id|ch|point|series");
    private static final Pattern NEVER_VALUE =
            Pattern.compile("(?i)#|no\\.?|nr\\.?|num(ber)?|index|idx|id|row|rec(ord)?.*|entry_id|"
                    + "sample|line|reading|serial.*|.*alarm.*|.*limit.*|.*set ?point.*|latitude|longitude|elevation|altitude|lat|lon|lng|"
                    + "status|mark.*|event.*|flags?|elapsed.*|comment.*|note.*|(data )?point.*|movement counter.*|measurement sequence.*|"
                    + "counter|battery state|year|month|day|hour|minute");

    private final SampleTable table;
    private final @Nullable CsvPreset preset;
    private final int width;
    private final Seen[] seen;
    private final @Nullable Role[] roles;

    /** What the cells of a column look like. */
    private static final class Seen {
        final Map<Shape, Integer> shapes = new EnumMap<>(Shape.class);
        int filled;
        int numbers;
        int missing;
        int units;
        boolean counts = true;
        boolean midnights = true;
        long last = Long.MIN_VALUE;
        int steps;

        void add(String cell) {
            if (cell.isEmpty()) {
                return;
            }
            filled++;
            Shape shape = SampleCell.shape(cell);
            shapes.merge(shape, 1, Integer::sum);
            midnights &= shape != Shape.DATETIME || cell.matches(".*[ T]0?0:00(:00)?(\\.0+)?( AM)?");
            boolean number = SampleCell.isNumber(cell);
            numbers += number ? 1 : 0;
            missing += SampleCell.isMissing(cell) ? 1 : 0;
            units += !number && Unit.parse(cell).isPresent() ? 1 : 0;
            if (cell.matches("\\d{1,15}")) {
                long value = Long.parseLong(cell);
                counts &= last == Long.MIN_VALUE || value == last + 1;
                steps += last == Long.MIN_VALUE ? 0 : 1;
                last = value;
            } else {
                counts = false;
            }
        }

        boolean mostly(Shape shape) {
            int count = shapes.getOrDefault(shape, 0);
            return count > 0 && count * 10 >= (filled - missing) * 6;
        }

        boolean isNumbers() {
            return numbers > 0 && numbers * 2 >= filled - missing;
        }

        boolean isCounter() {
            return counts && steps >= 2;
        }
    }

    private ColumnGuess(SampleTable table, @Nullable CsvPreset preset) {
        this.table = table;
        this.preset = preset;
        width = Math.min(table.width(), CsvReader.MAX_COLUMNS);
        seen = new Seen[width];
        roles = new Role[width];
        Arrays.setAll(seen, column -> {
            Seen one = new Seen();
            table.rows().forEach(row -> one.add(SampleTable.cell(row, column)));
            return one;
        });
    }

    /** A role for each column. */
    static Role[] of(SampleTable table, @Nullable CsvPreset preset) {
        ColumnGuess guess = new ColumnGuess(table, preset);
        guess.take();
        Role[] roles = new Role[guess.width];
        Arrays.setAll(roles, i -> {
            Role role = guess.roles[i];
            return role == null ? Role.IGNORE : role;
        });
        return roles;
    }

    private void take() {
        for (int i = 0; i < width; i++) {
            Role role = preset == null ? null : preset.role(table.name(i));
            boolean twice = role != null && role != Role.IGNORE && role != Role.SENSOR && first(role) >= 0;
            roles[i] = twice ? Role.IGNORE : role;
        }
        if (first(Role.TIME) < 0) {
            time();
        }
        boolean named = first(Role.SENSOR) >= 0;
        for (int i = 0; i < width; i++) {
            if (roles[i] == null) {
                roles[i] = role(i, named);
            }
        }
    }

    private void time() {
        int clock = pick(Shape.CLOCK, true);
        int date = pick(Shape.DATE, true);
        int both = pick(Shape.DATETIME, true);
        if (clock >= 0 && both >= 0 && seen[both].midnights && both != clock) {
            date = both;
            both = -1;
        }
        int counted = pick(Shape.EPOCH, true);
        int serial = pick(Shape.SERIAL, false);
        if (both >= 0) {
            roles[both] = Role.TIME;
        } else if (date >= 0 && clock >= 0) {
            roles[date] = Role.DATE;
            roles[clock] = Role.CLOCK;
        } else if (date >= 0) {
            roles[date] = Role.TIME;
        } else if (counted >= 0) {
            roles[counted] = Role.TIME;
        } else if (serial >= 0 && clock >= 0) {
            roles[serial] = Role.DATE;
            roles[clock] = Role.CLOCK;
        } else if (serial >= 0) {
            roles[serial] = Role.TIME;
        }
    }

    // The first column of the shape whose name speaks of time; else the first, where names are no condition.
    private int pick(Shape shape, boolean nameless) {
        int other = -1;
        for (int i = 0; i < width; i++) {
            if (roles[i] == null && seen[i].mostly(shape)) {
                if (TIME_NAME.matcher(table.name(i)).matches()) {
                    return i;
                }
                other = other < 0 ? i : other;
            }
        }
        return nameless ? other : -1;
    }

    private Role role(int column, boolean named) {
        Seen one = seen[column];
        String name = table.name(column);
        String plain = name.toLowerCase(Locale.ROOT);
        boolean otherTime = one.mostly(Shape.DATETIME) || one.mostly(Shape.DATE) || one.mostly(Shape.CLOCK);
        if (one.filled == 0 || otherTime) {
            return Role.IGNORE;
        }
        if (one.units > 0
                && one.units == one.filled - one.missing
                && first(Role.UNIT) < 0
                && (plain.isEmpty() || plain.contains("unit") || plain.contains("einheit"))) {
            return Role.UNIT;
        }
        boolean numbers = one.isNumbers();
        if (SENSOR_NAME.matcher(name).matches()
                && !named
                && (!numbers || !NEVER_VALUE.matcher(name).matches())
                && !one.isCounter()) {
            return Role.SENSOR;
        }
        if (NEVER_VALUE.matcher(name).matches() || (one.isCounter() && HeaderCell.quantity(name) == null)) {
            return Role.IGNORE;
        }
        return numbers ? Role.VALUE : Role.IGNORE;
    }

    private int first(Role role) {
        return Arrays.asList(roles).indexOf(role);
    }
}
