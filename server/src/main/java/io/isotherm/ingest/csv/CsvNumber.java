package io.isotherm.ingest.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Reads numbers as people and loggers write them, out of bytes: {@code 4.31}, {@code -18,5}, {@code 1.234,5},
 * {@code 2.1e1}. Gives the double that is nearest to what is written. Makes no object for numbers of up to 15 digits.
 * Not thread-safe.
 */
final class CsvNumber {
    /** Longer than any number that a double can tell apart from a shorter one. */
    private static final int MAX_LENGTH = 64;

    private static final int MANY_DIGITS = 15;

    /** The powers of ten that a double holds exactly. */
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private final byte decimal;
    private final char grouping;
    private double value;
    private int end;

    /**
     * @param decimal {@code .} or {@code ,}
     * @param grouping between each three digits before it; 0 where there is nothing. A space stands for a no-break space
     *     too
     */
    CsvNumber(char decimal, char grouping) {
        this.decimal = (byte) decimal;
        this.grouping = grouping;
    }

    /** What {@link #parse} read. */
    double value() {
        return value;
    }

    /** The byte after the number that {@link #parse} read: what follows may be a unit. */
    int end() {
        return end;
    }

    /** Reads the number at the beginning of a cell; false where there is none, or one beyond the largest double. */
    boolean parse(byte[] bytes, int from, int to) {
        int i = from;
        boolean negative = i < to && bytes[i] == '-';
        if (i < to && (negative || bytes[i] == '+')) {
            i++;
        }
        long digits = 0;
        int count = 0;
        int scale = 0;
        boolean point = false;
        int start = i;
        for (; i < to; i++) {
            byte b = bytes[i];
            if (b >= '0' && b <= '9') {
                count++;
                if (count <= MANY_DIGITS) {
                    digits = digits * 10 + (b - '0');
                }
                scale += point ? 1 : 0;
            } else if (b == decimal && !point) {
                point = true;
            } else {
                break;
            }
        }
        boolean plain = i == to || !continues(bytes[i]);
        if (count == 0 || count > MANY_DIGITS || !plain) {
            return slow(bytes, from, to);
        }
        // A number that ends with its point ("21.") is one; a lone point is none.
        double magnitude = digits / POWERS[scale];
        value = negative ? -magnitude : magnitude;
        end = i;
        return i > start;
    }

    // What the quick way does not know: an exponent, groups, a typographic minus.
    private boolean continues(byte b) {
        return b == 'e' || b == 'E' || (grouping != 0 && (b == grouping || (grouping == ' ' && b < 0)));
    }

    private boolean slow(byte[] bytes, int from, int to) {
        String text = new String(bytes, from, Math.min(to - from, MAX_LENGTH + 1), UTF_8);
        StringBuilder plain = new StringBuilder(text.length());
        int i = 0;
        int group = 0;
        boolean grouped = false;
        boolean point = false;
        boolean exponent = false;
        int digits = 0;
        loop:
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
            if (c >= '0' && c <= '9') {
                plain.append(c);
                digits++;
                group++;
            } else if (c == '-' || c == '+' || c == '\u2212') {
                if (i > 0 && !(exponent && (text.charAt(i - 1) == 'e' || text.charAt(i - 1) == 'E'))) {
                    break loop;
                }
                plain.append(c == '+' ? '+' : '-');
            } else if (c == (char) decimal && !point && !exponent) {
                if (grouped && group != 3) {
                    return false;
                }
                point = true;
                plain.append('.');
            } else if (isGrouping(c) && !point && !exponent && isDigit(next)) {
                if (digits == 0 || group > 3 || (grouped && group != 3)) {
                    return false;
                }
                grouped = true;
                group = 0;
            } else if ((c == 'e' || c == 'E') && digits > 0 && !exponent && startsExponent(text, i + 1)) {
                exponent = true;
                plain.append('e');
            } else {
                break loop;
            }
        }
        if (digits == 0 || i > MAX_LENGTH || (grouped && !point && !exponent && group != 3)) {
            return false;
        }
        try {
            value = Double.parseDouble(plain.toString());
        } catch (NumberFormatException e) {
            return false;
        }
        end = from + text.substring(0, i).getBytes(UTF_8).length;
        return Double.isFinite(value);
    }

    private boolean isGrouping(char c) {
        return grouping != 0 && (c == grouping || (grouping == ' ' && (c == '\u00A0' || c == '\u202F')));
    }

    private static boolean startsExponent(String text, int at) {
        int digit = at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+') ? at + 1 : at;
        return digit < text.length() && isDigit(text.charAt(digit));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
