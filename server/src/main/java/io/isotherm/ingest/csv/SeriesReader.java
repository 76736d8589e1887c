package io.isotherm.ingest.csv;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one sensor's series from a CSV file in UTF-8, line by line: a column of times and a column of values, found by
 * a header ({@code time}, {@code timestamp} or {@code date}; {@code value} or {@code temperature}), or the first two
 * where there is none. Fields are separated by commas, semicolons or tabs, and may stand in quotation marks. A line
 * that cannot be understood is told and left out. Holds one line at a time.
 */
public final class SeriesReader implements Closeable {
    /** A longer line is refused. */
    static final int LONGEST_LINE = 10_000;

    private static final Pattern NUMBER =
            Pattern.compile("[-+]?([0-9]{1,50}(\\.[0-9]{0,50})?|\\.[0-9]{1,50})([eE][-+]?[0-9]{1,3})?");
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Reader in;
    private final char[] buffer = new char[8_192];
    private int position;
    private int limit;
    private final ZoneId zone;
    private final Refusals refusals;
    private char separator;
    private int timeColumn = -1;
    private int valueColumn = -1;
    private long line;
    private long time;
    private double value;

    /** Is told of each line that is left out. */
    @FunctionalInterface
    public interface Refusals {
        /**
         * @param line from 1
         * @param detail a sentence for who made the file
         */
        void refused(long line, String detail);
    }

    /** @param zone of times that are written without one */
    public SeriesReader(InputStream in, ZoneId zone, Refusals refusals) {
        this.in = new InputStreamReader(in, StandardCharsets.UTF_8);
        this.zone = zone;
        this.refusals = refusals;
    }

    /**
     * Goes to the next reading.
     *
     * @return false at the end of the file
     * @throws IllegalArgumentException when the first line names columns, but not a time and a value
     */
    public boolean next() throws IOException {
        for (String text = nextLine(); text != null; text = nextLine()) {
            if (text.isBlank()) {
                continue;
            }
            if (text.length() > LONGEST_LINE) {
                refusals.refused(line, "The line has more than " + LONGEST_LINE + " characters.");
                continue;
            }
            if (timeColumn < 0 && header(text)) {
                continue;
            }
            if (reading(text)) {
                return true;
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

    /** The number of the line, from 1. */
    public long line() {
        return line;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    // Takes the first line for what it is; false where it is a reading already.
    private boolean header(String text) {
        separator = separator(text);
        List<String> fields = fields(text);
        if (isTime(fields.getFirst())) {
            timeColumn = 0;
            valueColumn = 1;
            return false;
        }
        int times = -1;
        int values = -1;
        for (int i = fields.size() - 1; i >= 0; i--) {
            // A unit may follow the name: "temperature (°C)".
            switch (fields.get(i).toLowerCase(Locale.ROOT).replaceFirst("\\s*[(\\[].*", "")) {
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

    private boolean reading(String text) {
        List<String> fields = fields(text);
        if (fields.size() <= Math.max(timeColumn, valueColumn)) {
            refusals.refused(line, "The line has too few fields.");
            return false;
        }
        try {
            time = CsvTime.parse(fields.get(timeColumn), zone);
            value = value(fields.get(valueColumn));
            return true;
        } catch (IllegalArgumentException e) {
            refusals.refused(line, String.valueOf(e.getMessage()));
            return false;
        }
    }

    private static double value(String text) {
        if (text.equalsIgnoreCase("nan")) {
            return Double.NaN;
        }
        // What Double.parseDouble takes beyond this ("1f", "0x1p3", "Infinity") is no decimal number.
        if (NUMBER.matcher(text).matches()) {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) {
                return number;
            }
        }
        throw new IllegalArgumentException(
                text.isEmpty() ? "There is no value." : "\"" + shortened(text) + "\" is not a number.");
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    private boolean isTime(String text) {
        try {
            CsvTime.parse(text, zone);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static char separator(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',' || c == ';' || c == '\t') {
                return c;
            }
        }
        return ',';
    }

    private List<String> fields(String text) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                // A doubled mark within a quoted field would be one mark; neither times nor numbers have any.
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                fields.add(field.toString().strip());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString().strip());
        return fields;
    }

    // The next line without its end, at most one character longer than allowed; null at the end of the file.
    private @Nullable String nextLine() throws IOException {
        StringBuilder text = new StringBuilder();
        int c = nextChar();
        if (c < 0) {
            return null;
        }
        line++;
        for (; c >= 0 && c != '\n'; c = nextChar()) {
            if (text.length() <= LONGEST_LINE && c != BYTE_ORDER_MARK) {
                text.append((char) c);
            }
        }
        return text.toString();
    }

    private int nextChar() throws IOException {
        if (position == limit) {
            limit = Math.max(0, in.read(buffer, 0, buffer.length));
            position = 0;
            if (limit == 0) {
                return -1;
            }
        }
        return buffer[position++];
    }
}
