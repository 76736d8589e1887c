package io.isotherm.store.series;

import io.isotherm.store.Conflict;
import io.isotherm.store.series.codec.Columns;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One sensor's readings that are in the journal and not yet in a block: the newest ones open, in ascending order (the
 * tail), the others packed into chunks. A reading has its identity once in a head, whatever comes. Also remembers the
 * sensor's newest reading after it has left. Guarded by its own monitor. Ranges end with their last millisecond, so
 * that the greatest time is a time like others.
 */
final class Head {
    /** Losers remembered until the next block is written; beyond, they are only counted. */
    private static final int MOST_LOSERS = 1_000;

    private static final int TAIL_ENTRY = Long.BYTES + Double.BYTES + Integer.BYTES;

    private final int chunkReadings;
    private final Columns tail = new Columns(0);
    private long tailLowest = Long.MAX_VALUE;
    private long tailHighest = Long.MIN_VALUE;
    private final Chunks chunks = new Chunks();
    private @Nullable Columns losers;

    private boolean known;
    private long newestTime;
    private double newestValue;
    private int newestFlags;

    /** @param chunkReadings with so many the tail is packed into a chunk */
    Head(int chunkReadings) {
        this.chunkReadings = chunkReadings;
    }

    /** What {@link #add} did. */
    enum Outcome {
        ADDED,
        REPEATED,
        CONFLICT
    }

    /** Takes in a reading that came with the journal record of this sequence. */
    synchronized Outcome add(long time, double value, int flags, long sequence) {
        boolean afterAll =
                (tail.size == 0 || time > tail.times[tail.size - 1]) && (chunks.count() == 0 || time > chunks.last());
        Outcome outcome = Outcome.ADDED;
        if (afterAll) {
            tail.add(time, value, flags);
        } else {
            outcome = insert(time, value, flags, sequence);
        }
        if (outcome == Outcome.ADDED) {
            tailLowest = Math.min(tailLowest, sequence);
            tailHighest = Math.max(tailHighest, sequence);
            if (tail.size >= chunkReadings) {
                pack(tail.size);
            }
        }
        note(time, value, flags);
        return outcome;
    }

    // Late, or there already.
    private Outcome insert(long time, double value, int flags, long sequence) {
        int at = Arrays.binarySearch(tail.times, 0, tail.size, time);
        if (at >= 0) {
            // What is here may have come with this record now.
            tailHighest = Math.max(tailHighest, sequence);
            return rival(tail, at, value, flags);
        }
        for (int c = 0; time <= chunks.last() && c < chunks.count(); c++) {
            Chunk chunk = chunks.get(c);
            if (chunk.spans(time)) {
                Columns readings = chunk.decoded();
                int there = Arrays.binarySearch(readings.times, 0, readings.size, time);
                if (there >= 0) {
                    long before = Double.doubleToRawLongBits(readings.values[there]);
                    int flagsBefore = readings.flags[there];
                    Outcome outcome = rival(readings, there, value, flags);
                    if (before != Double.doubleToRawLongBits(readings.values[there])
                            || flagsBefore != readings.flags[there]) {
                        long highest = Math.max(chunk.highest(), sequence);
                        chunks.replace(c, Chunk.of(readings, 0, readings.size, chunk.lowest(), highest));
                    }
                    return outcome;
                }
            }
        }
        int place = -at - 1;
        int after = tail.size - place;
        tail.add(time, value, flags);
        System.arraycopy(tail.times, place, tail.times, place + 1, after);
        System.arraycopy(tail.values, place, tail.values, place + 1, after);
        System.arraycopy(tail.flags, place, tail.flags, place + 1, after);
        tail.times[place] = time;
        tail.values[place] = value;
        tail.flags[place] = flags;
        return Outcome.ADDED;
    }

    private Outcome rival(Columns readings, int at, double value, int flags) {
        long bits = Double.doubleToRawLongBits(value);
        long there = Double.doubleToRawLongBits(readings.values[at]);
        if (bits == there && flags == readings.flags[at]) {
            return Outcome.REPEATED;
        }
        if (Conflict.wins(bits, flags, there, readings.flags[at])) {
            noteLoser(readings.times[at], readings.values[at], readings.flags[at]);
            readings.values[at] = value;
            readings.flags[at] = flags;
        } else {
            noteLoser(readings.times[at], value, flags);
        }
        return Outcome.CONFLICT;
    }

    private void noteLoser(long time, double value, int flags) {
        Columns list = losers == null ? new Columns(1) : losers;
        losers = list;
        if (list.size < MOST_LOSERS) {
            list.add(time, value, flags);
        }
    }

    /** Packs the first readings of the tail into a chunk. */
    private void pack(int count) {
        if (count == 0) {
            return;
        }
        chunks.add(Chunk.of(tail, 0, count, tailLowest, tailHighest));
        int left = tail.size - count;
        System.arraycopy(tail.times, count, tail.times, 0, left);
        System.arraycopy(tail.values, count, tail.values, 0, left);
        System.arraycopy(tail.flags, count, tail.flags, 0, left);
        tail.size = left;
        if (left == 0) {
            tailLowest = Long.MAX_VALUE;
            tailHighest = Long.MIN_VALUE;
        }
    }

    /** What is here now of a range, {@code through} inclusive, as columns each ascending and without empty ones. */
    List<Columns> snapshot(long from, long through) {
        Chunks.Taken packed;
        Columns open = new Columns(0);
        synchronized (this) {
            packed = chunks.taken();
            open.addAll(tail, tail.lowerBound(from), upperBound(through));
        }
        List<Columns> runs = packed.decode(from, through);
        if (open.size > 0) {
            runs.add(open);
        }
        return runs;
    }

    private int upperBound(long through) {
        return through == Long.MAX_VALUE ? tail.size : Math.max(tail.lowerBound(through + 1), 0);
    }

    /**
     * The chunks of all readings up to a time, which stay here until {@link #left}: what was open of them is packed now,
     * and a chunk across the time is cut in two.
     */
    synchronized Leaving leaving(long through) {
        pack(upperBound(through));
        if (through < Long.MAX_VALUE) {
            chunks.cut(through + 1);
        }
        Columns lost = losers == null ? new Columns(0) : losers;
        losers = null;
        return new Leaving(chunks.all(chunk -> chunk.last() <= through), lost);
    }

    /** The readings lie in blocks now: forgets the chunks, but for those that changed meanwhile. */
    synchronized void left(Leaving leaving) {
        Set<Chunk> gone = new HashSet<>(leaving.chunks());
        chunks.keep(chunk -> !gone.contains(chunk));
    }

    /** The writing failed: what was to be listed with it is to be listed later. */
    synchronized void stayed(Leaving leaving) {
        Columns lost = leaving.losers();
        for (int i = 0; i < lost.size; i++) {
            noteLoser(lost.times[i], lost.values[i], lost.flags[i]);
        }
    }

    /** Forgets what came with records up to this sequence, as far as it can be told apart from what came later. */
    synchronized void trimmed(long sequence) {
        chunks.keep(chunk -> chunk.highest() > sequence);
        if (tailHighest <= sequence) {
            tail.clear();
            tailLowest = Long.MAX_VALUE;
            tailHighest = Long.MIN_VALUE;
        }
    }

    /** Removes the readings of a range, {@code through} inclusive; the newest reading stays as it is. */
    synchronized void remove(long from, long through) {
        pack(tail.size);
        chunks.remove(from, through);
        Columns list = losers;
        losers = null;
        if (list != null) {
            for (int i = 0; i < list.size; i++) {
                if (list.times[i] < from || list.times[i] > through) {
                    noteLoser(list.times[i], list.values[i], list.flags[i]);
                }
            }
        }
    }

    /** No reading here came with a record below this sequence; {@link Long#MAX_VALUE} where there is none. */
    synchronized long lowest() {
        long lowest = tailLowest;
        for (int c = 0; c < chunks.count(); c++) {
            lowest = Math.min(lowest, chunks.get(c).lowest());
        }
        return lowest;
    }

    /** How many readings are here, and between which times. */
    synchronized Extent extent() {
        int count = tail.size;
        long first = tail.size == 0 ? Long.MAX_VALUE : tail.times[0];
        long last = tail.size == 0 ? Long.MIN_VALUE : tail.times[tail.size - 1];
        long lowest = tailLowest;
        int bytes = tail.size * TAIL_ENTRY;
        for (int c = 0; c < chunks.count(); c++) {
            Chunk chunk = chunks.get(c);
            count += chunk.count();
            first = Math.min(first, chunk.first());
            last = Math.max(last, chunk.last());
            lowest = Math.min(lowest, chunk.lowest());
            bytes += chunk.bytes();
        }
        return new Extent(count, first, last, lowest, bytes);
    }

    /** The losers not yet written, of a range, {@code through} inclusive. */
    synchronized Columns losers(long from, long through) {
        Columns found = new Columns(0);
        Columns list = losers;
        for (int i = 0; list != null && i < list.size; i++) {
            if (list.times[i] >= from && list.times[i] <= through) {
                found.add(list.times[i], list.values[i], list.flags[i]);
            }
        }
        return found;
    }

    /** Takes note of a reading that is somewhere: if it is the newest, it is the sensor's newest. */
    synchronized void noteNewest(long time, double value, int flags) {
        note(time, value, flags);
    }

    // With the monitor, once for a reading that is added.
    private void note(long time, double value, int flags) {
        if (known && time <= newestTime) {
            long bits = Double.doubleToRawLongBits(value);
            if (time < newestTime
                    || !Conflict.wins(bits, flags, Double.doubleToRawLongBits(newestValue), newestFlags)) {
                return;
            }
        }
        known = true;
        newestTime = time;
        newestValue = value;
        newestFlags = flags;
    }

    /** Sets the sensor's newest reading, whatever it was. */
    synchronized void setNewest(long time, double value, int flags) {
        known = true;
        newestTime = time;
        newestValue = value;
        newestFlags = flags;
    }

    /** The sensor has no newest reading any more. */
    synchronized void forgetNewest() {
        known = false;
    }

    /** Adds the newest reading to the columns; false where there is none. */
    synchronized boolean newest(Columns into) {
        if (known) {
            into.add(newestTime, newestValue, newestFlags);
        }
        return known;
    }

    /** Readings on their way into blocks, and those that lost against readings here. */
    record Leaving(List<Chunk> chunks, Columns losers) {}

    /**
     * @param first epoch milliseconds; likewise {@code last}
     * @param lowest no reading came with a record below this sequence
     * @param bytes of memory that goes when the readings do
     */
    record Extent(int count, long first, long last, long lowest, int bytes) {}
}
