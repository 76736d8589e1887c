package io.isotherm.socketio;

import io.isotherm.socketio.protocol.WirePacket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The events that a namespace sent lately, numbered from 1 without a gap, within bounds of bytes, count and age. Not safe
 * for several threads. Times are in milliseconds of any clock that does not go back.
 */
final class EventLog {
    /** What keeping an event costs besides its bytes. */
    private static final int OVERHEAD = 128;

    /**
     * An event as it was sent.
     *
     * @param only the id of the one socket it was sent to; null when it went to rooms
     * @param to the rooms it went to; all sockets if empty
     * @param except the rooms it did not go to
     */
    record Entry(
            long number,
            List<WirePacket> packets,
            int bytes,
            @Nullable String only,
            Set<String> to,
            Set<String> except,
            long time) {}

    private final int maxBytes;
    private final int maxPackets;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private long bytes;
    /** Read by who joins a room, on any thread. */
    private volatile long last;

    EventLog(int maxBytes, int maxPackets) {
        this.maxBytes = maxBytes;
        this.maxPackets = maxPackets;
    }

    /** The number of the last event; 0 before the first. From any thread. */
    long last() {
        return last;
    }

    /** Adds the event whose number is one more than the last, and forgets the oldest ones that are too many then. */
    void append(List<WirePacket> packets, @Nullable String only, Set<String> to, Set<String> except, long time) {
        int cost = OVERHEAD;
        for (WirePacket packet : packets) {
            cost += packet.size();
        }
        long number = last + 1;
        entries.add(new Entry(number, packets, cost, only, to, except, time));
        last = number;
        bytes += cost;
        while (bytes > maxBytes || entries.size() > maxPackets) {
            forgetFirst();
        }
    }

    /** Forgets what was sent before a time. */
    void forgetBefore(long time) {
        while (!entries.isEmpty() && entries.getFirst().time() < time) {
            forgetFirst();
        }
    }

    private void forgetFirst() {
        bytes -= entries.removeFirst().bytes();
    }

    /** Whether all events after this one are still known. */
    boolean reaches(long number) {
        return number <= last && number >= last - entries.size();
    }

    /** The known events after this one, in order. */
    List<Entry> after(long number) {
        List<Entry> later = new ArrayList<>();
        Iterator<Entry> backwards = entries.descendingIterator();
        while (backwards.hasNext()) {
            Entry entry = backwards.next();
            if (entry.number() <= number) {
                break;
            }
            later.add(entry);
        }
        return later.reversed();
    }
}
