package io.isotherm.ingest.mqtt;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The filters by which one client hears commands: those of Sparkplug's nodes, which must subscribe to them before they are
 * born (Sparkplug 3.0, "Edge Node Session Establishment"). Bounded.
 */
final class CommandTopics {
    private static final int MOST = 32;
    private static final int LONGEST = 1_000;

    /** For {@code DCMD} nothing is ever published; a node asks for both. */
    private static final Pattern COMMANDS = Pattern.compile("spBv1\\.0/[^/]+/[ND]CMD(/[^/]+)+");

    private final Set<String> filters = new LinkedHashSet<>();

    /** Takes a filter; false where nothing is published on its topics. */
    boolean add(String filter) {
        if (filter.length() > LONGEST
                || !TopicFilter.isValid(filter)
                || !COMMANDS.matcher(filter).matches()) {
            return false;
        }
        return filters.contains(filter) || (filters.size() < MOST && filters.add(filter));
    }

    /** Whether it was there. */
    boolean remove(String filter) {
        return filters.remove(filter);
    }

    boolean matches(String topic) {
        return filters.stream().anyMatch(filter -> TopicFilter.both(filter, topic) != null);
    }
}
