package io.isotherm.api;

import java.util.ArrayList;
import java.util.List;

/** Reads CSV (RFC 4180) whole: with commas or, as spreadsheets in some countries write it, semicolons. Pure. */
final class CsvRows {
    static final int MOST_ROWS = 20_000;
    static final int MOST_FIELDS = 100;

    private final String text;
    private final char separator;
    private final List<Row> rows = new ArrayList<>();
    private int at;
    private int line = 1;

    /**
     * A row.
     *
     * @param line where it begins, from 1
     */
    record Row(int line, List<String> fields) {}

    private CsvRows(String text, char separator) {
        this.text = text;
        this.separator = separator;
    }

    /**
     * All rows that are not empty; the separator is the one that the first line has more of, outside of quotes.
     *
     * @throws IllegalArgumentException with the line, when a quote is not closed or stands in the middle of a field, and
     *     when there are more than {@value #MOST_ROWS} rows or {@value #MOST_FIELDS} fields in one
     */
    static List<Row> read(String text) {
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        String first = plain.lines().findFirst().orElse("");
        long commas = first.chars().filter(c -> c == ',').count();
        long semicolons = first.chars().filter(c -> c == ';').count();
        CsvRows reader = new CsvRows(plain, semicolons > commas ? ';' : ',');
        reader.read();
        return reader.rows;
    }

    private void read() {
        while (at < text.length()) {
            int start = line;
            List<String> fields = new ArrayList<>();
            boolean more = true;
            while (more) {
                fields.add(field());
                if (fields.size() > MOST_FIELDS) {
                    throw new IllegalArgumentException("Line " + start + " has more than " + MOST_FIELDS + " fields.");
                }
                more = at < text.length() && text.charAt(at) == separator;
                if (more) {
                    at++;
                }
            }
            endOfLine();
            if (fields.size() > 1 || !fields.getFirst().isEmpty()) {
                rows.add(new Row(start, List.copyOf(fields)));
            }
            if (rows.size() > MOST_ROWS) {
                throw new IllegalArgumentException("There are more than " + MOST_ROWS + " rows.");
            }
        }
    }

    private void endOfLine() {
        if (at < text.length() && text.charAt(at) == '\r') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '\n') {
            at++;
        }
        line++;
    }

    private String field() {
        if (at < text.length() && text.charAt(at) == '"') {
            return quoted();
        }
        int start = at;
        while (at < text.length() && !isEnd(text.charAt(at))) {
            if (text.charAt(at) == '"') {
                throw new IllegalArgumentException(
                        "Line " + line + " has a quote in a field that does not begin with one.");
            }
            at++;
        }
        return text.substring(start, at);
    }

    private boolean isEnd(char c) {
        return c == separator || c == '\r' || c == '\n';
    }

    private String quoted() {
        int start = line;
        StringBuilder field = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                if (at == text.length() || text.charAt(at) != '"') {
                    if (at < text.length() && !isEnd(text.charAt(at))) {
                        throw new IllegalArgumentException("Line " + line + " goes on after a closing quote.");
                    }
                    return field.toString();
                }
                at++;
            } else if (c == '\n') {
                line++;
            }
            field.append(c);
        }
        throw new IllegalArgumentException("Line " + start + " has a quote that is not closed.");
    }
}
