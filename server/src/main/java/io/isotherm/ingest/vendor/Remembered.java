package io.isotherm.ingest.vendor;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a decoder remembers of earlier messages: a limited number of entries, the one longest unused forgotten first.
 * For any thread.
 */
final class Remembered<V> {
    private final Map<String, V> entries;

    Remembered(int most) {
        entries = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > most;
            }
        };
    }

    synchronized @Nullable V get(String key) {
        return entries.get(key);
    }

    synchronized void put(String key, V value) {
        entries.put(key, value);
    }

    synchronized int size() {
        return entries.size();
    }
}
