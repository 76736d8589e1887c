package io.isotherm.ops;

/** Keeps text from outside from looking like lines of the log, or from steering the terminal that shows it. */
final class LoggingEscape {
    /** Longest text of one event; beyond it the rest is cut off and counted. */
    static final int LONGEST = 16_384;

    private LoggingEscape() {}

    static String cut(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return text.substring(0, end) + "… (" + (text.length() - end) + " more characters)";
    }

    /** Appends the text with control characters, line separators and reversers of direction as escapes. */
    static void append(StringBuilder line, String text) {
        String shown = cut(text);
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            switch (c) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (isDangerous(c)) {
                        line.append(String.format("\\u%04x", (int) c));
                    } else {
                        line.append(c);
                    }
                }
            }
        }
    }

    private static boolean isDangerous(char c) {
        return Character.isISOControl(c)
                || c == '\u2028'
                || c == '\u2029'
                || (c >= '\u202a' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069');
    }
}
