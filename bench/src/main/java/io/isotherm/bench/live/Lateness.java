package io.isotherm.bench.live;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How late frames are at the pages. Each value is the microsecond at which it was posted, or 0. All pages get the same
 * frames, so each is taken apart once, at the first page; they are told apart by the server's clock and their length.
 */
final class Lateness {
    /** A frame that comes after so long without any is the first after a quiet time. */
    private static final long QUIET_MICROS = 400_000;

    private static final int REMEMBERED = 512;

    private record Key(long now, int length) {}

    /** @param oldest when the oldest of its readings was posted; 0 when none was */
    private record Frame(long oldest, boolean isFirst) {}

    private final Latencies unused = new Latencies();
    private final Latencies first = new Latencies();
    private final Latencies later = new Latencies();
    private final Map<Key, Frame> frames = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Frame> eldest) {
            return size() > REMEMBERED;
        }
    };
    private long lastLearned = Long.MIN_VALUE / 2;
    private long count;

    Latencies unused() {
        return unused;
    }

    /** From posting to a page, for what the first frame after a quiet time carries. */
    Latencies first() {
        return first;
    }

    /** From posting the oldest reading of a later frame to a page. */
    Latencies later() {
        return later;
    }

    long frames() {
        return count;
    }

    void clear() {
        first.clear();
        later.clear();
        count = 0;
    }

    /** A frame came; its text is asked for when it is the first time. */
    void arrived(long now, int length, Supplier<String> values) {
        long micros = Event.micros();
        Key key = new Key(now, length);
        @Nullable Frame frame = frames.get(key);
        if (frame == null) {
            frame = new Frame(oldest(values.get()), micros - lastLearned > QUIET_MICROS);
            frames.put(key, frame);
            lastLearned = micros;
            count++;
        }
        if (frame.oldest > 0) {
            (frame.isFirst ? first : later).add(micros - frame.oldest);
        }
    }

    private static long oldest(String values) {
        long oldest = Long.MAX_VALUE;
        for (String value : values.split(",", -1)) {
            long posted = value.isEmpty() || value.equals("null") ? 0 : (long) Double.parseDouble(value);
            if (posted > 0) {
                oldest = Math.min(oldest, posted);
            }
        }
        return oldest == Long.MAX_VALUE ? 0 : oldest;
    }
}
