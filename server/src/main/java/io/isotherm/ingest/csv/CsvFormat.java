package io.isotherm.ingest.csv;

import io.isotherm.ingest.csv.CsvColumn.Role;
import io.isotherm.model.SensorKey;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that has to be known to read a file's readings.
 *
 * @param preset the program or logger that writes such files ({@link CsvPreset#id()}); empty for none that is known
 * @param delimiter between cells
 * @param firstLine the line of the first reading, from 1; what is before it is passed over
 * @param comments whether lines that begin with {@code #} are passed over
 * @param decimal {@code .} or {@code ,}
 * @param grouping between each three digits of a number; 0 for nothing
 * @param zone of times that are written without an offset; null where none is
 * @param sensor what the sensors' keys begin with; null where the rows name them
 * @param columns from the first; those behind the last are ignored
 */
public record CsvFormat(
        String preset,
        CsvCharset charset,
        char delimiter,
        long firstLine,
        boolean comments,
        char decimal,
        char grouping,
        DateForm dates,
        @Nullable ZoneId zone,
        @Nullable String sensor,
        List<CsvColumn> columns) {

    /** @throws IllegalArgumentException with a sentence for who made it, when it does not tell time, value and sensor */
    public CsvFormat {
        columns = List.copyOf(columns);
        if (delimiter >= 0x80 || (delimiter < ' ' && delimiter != '\t') || delimiter == '"') {
            throw new IllegalArgumentException("The delimiter must be an ASCII character such as , ; | or a tab.");
        }
        if ((decimal != '.' && decimal != ',')
                || decimal == grouping
                || (grouping != 0 && ".,' ".indexOf(grouping) < 0)) {
            throw new IllegalArgumentException(
                    "The decimal character is . or , and what groups digits is another one of . , ' or a space.");
        }
        if (columns.size() > CsvReader.MAX_COLUMNS) {
            throw new IllegalArgumentException("There are at most " + CsvReader.MAX_COLUMNS + " columns.");
        }
        if (count(columns, Role.VALUE) == 0) {
            throw new IllegalArgumentException("No column has values.");
        }
        boolean one = count(columns, Role.TIME) == 1 && count(columns, Role.DATE) + count(columns, Role.CLOCK) == 0;
        boolean two =
                count(columns, Role.TIME) == 0 && count(columns, Role.DATE) == 1 && count(columns, Role.CLOCK) == 1;
        if (!one && !two) {
            throw new IllegalArgumentException(
                    "There must be one column with the time, or one with the date and one with the time of day.");
        }
        if (count(columns, Role.UNIT) > 1 || count(columns, Role.NAME) > 1 || count(columns, Role.QUALITY) > 1) {
            throw new IllegalArgumentException("There is at most one column of units, of names, and of quality.");
        }
        if (sensor != null) {
            new SensorKey(sensor, io.isotherm.model.Quantity.OTHER);
        } else if (count(columns, Role.SENSOR) == 0) {
            throw new IllegalArgumentException("Neither a column nor an option names the sensor.");
        }
    }

    /** The index of the first column of this role; -1 where there is none. */
    public int column(Role role) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).role() == role) {
                return i;
            }
        }
        return -1;
    }

    private static long count(List<CsvColumn> columns, Role role) {
        return columns.stream().filter(column -> column.role() == role).count();
    }
}
