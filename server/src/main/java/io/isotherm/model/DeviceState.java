package io.isotherm.model;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a device last told of itself.
 *
 * @param heard when it last told anything, epoch milliseconds
 * @param online false when it, or its gateway on its behalf, said that it is gone; null where that was never said
 * @param attributes as in {@link DeviceNote}; at most {@link DeviceNote#MAX_ATTRIBUTES}
 */
public record DeviceState(long heard, @Nullable Boolean online, SortedMap<String, String> attributes) {
    public DeviceState {
        SortedMap<String, String> bounded = new TreeMap<>();
        attributes.forEach((name, value) -> {
            if (bounded.size() < DeviceNote.MAX_ATTRIBUTES && !name.isBlank()) {
                bounded.put(cut(name), cut(value));
            }
        });
        attributes = Collections.unmodifiableSortedMap(bounded);
    }

    /** The same with its attributes in any map. */
    public static DeviceState of(long heard, @Nullable Boolean online, Map<String, String> attributes) {
        return new DeviceState(heard, online, new TreeMap<>(attributes));
    }

    /**
     * What is known after a note: what it does not speak of stays. A note that is older than what is known only adds what
     * was not known.
     *
     * @param received epoch milliseconds
     */
    public DeviceState after(DeviceNote note, long received) {
        boolean newer = received >= heard;
        Map<String, String> all = new HashMap<>(newer ? attributes : note.attributes());
        all.putAll(newer ? note.attributes() : attributes);
        Boolean said = note.online();
        Boolean known = newer ? (said == null ? online : said) : (online == null ? said : online);
        return of(Math.max(heard, received), known, all);
    }

    private static String cut(String text) {
        int end = Math.min(text.length(), DeviceNote.MAX_LENGTH);
        boolean splits = end < text.length() && Character.isHighSurrogate(text.charAt(end - 1));
        return text.substring(0, splits ? end - 1 : end);
    }
}
