package io.isotherm.ingest.csv;

import io.isotherm.ingest.text.Quoted;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.ZoneId;
import java.util.Locale;

/**
 * Reads one sensor's series from a CSV file in UTF-8, without being told anything: a column of times and a column of
 * values, found by a header ({@code time}, {@code timestamp} or {@code date}; {@code value} or {@code temperature}), or
 * the first two where there is none. The delimiter is the comma, semicolon or tab that comes first. A row that cannot be
 * understood is told and left out. Holds one row at a time.
 */
public final class SeriesReader implements Closeable {
    private static final int PEEK = 10_000;

    private final CsvReader rows;
    private final LocalTimes local;
    private final LocalTimes.Series series = new LocalTimes.Series();
    private final CsvTime written = new CsvTime(DateForm.YMD, '.');
    private final CsvTime counted = new CsvTime(DateForm.EPOCH_MS, '.');
    private final CsvNumber number = new CsvNumber('.', (char) 0);
    private final Refusals refusals;
    private int timeColumn = -1;
    private int valueColumn = -1;
    private long time;
    private double value;

    /** Is told of each row that is left out. */
    @FunctionalInterface
    public interface Refusals {
        /**
         * @param line from 1
         * @param detail a sentence for who made the file
         */
        void refused(long line, String detail);
    }

    /** @param zone of times that are written without one */
    public SeriesReader(InputStream in, ZoneId zone, Refusals refusals) throws IOException {
        InputStream text = CsvCharset.UTF_8.utf8(in);
        byte[] head = text.readNBytes(PEEK);
        rows = new CsvReader(new SequenceInputStream(new ByteArrayInputStream(head), text), delimiter(head));
        local = new LocalTimes(zone);
        this.refusals = refusals;
    }

    /**
     * Goes to the next reading.
     *
     * @return false at the end of the file
     * @throws IllegalArgumentException when the first row names columns, but not a time and a value
     */
    public boolean next() throws IOException {
        while (rows.next()) {
            String fault = rows.fault();
            if (fault != null) {
                refusals.refused(rows.line(), fault);
            } else if (timeColumn >= 0 || !header()) {
                if (reading()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The reading's time, epoch milliseconds. */
    public long time() {
        return time;
    }

    /** The reading's value; the double that is nearest to what is written. */
    public double value() {
        return value;
    }

    /** The number of the row's line, from 1. */
    public long line() {
        return rows.line();
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }

    // Takes the first row for what it is; false where it is a reading already.
    private boolean header() {
        if (readTime(0)) {
            timeColumn = 0;
            valueColumn = 1;
            return false;
        }
        int times = -1;
        int values = -1;
        for (int i = rows.columns() - 1; i >= 0; i--) {
            // A unit may follow the name: "temperature (°C)".
            switch (rows.text(i).toLowerCase(Locale.ROOT).replaceFirst("\\s*[(\\[].*", "")) {
                case "time", "timestamp", "date", "datetime" -> times = i;
                case "value", "temperature", "temp" -> values = i;
                default -> {}
            }
        }
        if (times < 0 || values < 0) {
            throw new IllegalArgumentException("The first line names no column of "
                    + (times < 0 ? "times (time, timestamp, date)" : "values (value, temperature)") + ".");
        }
        timeColumn = times;
        valueColumn = values;
        return true;
    }

    private boolean reading() {
        if (rows.columns() <= Math.max(timeColumn, valueColumn)) {
            return refuse("The line has too few fields.");
        }
        if (!readTime(timeColumn)) {
            return refuse(
                    rows.isEmpty(timeColumn)
                            ? "There is no time."
                            : Quoted.of(rows.text(timeColumn))
                                    + " is not a time: use 2026-01-31T12:00:00Z, 2026-01-31 12:00:00 or milliseconds.");
        }
        int start = rows.start(valueColumn);
        int end = rows.end(valueColumn);
        if (number.parse(rows.bytes(), start, end) && number.end() == end) {
            value = number.value();
        } else if (rows.text(valueColumn).equalsIgnoreCase("nan")) {
            value = Double.NaN;
        } else {
            return refuse(
                    start == end ? "There is no value." : Quoted.of(rows.text(valueColumn)) + " is not a number.");
        }
        return true;
    }

    // Numbers are milliseconds; what would be seconds is refused.
    private boolean readTime(int column) {
        byte[] bytes = rows.bytes();
        int start = rows.start(column);
        int end = rows.end(column);
        if (end - start >= 12 && counted.parse(bytes, start, end)) {
            time = counted.local();
            return true;
        }
        if (!written.parse(bytes, start, end)) {
            return false;
        }
        time = written.isZoned() ? written.local() - written.offset() * 1_000L : local.utc(written.local(), series);
        return true;
    }

    private boolean refuse(String detail) {
        refusals.refused(rows.line(), detail);
        return false;
    }

    private static char delimiter(byte[] head) {
        for (byte b : head) {
            if (b == ',' || b == ';' || b == '\t') {
                return (char) b;
            }
        }
        return ',';
    }
}
