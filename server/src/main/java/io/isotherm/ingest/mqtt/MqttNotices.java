package io.isotherm.ingest.mqtt;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Decides which lines about clients are logged: MQTT 3.1.1 gives no way to tell a client what is wrong with its message,
 * so the operator is told, but not a million times. Bounded in memory and in lines, whatever clients call themselves.
 */
final class MqttNotices {
    /** Logged once for as long as the client is remembered. */
    static final Duration ONCE = Duration.ofDays(1);

    static final Duration MINUTELY = Duration.ofMinutes(1);

    private static final int MAX_REMEMBERED = 2_000;
    private static final int MAX_LINES_A_MINUTE = 60;

    private final LongSupplier nanoTime;
    private long minute = Long.MIN_VALUE;
    private int lines;

    // By client and kind, the longest unused first.
    private final Map<String, Long> logged = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    MqttNotices(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether a line of this kind about this client is due; then it counts as logged. */
    synchronized boolean isDue(String client, String kind, Duration interval) {
        long now = nanoTime.getAsLong();
        String subject = kind + ' ' + client;
        Long last = logged.get(subject);
        if (last != null && now - last < interval.toNanos()) {
            return false;
        }
        if (minute == Long.MIN_VALUE || now - minute >= MINUTELY.toNanos()) {
            minute = now;
            lines = 0;
        }
        if (lines >= MAX_LINES_A_MINUTE) {
            return false;
        }
        lines++;
        logged.put(subject, now);
        return true;
    }
}
