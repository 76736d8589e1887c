package io.isotherm.security;

import java.util.regex.Pattern;

/** Takes out of a text for logs and answers what may be a sender's token. */
public final class Secrets {
    private static final Pattern IN_PATH = Pattern.compile("(/api/v1/)[^/]+(/(?:telemetry|attributes))");
    private static final Pattern TOKEN = Pattern.compile(SenderToken.PREFIX + "[A-Za-z0-9_-]{8,}");

    private Secrets() {}

    /** The text, such as a path, with … in the place of every token. */
    public static String masked(String text) {
        String path = IN_PATH.matcher(text).replaceAll("$1…$2");
        return path.contains(SenderToken.PREFIX) ? TOKEN.matcher(path).replaceAll("…") : path;
    }
}
