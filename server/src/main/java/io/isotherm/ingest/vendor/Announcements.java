package io.isotherm.ingest.vendor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What devices announced of themselves on topics of their own, the last of each topic: without it what they send afterwards
 * is not known, and some announce themselves but once. At most {@value #MOST} with {@value #MOST_BYTES} bytes in all;
 * further ones are not kept, as forgetting old ones would let a flood push out those that are in use. For any thread.
 */
public final class Announcements {
    static final int MOST = 10_000;
    static final int MOST_BYTES = 16 << 20;

    private final Map<String, byte[]> all = new LinkedHashMap<>();
    private int bytes;
    private boolean changed;

    /** A message of which a decoder says that it {@linkplain TopicDecoder#announces announces} something. */
    public record Announcement(String topic, byte[] payload) {
        private int bytes() {
            return topic.length() + payload.length;
        }
    }

    /** Takes one in place of what was announced on its topic before; an empty one takes that back. */
    synchronized void heard(String topic, byte[] payload) {
        byte[] before = all.get(topic);
        if (Arrays.equals(before, payload)) {
            return;
        }
        if (before != null) {
            all.remove(topic);
            bytes -= new Announcement(topic, before).bytes();
            changed = true;
        }
        int more = new Announcement(topic, payload).bytes();
        if (payload.length > 0 && all.size() < MOST && bytes + more <= MOST_BYTES) {
            all.put(topic, payload);
            bytes += more;
            changed = true;
        }
    }

    /** All there are, if that is anything else than at the last call. */
    public synchronized Optional<List<Announcement>> changed() {
        if (!changed) {
            return Optional.empty();
        }
        changed = false;
        List<Announcement> list = new ArrayList<>(all.size());
        all.forEach((topic, payload) -> list.add(new Announcement(topic, payload)));
        return Optional.of(list);
    }

    /** They could not be kept: {@link #changed} gives them again. */
    public synchronized void notKept() {
        changed = true;
    }
}
