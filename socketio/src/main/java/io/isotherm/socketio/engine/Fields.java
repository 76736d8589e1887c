package io.isotherm.socketio.engine;

import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Names and values of a request, kept for as long as the session lives: as few bytes as will do. Texts that clients have
 * in common are kept once.
 */
final class Fields {
    private static final int TABLE = 4096;
    private static final int LONGEST_SHARED = 256;
    /** Texts seen lately, each at the place of its hash; a race costs a copy at worst. */
    private static final String[] SEEN = new String[TABLE];

    /** Names and values in turn. */
    private final String[] texts;

    /** Copies them, so that the request itself can be forgotten. */
    Fields(MultiMap fields) {
        List<String> copied = new ArrayList<>(2 * fields.size());
        for (Map.Entry<String, String> field : fields) {
            copied.add(shared(field.getKey()));
            copied.add(shared(field.getValue()));
        }
        texts = copied.toArray(String[]::new);
    }

    /** A new map of them, whose names are case-insensitive. */
    MultiMap toMap() {
        MultiMap map = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < texts.length; i += 2) {
            map.add(texts[i], texts[i + 1]);
        }
        return map;
    }

    static String shared(String text) {
        if (text.length() > LONGEST_SHARED) {
            return text;
        }
        int place = (text.hashCode() * 0x9E3779B9) >>> 20;
        String seen = SEEN[place];
        if (text.equals(seen)) {
            return seen;
        }
        SEEN[place] = text;
        return text;
    }
}
