package io.isotherm.ingest.text;

import java.util.Locale;

/** What senders write in place of a value that they do not have. */
public final class Absent {
    private Absent() {}

    /**
     * Whether the text says that there is no value, in a way that is common in Home Assistant, ESPHome and their like.
     * Such a reading is kept, as {@link Double#NaN}, so that the fault is seen.
     */
    public static boolean is(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "unavailable", "unknown", "nan", "none", "null", "n/a" -> true;
            default -> false;
        };
    }
}
