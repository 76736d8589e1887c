package io.isotherm.ingest.sparkplug;

import io.isotherm.ingest.proto.WireWriter;
import io.isotherm.ingest.vendor.Command;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes have to be born again, as their birth was not heard, and when each was asked for it last: at most once in
 * {@value #PAUSE_MILLIS} ms, and at most {@link Births#MAX_NODES} of them in that time. Not thread-safe.
 */
final class Rebirths {
    static final long PAUSE_MILLIS = 60_000;

    private static final int BOOLEAN = 11;

    private final LinkedHashMap<String, Long> asked = new LinkedHashMap<>();
    private final Set<String> wanted = new HashSet<>();

    /** The node's birth is missing. */
    void want(SparkplugTopic topic) {
        if (wanted.size() < Births.MAX_NODES) {
            wanted.add(topic.nodeKey());
        }
    }

    /**
     * The command that asks a node for its birth (Sparkplug 3.0, "NCMD", "Node Control/Rebirth"); null where its birth is not
     * missing, or it was asked a moment ago.
     *
     * @param now epoch milliseconds
     */
    @Nullable
    Command due(SparkplugTopic topic, long now) {
        String node = topic.nodeKey();
        if (!wanted.remove(node)) {
            return null;
        }
        forgetBefore(now);
        if (asked.containsKey(node) || asked.size() >= Births.MAX_NODES) {
            return null;
        }
        asked.put(node, now);
        WireWriter rebirth = new WireWriter()
                .text(1, "Node Control/Rebirth")
                .varint(3, now)
                .varint(4, BOOLEAN)
                .varint(14, 1);
        byte[] payload = new WireWriter().varint(1, now).message(2, rebirth).toBytes();
        return new Command(topic.commandTopic(), payload);
    }

    // They are in the order in which they were asked; after a clock that was set back, all are due.
    private void forgetBefore(long now) {
        Iterator<Map.Entry<String, Long>> oldest = asked.entrySet().iterator();
        while (oldest.hasNext()) {
            long ago = now - oldest.next().getValue();
            if (ago >= 0 && ago < PAUSE_MILLIS) {
                return;
            }
            oldest.remove();
        }
    }
}
