package io.isotherm.ingest.text;

/** What a sender wrote, made fit for a message or a line of the log: cut, and without characters that would break it. */
public final class Quoted {
    private static final int MAX_LENGTH = 60;

    private Quoted() {}

    /** In quotes, at most 60 characters of it. */
    public static String of(String text) {
        return '"' + plain(text, MAX_LENGTH) + '"';
    }

    /** At most so many characters of it. */
    public static String plain(String text, int length) {
        int end = Math.min(text.length(), length);
        StringBuilder plain = new StringBuilder(end + 1);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            plain.append(isPlain(c) ? c : '\uFFFD');
        }
        return plain.append(end < text.length() ? "…" : "").toString();
    }

    // No surrogates either, as cutting may halve a pair; nor what turns the direction of the text around it.
    private static boolean isPlain(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
