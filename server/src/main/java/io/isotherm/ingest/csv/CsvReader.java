package io.isotherm.ingest.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows of a CSV file in UTF-8 as RFC 4180 describes them, with any delimiter, and any of CR LF, LF and CR at the
 * end of a line. Cells are ranges of bytes in a buffer that stays where it is: no row costs an object.
 *
 * <p>A quotation mark begins a quoted cell at the cell's start only; elsewhere it is a character like others. A quoted
 * cell that does not end within {@value #MAX_CELL} bytes, or is followed by something, spoils its first line and no
 * more: reading goes on with the line after that, so that one forgotten mark does not swallow the file.
 *
 * <p>Bounds: {@value #MAX_CELL} bytes a cell, {@value #MAX_ROW} a row, {@value #MAX_COLUMNS} columns. What exceeds them
 * is passed over and told. Empty lines are passed over. Holds one row.
 */
public final class CsvReader implements Closeable {
    public static final int MAX_CELL = 10_000;
    public static final int MAX_ROW = 100_000;
    public static final int MAX_COLUMNS = 1_000;

    private static final int BUFFER = 262_144;

    private final InputStream in;
    private final byte delimiter;
    private final byte[] buffer = new byte[BUFFER];
    private final int[] starts = new int[MAX_COLUMNS];
    private final int[] ends = new int[MAX_COLUMNS];
    private int position;
    private int limit;
    private boolean ended;
    private int columns;
    private long line;
    private long nextLine = 1;
    private @Nullable String fault;

    // What of the row was parsed when the buffer ended.
    private static final int NEEDS_MORE = -1;
    private static final int SPOILT = -2;

    /**
     * @param in UTF-8 without a byte order mark, see {@link CsvCharset#utf8}
     * @param delimiter an ASCII character, not a quotation mark nor the end of a line
     */
    public CsvReader(InputStream in, char delimiter) {
        if (delimiter >= 0x80 || delimiter == '"' || delimiter == '\r' || delimiter == '\n') {
            throw new IllegalArgumentException("\"" + delimiter + "\" cannot be a delimiter.");
        }
        this.in = in;
        this.delimiter = (byte) delimiter;
    }

    /** Goes to the next row that is not empty; false at the end. */
    public boolean next() throws IOException {
        while (true) {
            if (!atRow()) {
                return false;
            }
            line = nextLine;
            fault = null;
            columns = 0;
            int end = parse();
            while (end == NEEDS_MORE) {
                if (position == 0 && limit == buffer.length) {
                    fault = "The row has more than " + MAX_ROW + " bytes.";
                    end = SPOILT;
                } else {
                    fill();
                    columns = 0;
                    end = parse();
                }
            }
            if (end == SPOILT) {
                passLine();
                return true;
            }
            position = end;
            if (columns > 1 || starts[0] < ends[0]) {
                return true;
            }
        }
    }

    /** The number of the row's first line, from 1. */
    public long line() {
        return line;
    }

    /** Why the row cannot be read, as a sentence for who made the file; null where it can. */
    public @Nullable String fault() {
        return fault;
    }

    public int columns() {
        return columns;
    }

    /** Where the cells are; changed by {@link #next}. */
    public byte[] bytes() {
        return buffer;
    }

    /** The first byte of a cell, without spaces before it and its quotation mark; cells that are not there are empty. */
    public int start(int column) {
        return column < columns ? starts[column] : 0;
    }

    /** The byte after a cell, without spaces after it. */
    public int end(int column) {
        return column < columns ? ends[column] : 0;
    }

    public boolean isEmpty(int column) {
        return column >= columns || starts[column] == ends[column];
    }

    /** A cell's text; empty where there is none. */
    public String text(int column) {
        if (isEmpty(column)) {
            return "";
        }
        String text = new String(buffer, starts[column], ends[column] - starts[column], UTF_8);
        // Two marks are one in a quoted cell; in others a lone mark is as rare as it is odd.
        return starts[column] > 0 && buffer[starts[column] - 1] == '"' ? text.replace("\"\"", "\"") : text;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean atRow() throws IOException {
        if (position == limit) {
            position = 0;
            limit = 0;
            fill();
        }
        return position < limit;
    }

    // Moves the row to the buffer's beginning and reads behind it.
    private void fill() throws IOException {
        if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            limit -= position;
            position = 0;
        }
        int count = in.read(buffer, limit, buffer.length - limit);
        if (count < 0) {
            ended = true;
        } else {
            limit += count;
        }
    }

    // The position after the row; or one of the two constants.
    private int parse() {
        int lines = 0;
        int i = position;
        while (true) {
            while (i < limit && buffer[i] == ' ' && delimiter != ' ') {
                i++;
            }
            if (i < limit && buffer[i] == '"') {
                int close = closing(i + 1);
                if (close < 0) {
                    return close;
                }
                lines += lineEnds(i + 1, close);
                cell(i + 1, close);
                i = close + 1;
                while (i < limit && buffer[i] == ' ' && delimiter != ' ') {
                    i++;
                }
                if (i < limit && buffer[i] != delimiter && buffer[i] != '\n' && buffer[i] != '\r') {
                    return spoilt("There is something after the quotation mark that ends a cell.");
                }
            } else {
                int start = i;
                while (i < limit && buffer[i] != delimiter && buffer[i] != '\n' && buffer[i] != '\r') {
                    i++;
                }
                if (i - start > MAX_CELL) {
                    return spoilt("A cell has more than " + MAX_CELL + " bytes.");
                }
                cell(start, i);
            }
            if (fault != null) {
                return SPOILT;
            }
            if (i - position > MAX_ROW) {
                return spoilt("The row has more than " + MAX_ROW + " bytes.");
            }
            if (i == limit) {
                if (!ended) {
                    return NEEDS_MORE;
                }
                nextLine += lines + 1;
                return i;
            }
            byte at = buffer[i++];
            if (at != delimiter) {
                if (at == '\r' && i == limit && !ended) {
                    return NEEDS_MORE;
                }
                if (at == '\r' && i < limit && buffer[i] == '\n') {
                    i++;
                }
                nextLine += lines + 1;
                return i;
            }
        }
    }

    private int spoilt(String why) {
        fault = why;
        return SPOILT;
    }

    // The mark that ends a quoted cell; or one of the two constants.
    private int closing(int from) {
        for (int i = from; i < limit; i++) {
            if (i - from > MAX_CELL) {
                return spoilt("A quotation mark is not followed by another one.");
            }
            if (buffer[i] == '"') {
                if (i + 1 == limit && !ended) {
                    return NEEDS_MORE;
                }
                if (i + 1 == limit || buffer[i + 1] != '"') {
                    return i;
                }
                i++;
            }
        }
        return ended ? spoilt("A quotation mark is not followed by another one.") : NEEDS_MORE;
    }

    private void cell(int start, int end) {
        int last = end;
        while (last > start && buffer[last - 1] == ' ') {
            last--;
        }
        if (columns == MAX_COLUMNS) {
            fault = "The row has more than " + MAX_COLUMNS + " columns.";
            return;
        }
        starts[columns] = start;
        ends[columns] = last;
        columns++;
    }

    private int lineEnds(int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            if (buffer[i] == '\n' || (buffer[i] == '\r' && (i + 1 == to || buffer[i + 1] != '\n'))) {
                count++;
            }
        }
        return count;
    }

    // To the line after the row's first one, however long that is.
    private void passLine() throws IOException {
        columns = 0;
        nextLine++;
        while (true) {
            while (position < limit) {
                byte at = buffer[position++];
                if (at == '\n') {
                    return;
                }
                if (at == '\r') {
                    if (position == limit) {
                        position = 0;
                        limit = 0;
                        fill();
                    }
                    if (position < limit && buffer[position] == '\n') {
                        position++;
                    }
                    return;
                }
            }
            position = 0;
            limit = 0;
            fill();
            if (ended && limit == 0) {
                return;
            }
        }
    }

    /** The cells as texts, for whoever looks at few rows. */
    public String[] texts() {
        String[] texts = new String[columns];
        Arrays.setAll(texts, this::text);
        return texts;
    }
}
