package io.isotherm.store.series;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.series.codec.CorruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The heads of other processes, followed through the journal, so that a reading is seen here soon after it was
 * acknowledged there. Followed anew, the old ones are kept for a while, so that nothing is out of sight meanwhile: what
 * is met twice is told once.
 */
final class OtherWriters implements Journal.Follower {
    private static final Logger LOG = LoggerFactory.getLogger(OtherWriters.class);
    private static final long KEPT_NANOS = 60_000_000_000L;

    /**
     * What was trimmed is kept for so long: news of the blocks that it went into may come a little later, and a reader
     * that has old ones in its memory would find it in neither.
     */
    private static final long TRIM_NANOS = 10_000_000_000L;

    private record Trim(long at, String writer, long sequence) {}

    /** What is to be done about removals; {@code through} is inclusive. */
    interface Removal {
        /** Takes a sensor's readings out of this process's own heads. */
        void remove(int sensor, long from, long through);

        /** They are gone from another process's heads: the sensor's newest reading may be another one now. */
        void removedElsewhere(int sensor, long from, long through);
    }

    private final Heads own;
    private final int chunkReadings;
    private final Removal removal;
    private volatile Consumer<ReadingBatch> heard = batch -> {};
    private final Queue<Trim> trims = new ConcurrentLinkedQueue<>();
    private volatile Map<String, Heads> writers = new ConcurrentHashMap<>();
    private volatile Map<String, Heads> before = Map.of();
    private volatile long restartedAt;

    OtherWriters(Heads own, int chunkReadings, Removal removal) {
        this.own = own;
        this.chunkReadings = chunkReadings;
        this.removal = removal;
    }

    /** From now on hands over what others append; some of it may come twice. */
    void hear(Consumer<ReadingBatch> listener) {
        heard = listener;
    }

    /** The heads of all other writers. */
    List<Heads> heads() {
        List<Heads> all = new ArrayList<>(writers.values());
        Map<String, Heads> earlier = before;
        if (!earlier.isEmpty()) {
            if (System.nanoTime() - restartedAt < KEPT_NANOS) {
                all.addAll(earlier.values());
            } else {
                before = Map.of();
            }
        }
        return all;
    }

    @Override
    public void appended(String writer, long sequence, byte[] record) {
        Heads heads = writers.computeIfAbsent(writer, name -> new Heads(chunkReadings));
        try {
            heads.take(sequence, record, new Heads.Also() {
                @Override
                public void readings(ReadingBatch batch) {
                    for (int i = 0; i < batch.size(); i++) {
                        own.of(batch.sensor(i)).noteNewest(batch.time(i), batch.value(i), batch.flags(i));
                    }
                    heard.accept(batch);
                }

                @Override
                public void removed(int sensor, long from, long through) {
                    removal.removedElsewhere(sensor, from, through);
                }
            });
        } catch (CorruptException e) {
            LOG.error("journal record damaged writer={} sequence={} reason=\"{}\"", writer, sequence, e.getMessage());
        }
    }

    @Override
    public void trimmed(String writer, long sequence) {
        trims.add(new Trim(System.nanoTime(), writer, sequence));
    }

    /** Forgets what was trimmed some time ago. */
    void forgetTrimmed() {
        forgetTrimmed(TRIM_NANOS);
    }

    /** Forgets what was trimmed, however short ago: blocks that it went into may have been dropped. */
    void forgetTrimmedNow() {
        forgetTrimmed(0);
    }

    /** Forgets of a sensor's range what is here for no other reason than that others may still look for it. */
    void forgetLeftovers(int sensor, long from, long through) {
        forgetTrimmed(0);
        for (Heads earlier : before.values()) {
            Head head = earlier.get(sensor);
            if (head != null) {
                head.remove(from, through);
            }
        }
    }

    private synchronized void forgetTrimmed(long age) {
        for (Trim trim = trims.peek(); trim != null && System.nanoTime() - trim.at >= age; trim = trims.peek()) {
            trims.poll();
            Heads heads = writers.get(trim.writer);
            if (heads != null) {
                long sequence = trim.sequence;
                heads.forEach((sensor, head) -> head.trimmed(sequence));
            }
        }
    }

    @Override
    public void restarted() {
        before = writers;
        restartedAt = System.nanoTime();
        writers = new ConcurrentHashMap<>();
    }

    @Override
    public void removed(int sensor, long from, long to) {
        long through = Spans.through(to);
        forgetLeftovers(sensor, from, through);
        removal.remove(sensor, from, through);
    }
}
