package io.isotherm.bench.live;

/**
 * How late frames are at the pages. Each value is the microsecond at which it was posted, or 0. All pages get the same
 * frames, so each is taken apart once.
 */
final class Lateness {
    /** A frame that comes after so long without any is the first after a quiet time. */
    private static final long QUIET_MICROS = 400_000;

    private final Latencies unused = new Latencies();
    private final Latencies first = new Latencies();
    private final Latencies oldest = new Latencies();
    private long frame;
    private int length;
    private long oldestPosted;
    private boolean afterQuiet;
    private long lastLearned = Long.MIN_VALUE / 2;
    private long frames;

    Latencies unused() {
        return unused;
    }

    /** From posting to a page, for what the first frame after a quiet time carries. */
    Latencies first() {
        return first;
    }

    /** From posting the oldest reading of a frame to a page. */
    Latencies oldest() {
        return oldest;
    }

    long frames() {
        return frames;
    }

    void clear() {
        first.clear();
        oldest.clear();
        frames = 0;
    }

    boolean knows(long now, int bytes) {
        return now == frame && bytes == length;
    }

    void learn(long now, int bytes, String values) {
        frame = now;
        length = bytes;
        frames++;
        oldestPosted = Long.MAX_VALUE;
        for (String value : values.split(",", -1)) {
            if (!value.isEmpty() && !value.equals("null")) {
                long posted = (long) Double.parseDouble(value);
                if (posted > 0) {
                    oldestPosted = Math.min(oldestPosted, posted);
                }
            }
        }
        long micros = Event.micros();
        afterQuiet = micros - lastLearned > QUIET_MICROS;
        lastLearned = micros;
    }

    void arrived(long micros) {
        if (oldestPosted != Long.MAX_VALUE) {
            (afterQuiet ? first : oldest).add(micros - oldestPosted);
        }
    }
}
