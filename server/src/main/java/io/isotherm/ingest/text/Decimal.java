package io.isotherm.ingest.text;

import java.util.regex.Pattern;

/** Plain decimal numbers that come as text: {@code 4.31}, {@code -18}, {@code 2.1e1}. */
public final class Decimal {
    /** Longer than any number that a double can tell apart from a shorter one. */
    private static final int MAX_LENGTH = 64;

    private static final Pattern PLAIN = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,4})?");

    private Decimal() {}

    /** The double nearest to the number; NaN where the text is no plain decimal number, or beyond the largest double. */
    public static double parse(String text) {
        if (text.length() > MAX_LENGTH || !PLAIN.matcher(text).matches()) {
            return Double.NaN;
        }
        double value = Double.parseDouble(text);
        return Double.isFinite(value) ? value : Double.NaN;
    }
}
