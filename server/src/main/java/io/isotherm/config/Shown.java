package io.isotherm.config;

import java.util.regex.Pattern;

/** Makes foreign text fit to be shown in a message: no passwords, no control characters, not long. */
final class Shown {
    private static final Pattern USER_INFO = Pattern.compile("://.*@", Pattern.DOTALL);
    /** Options of a URL that hold secrets, such as MongoDB's {@code tlsCertificateKeyFilePassword}. */
    private static final Pattern SECRET_OPTION = Pattern.compile(
            "([?&;][^=&;\\s]*(?:password|properties|secret|token)[^=&;\\s]*=)[^&;\\s]*", Pattern.CASE_INSENSITIVE);

    private static final int LONGEST = 200;

    private Shown() {}

    /** What was given for a setting. */
    static String of(Setting<?> setting, Given given) {
        boolean hidden = Settings.HIDDEN.contains(setting) && !given.text().isEmpty();
        return hidden ? "***" : plain(given.text());
    }

    static String quoted(String text) {
        return "\"" + plain(text) + "\"";
    }

    static String plain(String text) {
        String safe = SECRET_OPTION
                .matcher(USER_INFO.matcher(text).replaceAll("://***@"))
                .replaceAll("$1***");
        StringBuilder shown = new StringBuilder();
        safe.codePoints()
                .limit(LONGEST)
                .map(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? '\ufffd' : c)
                .forEach(shown::appendCodePoint);
        return shown.length() < safe.length() ? shown.append('…').toString() : shown.toString();
    }
}
