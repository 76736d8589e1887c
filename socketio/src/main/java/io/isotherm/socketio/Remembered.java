package io.isotherm.socketio;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a namespace keeps of a client whose connection broke off. Guarded by its {@link Recovery}, but for {@code gone}. */
final class Remembered {
    final String id;
    final String pid;
    final List<Object> credentials;
    /** The number of the last event before the client first connected. */
    final long since;
    /** The number of the last event that was sent to it while it was connected. */
    final long lastEvent;
    /** The number of the last event when it was found to be gone. */
    final long until;
    /** Its rooms, each with the number of the last event before it joined. */
    final Map<String, Long> rooms;

    final long time;
    /** Nothing is kept for it any more. */
    volatile boolean gone;

    Remembered(
            String id,
            String pid,
            List<Object> credentials,
            long since,
            long lastEvent,
            long until,
            Map<String, Long> rooms,
            long time) {
        this.id = id;
        this.pid = pid;
        this.credentials = credentials;
        this.since = since;
        this.lastEvent = lastEvent;
        this.until = until;
        this.rooms = rooms;
        this.time = time;
    }

    /** Whether an event was, or would have been, sent to it. */
    boolean hears(EventLog.Entry event) {
        if (event.number() <= since) {
            return false;
        }
        if (event.only() != null) {
            return event.only().equals(id);
        }
        return (event.to().isEmpty() || isInAny(event.to(), event.number()))
                && !isInAny(event.except(), event.number());
    }

    private boolean isInAny(Set<String> names, long number) {
        for (String name : names) {
            Long joined = rooms.get(name);
            if (name.equals(id) || (joined != null && joined < number)) {
                return true;
            }
        }
        return false;
    }
}
