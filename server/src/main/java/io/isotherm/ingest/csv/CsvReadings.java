package io.isotherm.ingest.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.isotherm.ingest.csv.CsvColumn.Role;
import io.isotherm.ingest.text.NamedQuantity;
import io.isotherm.ingest.text.Quoted;
import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A file's readings, row by row, as its {@link CsvFormat} says. Holds one row, and the names of at most
 * {@value #MAX_SENSORS} sensors. What cannot be read is told by its line, and costs nothing else.
 */
public final class CsvReadings implements Closeable {
    /** A file with more sensors than this has another column in the place of the sensor's. */
    public static final int MAX_SENSORS = 10_000;

    private final CsvFormat format;
    private final CsvReader reader;
    private final UnaryOperator<String> known;
    private final CsvTime time;
    private final LocalTimes local;
    private final CsvNumber number;
    private final int timeColumn;
    private final int clockColumn;
    private final int unitColumn;
    private final int nameColumn;
    private final int qualityColumn;
    private final int[] sensorColumns;
    private final int[] valueColumns;
    private final LocalTimes.Series rowsSeries = new LocalTimes.Series();
    private final Map<String, Source> sources = new HashMap<>();
    private @Nullable Source last;
    private String lastUnitText = "";
    private @Nullable Unit lastUnit;
    private boolean otherTable;
    private long rows;
    private long empty;

    /** Takes what a row has. */
    public interface Sink {
        /** Before a sensor's first reading. */
        default void met(SensorKey key, String name, @Nullable Unit unit) {}

        /**
         * @param time epoch milliseconds
         * @param unit null for the sensor's own
         */
        void reading(SensorKey key, long time, double value, @Nullable Unit unit, long line);

        /**
         * @param line from 1
         * @param detail a sentence for who made the file
         */
        void refused(long line, String detail);
    }

    /** The sensors that one name in the rows stands for: one for each column of values. */
    private static final class Source {
        final String name;
        final SensorKey[] keys;
        final boolean[] met;
        final LocalTimes.Series series;

        Source(String name, SensorKey[] keys, LocalTimes.Series series) {
            this.name = name;
            this.keys = keys;
            this.met = new boolean[keys.length];
            this.series = series;
        }
    }

    /**
     * @param file as it is, in the format's encoding
     * @param known gives the key of the sensor that a file may call otherwise, such as by its id; or the name itself
     */
    public CsvReadings(InputStream file, CsvFormat format, UnaryOperator<String> known) throws IOException {
        this.format = format;
        this.known = known;
        reader = new CsvReader(format.charset().utf8(file), format.delimiter());
        time = new CsvTime(format.dates(), format.decimal());
        local = new LocalTimes(format.zone() == null ? ZoneOffset.UTC : format.zone());
        number = new CsvNumber(format.decimal(), format.grouping());
        clockColumn = format.column(Role.CLOCK);
        timeColumn = clockColumn >= 0 ? format.column(Role.DATE) : format.column(Role.TIME);
        unitColumn = format.column(Role.UNIT);
        nameColumn = format.column(Role.NAME);
        qualityColumn = format.column(Role.QUALITY);
        sensorColumns = columns(Role.SENSOR);
        valueColumns = columns(Role.VALUE);
    }

    private int[] columns(Role role) {
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < format.columns().size(); i++) {
            if (format.columns().get(i).role() == role) {
                indexes.add(i);
            }
        }
        if (role == Role.SENSOR) {
            indexes.sort(Comparator.comparing(i -> format.columns().get(i).key()));
        }
        return indexes.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Goes through the next row; false at the end of the file. */
    public boolean next(Sink sink) throws IOException {
        while (reader.next()) {
            if (reader.line() < format.firstLine()) {
                continue;
            }
            if (format.comments() && !reader.isEmpty(0) && reader.bytes()[reader.start(0)] == '#') {
                continue;
            }
            row(sink);
            return true;
        }
        return false;
    }

    /** The rows so far, without those before the first and comments. */
    public long rows() {
        return rows;
    }

    /** Those among them that have no value, as loggers write for events, and repeated headers. */
    public long empty() {
        return empty;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private void row(Sink sink) {
        rows++;
        long line = reader.line();
        String fault = reader.fault();
        if (fault != null) {
            sink.refused(line, fault);
            return;
        }
        if (!readTime()) {
            if (isHeader()) {
                empty++;
            } else {
                sink.refused(line, timeFault());
            }
            return;
        }
        if (otherTable) {
            sink.refused(line, "This table's columns are others than those of the file's first table.");
            return;
        }
        if (!hasValue()) {
            empty++;
            return;
        }
        Source source;
        try {
            source = source();
        } catch (IllegalArgumentException e) {
            sink.refused(line, String.valueOf(e.getMessage()));
            return;
        }
        long at = time.isZoned() ? time.local() - time.offset() * 1_000L : local.utc(time.local(), source.series);
        for (int i = 0; i < valueColumns.length; i++) {
            value(source, i, at, line, sink);
        }
    }

    private boolean readTime() {
        byte[] bytes = reader.bytes();
        return clockColumn < 0
                ? time.parse(bytes, reader.start(timeColumn), reader.end(timeColumn))
                : time.parse(
                        bytes,
                        reader.start(timeColumn),
                        reader.end(timeColumn),
                        reader.start(clockColumn),
                        reader.end(clockColumn));
    }

    private String timeFault() {
        int column = clockColumn >= 0
                        && !reader.isEmpty(timeColumn)
                        && time.parse(reader.bytes(), reader.start(timeColumn), reader.end(timeColumn))
                ? clockColumn
                : timeColumn;
        return column == clockColumn
                ? Quoted.of(reader.text(column)) + " is not a time of day."
                : time.fault(reader.bytes(), reader.start(column), reader.end(column));
    }

    // A file may be several files in a row; what is below a header with other columns is not to be mixed up.
    private boolean isHeader() {
        String name = format.columns().get(timeColumn).name();
        boolean header = false;
        for (int i = 0; i < reader.columns() && !header && !name.isEmpty(); i++) {
            header = reader.text(i).equals(name);
        }
        if (header) {
            otherTable = false;
            for (int i = 0; i < format.columns().size(); i++) {
                otherTable |= !reader.text(i).equals(format.columns().get(i).name());
            }
        }
        return header;
    }

    private boolean hasValue() {
        for (int column : valueColumns) {
            if (!isBlank(column)) {
                return true;
            }
        }
        return qualityColumn >= 0 && isFailed();
    }

    // Nothing, or one to three dashes.
    private boolean isBlank(int column) {
        if (reader.isEmpty(column)) {
            return true;
        }
        int start = reader.start(column);
        int end = reader.end(column);
        if (end - start > 3) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (reader.bytes()[i] != '-') {
                return false;
            }
        }
        return true;
    }

    private Source source() {
        if (sensorColumns.length == 0) {
            if (last == null) {
                last = new Source("", keys(String.valueOf(format.sensor())), rowsSeries);
            }
            return last;
        }
        String name = reader.text(sensorColumns[0]);
        for (int i = 1; i < sensorColumns.length; i++) {
            String part = reader.text(sensorColumns[i]);
            name = part.isEmpty() ? name : name.isEmpty() ? part : name + "/" + part;
        }
        if (last != null && last.name.equals(name)) {
            return last;
        }
        Source source = sources.get(name);
        if (source == null) {
            if (sources.size() == MAX_SENSORS) {
                throw new IllegalArgumentException("The file has more than " + MAX_SENSORS + " sensors.");
            }
            if (name.isBlank()) {
                throw new IllegalArgumentException("The row names no sensor.");
            }
            String whole = format.sensor() == null ? name : format.sensor() + "/" + name;
            source = new Source(name, keys(whole), new LocalTimes.Series());
            sources.put(name, source);
        }
        last = source;
        return source;
    }

    private SensorKey[] keys(String name) {
        SensorKey[] keys = new SensorKey[valueColumns.length];
        for (int i = 0; i < keys.length; i++) {
            CsvColumn column = format.columns().get(valueColumns[i]);
            String key = known.apply(column.key().isEmpty() ? name : name + "/" + column.key());
            Quantity quantity = column.quantity();
            keys[i] = new SensorKey(key, quantity == null ? quantity(key, rowUnit(column)) : quantity);
        }
        return keys;
    }

    private static Quantity quantity(String key, @Nullable Unit unit) {
        Quantity named = HeaderCell.quantity(key.substring(key.lastIndexOf('/') + 1));
        if (named != null && named != Quantity.OTHER && (unit == null || NamedQuantity.fits(named, unit))) {
            return named;
        }
        return NamedQuantity.of(key, unit);
    }

    // The unit that a key without a quantity is judged by; a fault of it is told with the value.
    private @Nullable Unit rowUnit(CsvColumn column) {
        return unitColumn < 0 || reader.isEmpty(unitColumn)
                ? column.unit()
                : Unit.parse(reader.text(unitColumn)).orElse(null);
    }

    private void value(Source source, int i, long at, long line, Sink sink) {
        int column = valueColumns[i];
        try {
            if (!isBlank(column)) {
                measured(source, i, at, line, sink);
            } else if (qualityColumn >= 0 && isFailed()) {
                // A unit that nobody knows is told where a value has it.
                give(source, i, at, Double.NaN, rowUnit(format.columns().get(column)), line, sink);
            }
        } catch (IllegalArgumentException e) {
            String name = format.columns().get(column).name();
            String where = valueColumns.length > 1 && !name.isEmpty() ? " In the column " + Quoted.of(name) + "." : "";
            sink.refused(line, e.getMessage() + where);
        }
    }

    private void measured(Source source, int i, long at, long line, Sink sink) {
        int column = valueColumns[i];
        int start = reader.start(column);
        int end = reader.end(column);
        Unit unit = unitColumn < 0 || reader.isEmpty(unitColumn)
                ? format.columns().get(column).unit()
                : unitOfRow();
        double value;
        if (number.parse(reader.bytes(), start, end)) {
            value = number.value();
            if (number.end() < end) {
                unit = suffix(number.end(), end);
            }
        } else if (end - start == 3 && reader.text(column).equalsIgnoreCase("nan")) {
            value = Double.NaN;
        } else {
            throw new IllegalArgumentException(Quoted.of(reader.text(column)) + " is not a number.");
        }
        give(source, i, at, value, unit, line, sink);
    }

    private void give(Source source, int i, long at, double value, @Nullable Unit unit, long line, Sink sink) {
        SensorKey key = source.keys[i];
        if (unit != null && !NamedQuantity.fits(key.quantity(), unit)) {
            throw new IllegalArgumentException(NamedQuantity.misfit(key.quantity(), unit));
        }
        if (!source.met[i]) {
            source.met[i] = true;
            sink.met(key, nameColumn < 0 ? "" : name(), unit);
        }
        sink.reading(key, at, value, unit, line);
    }

    // Without the mark that keeps spreadsheets from taking it for a formula.
    private String name() {
        String name = reader.text(nameColumn);
        return name.length() > 1 && name.charAt(0) == '\'' && "=+-@".indexOf(name.charAt(1)) >= 0
                ? name.substring(1)
                : name;
    }

    private boolean isFailed() {
        return reader.text(qualityColumn).contains("sensor-fault");
    }

    private @Nullable Unit unitOfRow() {
        String text = reader.text(unitColumn);
        if (!text.equals(lastUnitText)) {
            lastUnit =
                    Unit.parse(text).orElseThrow(() -> new IllegalArgumentException(NamedQuantity.unknownUnit(text)));
            lastUnitText = text;
        }
        return lastUnit;
    }

    private Unit suffix(int from, int to) {
        String text = new String(reader.bytes(), from, Math.min(to - from, 100), UTF_8).strip();
        return Unit.parse(text)
                .filter(unit -> !text.isEmpty() && unit != Unit.NONE)
                .orElseThrow(() -> new IllegalArgumentException(
                        "Behind the number is " + Quoted.of(text) + ", which is no unit."));
    }
}
