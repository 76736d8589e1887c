package io.isotherm.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Topic filters: MQTT 5, section 4.7. */
public final class TopicFilter {
    private static final int MOST_BYTES = 65_535;

    private TopicFilter() {}

    /** Whether a broker takes it: {@code +} and {@code #} stand alone in their level, {@code #} in the last one. */
    public static boolean isValid(String filter) {
        if (filter.isEmpty() || filter.indexOf('\0') >= 0 || filter.getBytes(UTF_8).length > MOST_BYTES) {
            return false;
        }
        String[] levels = filter.split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            String level = levels[i];
            boolean wild = level.equals("+") || (level.equals("#") && i == levels.length - 1);
            if (!wild && (level.indexOf('+') >= 0 || level.indexOf('#') >= 0)) {
                return false;
            }
        }
        return true;
    }

    /** The filter for the topics that both match; null where there are none. */
    static @Nullable String both(String one, String other) {
        String[] a = one.split("/", -1);
        String[] b = other.split("/", -1);
        List<String> levels = new ArrayList<>();
        for (int i = 0; ; i++) {
            boolean restOfA = i < a.length && a[i].equals("#");
            boolean restOfB = i < b.length && b[i].equals("#");
            if (restOfA || restOfB) {
                String[] rest = restOfA ? b : a;
                // "a/#" is for "a" too.
                for (int j = i; j < rest.length; j++) {
                    levels.add(rest[j]);
                }
                // A wildcard in the first level is not for $SYS and its like.
                boolean dollar = i == 0 && rest[0].startsWith("$");
                return dollar ? null : String.join("/", levels);
            }
            if (i == a.length || i == b.length) {
                return a.length == b.length ? String.join("/", levels) : null;
            }
            if (!a[i].equals(b[i]) && !a[i].equals("+") && !b[i].equals("+")) {
                return null;
            }
            levels.add(a[i].equals("+") ? b[i] : a[i]);
        }
    }
}
