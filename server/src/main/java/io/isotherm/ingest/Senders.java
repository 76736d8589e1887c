package io.isotherm.ingest;

import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who sent since the start: what became of it, what was refused last, and how much more each may send. Bounded: of the
 * senders that were heard of longest ago nothing is known any more. May be called from any thread.
 */
public final class Senders {
    /** The most senders that are remembered: about 1 kB each. */
    static final int MOST = 10_000;

    /** Of so many senders the last refused message is remembered: about 5 kB each at most. */
    static final int MOST_REFUSED = 1_000;

    private final Limits limits;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Spent spent = new Spent();
    private final Map<Key, SenderLog> logs = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Key, RefusedMessage> refused = new LinkedHashMap<>(16, 0.75f, true);

    /** What makes a sender one: by HTTP an address, by MQTT a client and its address; with its token. */
    record Key(String protocol, String id, @Nullable String token) {
        static Key of(Sender sender) {
            return new Key(sender.protocol(), sender.id(), sender.token());
        }
    }

    /**
     * A sender.
     *
     * @param token the id of its token; null where it came without, or as administrator
     * @param tokenName what people call the token
     * @param counts what became of its readings
     * @param firstSeen epoch milliseconds
     * @param lastSeen likewise
     * @param lastRefused what was refused last; null where nothing was, or too long ago
     */
    public record Seen(
            String protocol,
            String id,
            @Nullable String token,
            @Nullable String tokenName,
            SenderLog.Counts counts,
            long firstSeen,
            long lastSeen,
            @Nullable RefusedMessage lastRefused) {
        /** The same sender, as two processes know it. */
        Seen with(Seen other) {
            RefusedMessage refused = lastRefused;
            if (refused == null || (other.lastRefused != null && other.lastRefused.time() > refused.time())) {
                refused = other.lastRefused;
            }
            return new Seen(
                    protocol,
                    id,
                    token,
                    other.lastSeen > lastSeen ? other.tokenName : tokenName,
                    counts.plus(other.counts),
                    Math.min(firstSeen, other.firstSeen),
                    Math.max(lastSeen, other.lastSeen),
                    refused);
        }
    }

    static final Comparator<Seen> LATEST_FIRST = Comparator.comparingLong(Seen::lastSeen)
            .reversed()
            .thenComparing(Seen::protocol)
            .thenComparing(Seen::id);

    public Senders(Limits limits, InstantSource clock) {
        this(limits, clock, System::nanoTime);
    }

    Senders(Limits limits, InstantSource clock, LongSupplier nanos) {
        this.limits = limits;
        this.clock = clock;
        this.nanos = nanos;
    }

    /** What is known of the sender, which is heard of now. */
    SenderLog heard(Sender sender) {
        long now = clock.millis();
        synchronized (logs) {
            Key key = Key.of(sender);
            SenderLog log = logs.get(key);
            if (log == null) {
                log = new SenderLog(sender, limits, nanos, now, until -> spent.put(key, until, nanos.getAsLong()));
                logs.put(key, log);
                if (logs.size() > MOST) {
                    logs.remove(logs.keySet().iterator().next());
                }
            }
            log.heard(now);
            return log;
        }
    }

    /** After how many milliseconds a sender may send again that has nothing left; 0 where it may now. Without a lock. */
    long spentMillis(Sender sender) {
        return spent.isEmpty() ? 0 : Math.ceilDiv(spent.waitNanos(Key.of(sender), nanos.getAsLong()), 1_000_000L);
    }

    void refused(Sender sender, RefusedMessage message) {
        synchronized (refused) {
            refused.put(Key.of(sender), message);
            if (refused.size() > MOST_REFUSED) {
                refused.remove(refused.keySet().iterator().next());
            }
        }
    }

    /** Those that were heard of last, the latest first. */
    public List<Seen> list() {
        List<Map.Entry<Key, SenderLog>> all;
        synchronized (logs) {
            all = logs.entrySet().stream()
                    .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
                    .toList();
        }
        Map<Key, RefusedMessage> messages;
        synchronized (refused) {
            messages = Map.copyOf(refused);
        }
        return all.stream()
                .map(entry -> entry.getValue().seen(messages.get(entry.getKey())))
                .sorted(LATEST_FIRST)
                .toList();
    }
}
