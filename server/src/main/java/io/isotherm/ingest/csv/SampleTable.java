package io.isotherm.ingest.csv;

import io.isotherm.ingest.csv.SampleCell.Shape;
import io.isotherm.model.Unit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A sample cut into rows: which delimiter cuts it best, where the readings begin, and which row before them names the
 * columns. Pure.
 *
 * @param header the names of the columns; empty where there are none
 * @param units of a row of units below the header; empty where there is none
 * @param before what stands before the readings, as text
 * @param firstLine of the readings, from 1
 * @param rows of the readings
 */
record SampleTable(
        char delimiter, List<String> header, List<String> units, String before, long firstLine, List<String[]> rows) {
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};
    private static final int MOST_ROWS = 5_000;
    /** Rows between a header and the first reading: units, a line of stars. */
    private static final int NEAR = 3;

    private record Row(long line, String[] cells) {}

    /** @param sample in UTF-8, without a half row at its end */
    static SampleTable of(byte[] sample, @Nullable Character delimiter, @Nullable Integer firstLine) {
        if (delimiter != null) {
            return table(rows(sample, delimiter), delimiter, firstLine);
        }
        char best = ',';
        long most = -1;
        List<Row> cut = List.of();
        for (char candidate : DELIMITERS) {
            List<Row> rows = rows(sample, candidate);
            // Rows that look like readings count most, then rows of several cells.
            long score = 1_000L * rows.stream().filter(SampleTable::isReading).count()
                    + rows.stream().filter(row -> row.cells().length > 1).count();
            if (score > most) {
                most = score;
                best = candidate;
                cut = rows;
            }
        }
        return table(cut, best, firstLine);
    }

    private static List<Row> rows(byte[] sample, char delimiter) {
        List<Row> rows = new ArrayList<>();
        try (CsvReader reader = new CsvReader(new ByteArrayInputStream(sample), delimiter)) {
            while (rows.size() < MOST_ROWS && reader.next()) {
                if (reader.fault() == null) {
                    rows.add(new Row(reader.line(), reader.texts()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    private static boolean isReading(Row row) {
        boolean time = false;
        boolean date = false;
        boolean clock = false;
        boolean serial = false;
        int numbers = 0;
        for (String cell : row.cells()) {
            switch (SampleCell.shape(cell)) {
                case DATETIME -> time = true;
                case EPOCH -> {
                    time = true;
                    numbers++;
                }
                case DATE -> date = true;
                case CLOCK -> clock = true;
                case SERIAL -> {
                    serial |= cell.length() > 5;
                    numbers++;
                }
                case NONE -> numbers += SampleCell.isNumber(cell) ? 1 : 0;
            }
        }
        // A number that stands for a time needs another one for the value.
        boolean written = time || (date && clock) || date;
        boolean counted = !date && !clock && numbers > 1 && (time || serial);
        return row.cells().length > 1 && (counted || (written && numbers > 0));
    }

    private static SampleTable table(List<Row> all, char delimiter, @Nullable Integer firstLine) {
        int first = 0;
        while (first < all.size()
                && (firstLine != null ? all.get(first).line() < firstLine : !isReading(all.get(first)))) {
            first++;
        }
        if (first == all.size() && firstLine == null) {
            return new SampleTable(delimiter, List.of(), List.of(), text(all, all.size(), delimiter), 1, List.of());
        }
        if (firstLine == null) {
            // Rows with a time and no value, such as "unavailable", are readings too.
            while (first > 0 && all.get(first - 1).cells().length > 1 && hasTime(all.get(first - 1))) {
                first--;
            }
        }
        int header = header(all, first);
        List<String> units = List.of();
        int names = header;
        if (header > 0 && isUnits(all.get(header)) && isHeader(all.get(header - 1))) {
            units = List.of(all.get(header).cells());
            names = header - 1;
        }
        List<String> cells = names < 0 ? List.of() : List.of(all.get(names).cells());
        long line = first < all.size() ? all.get(first).line() : firstLine == null ? 1 : firstLine;
        return new SampleTable(
                delimiter,
                cells,
                units,
                text(all, first, delimiter),
                line,
                all.subList(first, all.size()).stream().map(Row::cells).toList());
    }

    private static boolean hasTime(Row row) {
        for (String cell : row.cells()) {
            Shape shape = SampleCell.shape(cell);
            if (shape == Shape.DATETIME || shape == Shape.EPOCH) {
                return true;
            }
        }
        return false;
    }

    // The index of the row right above the readings that names columns, or has their units; -1 where there is none.
    private static int header(List<Row> all, int first) {
        for (int i = first - 1; i >= 0 && i >= first - NEAR; i--) {
            if (isHeader(all.get(i)) || isUnits(all.get(i))) {
                return i;
            }
            if (all.get(i).cells().length > 1) {
                return -1;
            }
        }
        return -1;
    }

    private static boolean isHeader(Row row) {
        int texts = 0;
        int others = 0;
        for (String cell : row.cells()) {
            if (!cell.isEmpty()) {
                if (SampleCell.isNumber(cell) || SampleCell.shape(cell) != Shape.NONE) {
                    others++;
                } else {
                    texts++;
                }
            }
        }
        return row.cells().length > 1 && texts > 0 && texts >= others;
    }

    private static boolean isUnits(Row row) {
        int units = 0;
        for (String cell : row.cells()) {
            String bare = cell.replaceAll("[()\\[\\]]", "");
            if (!bare.isEmpty()) {
                if (Unit.parse(bare).isEmpty() && !bare.matches("(?i)%?rh%?|hh.*|[dmy]{1,4}[./-].*|(utc|gmt).*")) {
                    return false;
                }
                units++;
            }
        }
        return units > 0;
    }

    private static String text(List<Row> rows, int end, char delimiter) {
        return rows.subList(0, Math.min(end, 50)).stream()
                .map(row -> String.join(String.valueOf(delimiter), row.cells()))
                .collect(Collectors.joining("\n"));
    }

    /** The most cells of any row. */
    int width() {
        int width = header.size();
        for (String[] row : rows) {
            width = Math.max(width, row.length);
        }
        return width;
    }

    String name(int column) {
        return column < header.size() ? header.get(column).strip() : "";
    }

    static String cell(String[] row, int column) {
        return column < row.length ? row[column] : "";
    }
}
