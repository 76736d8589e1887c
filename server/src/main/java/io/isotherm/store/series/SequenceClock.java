package io.isotherm.store.series;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Remembers when which sequence was the last one, to tell what has waited for long. */
final class SequenceClock {
    private static final int MARKS = 60;

    private record Mark(long nanos, long sequence) {}

    private final long age;
    private final Deque<Mark> marks = new ArrayDeque<>();
    private long old = Long.MIN_VALUE;

    SequenceClock(Duration age) {
        this.age = age.toNanos();
    }

    /**
     * The greatest sequence that is older than the age.
     *
     * @param last the newest sequence now
     */
    long oldest(long last) {
        long now = System.nanoTime();
        if (marks.isEmpty() || now - marks.getLast().nanos >= age / MARKS) {
            marks.add(new Mark(now, last));
        }
        while (!marks.isEmpty() && now - marks.getFirst().nanos >= age) {
            old = marks.removeFirst().sequence;
        }
        return old;
    }
}
