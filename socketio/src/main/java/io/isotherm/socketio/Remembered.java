package io.isotherm.socketio;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a namespace keeps of a client whose connection broke off.
 *
 * @param since the number of the last event before the client first connected
 * @param lastEvent the number of the last event that was sent to it while it was connected
 * @param until the number of the last event when it was found to be gone
 * @param rooms that it was in, each with the number of the last event before it joined
 * @param time when it was found to be gone, in milliseconds of {@link Recovery}'s clock
 */
record Remembered(
        Identity identity,
        List<Object> credentials,
        long since,
        long lastEvent,
        long until,
        Map<String, Long> rooms,
        long time) {
    /** Whether an event was, or would have been, sent to it. */
    boolean hears(EventLog.Entry event) {
        if (event.number() <= since) {
            return false;
        }
        if (event.only() != null) {
            return event.only().equals(identity.id());
        }
        return (event.to().isEmpty() || isInAny(event.to(), event.number()))
                && !isInAny(event.except(), event.number());
    }

    private boolean isInAny(Set<String> names, long number) {
        for (String name : names) {
            Long joined = rooms.get(name);
            if (name.equals(identity.id()) || (joined != null && joined < number)) {
                return true;
            }
        }
        return false;
    }
}
