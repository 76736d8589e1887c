package io.isotherm.store.series;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.series.BlockStore.Find;
import io.isotherm.store.series.codec.BlockCodec;
import io.isotherm.store.series.codec.Columns;
import io.isotherm.store.series.codec.CorruptException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a range of one sensor: what lies in blocks and what is in heads, put together by identity, ascending. The heads
 * are looked at first: what moves into a block meanwhile is met twice and told once, and never missed.
 */
final class SeriesReader {
    /** Readings handed on at once. */
    static final int PIECE = 4_096;

    /** Blocks fetched at once with their readings: about 100 KB. */
    private static final int WITH_DATA = 32;

    private static final int WITHOUT_DATA = 2_000;

    private final BlockStore home;
    private final Supplier<List<Heads>> heads;
    private final Damage damage;

    /** @param heads of all writers, this process's among them */
    SeriesReader(BlockStore home, Supplier<List<Heads>> heads, Damage damage) {
        this.home = home;
        this.heads = heads;
        this.damage = damage;
    }

    /** Takes in a range, piece by piece, ascending. */
    interface Visitor {
        /** Readings of the range, from an index to another, exclusive. */
        void readings(Columns readings, int from, int to);

        /**
         * A block with which nothing else is to be put together; some of its readings may lie outside of the range. It
         * comes with its data if that was asked for.
         */
        void block(Block block);
    }

    /** Visits a range, {@code through} inclusive. */
    void visit(int sensor, long from, long through, boolean data, Visitor visitor) {
        new Visit(sensor, from, through, visitor).run(data);
    }

    /** Every reading of a range, {@code through} inclusive, in pieces. */
    void read(int sensor, long from, long through, Consumer<ReadingBatch> sink) {
        Pieces pieces = new Pieces(sensor, sink);
        visit(sensor, from, through, true, new Visitor() {
            @Override
            public void readings(Columns readings, int start, int end) {
                pieces.take(readings, start, end);
            }

            @Override
            public void block(Block block) {
                Columns readings = decode(block, from, through);
                pieces.take(readings, 0, readings.size);
            }
        });
    }

    /** The block's readings of a range; none where they were dropped, or are damaged, which is noted. */
    Columns decode(Block block, long from, long through) {
        Columns readings = new Columns(block.summary().count());
        byte[] data = block.data();
        if (data == null) {
            return readings;
        }
        try {
            if (from <= block.summary().firstTime() && block.summary().lastTime() <= through) {
                BlockCodec.decode(data, readings);
            } else {
                BlockCodec.decode(data, from, Spans.after(through), readings);
            }
        } catch (CorruptException e) {
            damage.note(block, e);
            readings.clear();
        }
        return readings;
    }

    /** The block with its data; null where it is not there any more. */
    @Nullable
    Block withData(Block block) {
        for (Block there : home.find(Find.all(block.sensor(), block.start(), block.end(), Spans.LEVELS, true))) {
            if (there.level() == block.level() && there.start() == block.start()) {
                return there;
            }
        }
        return null;
    }

    /** What the heads hold of a range, {@code through} inclusive. */
    Columns inHeads(int sensor, long from, long through) {
        List<Columns> runs = new ArrayList<>();
        for (Heads writer : heads.get()) {
            Head head = writer.get(sensor);
            if (head != null) {
                runs.addAll(head.snapshot(from, through));
            }
        }
        return new Merge().of(runs);
    }

    /** One walk over a range. */
    private final class Visit {
        private final int sensor;
        private final long from;
        private final long through;
        private final Visitor visitor;
        private final Columns open;
        private int next;

        // Blocks whose spans overlap each other, which is one but for rare moments.
        private final List<Block> cluster = new ArrayList<>();
        private long clusterEnd;

        Visit(int sensor, long from, long through, Visitor visitor) {
            this.sensor = sensor;
            this.from = from;
            this.through = through;
            this.visitor = visitor;
            open = inHeads(sensor, from, through);
        }

        void run(boolean data) {
            int limit = data ? WITH_DATA : WITHOUT_DATA;
            long to = Spans.after(through);
            Find find = Find.all(sensor, from, to, limit, data);
            while (true) {
                List<Block> page = home.find(find);
                for (Block block : page) {
                    if (!cluster.isEmpty() && block.start() >= clusterEnd) {
                        finishCluster(data);
                    }
                    clusterEnd = cluster.isEmpty() ? block.end() : Math.max(clusterEnd, block.end());
                    cluster.add(block);
                }
                if (page.size() < limit) {
                    break;
                }
                find = find.after(page.getLast());
            }
            finishCluster(data);
            tell(open.size);
        }

        private void tell(int end) {
            if (end > next) {
                visitor.readings(open, next, end);
                next = end;
            }
        }

        private void finishCluster(boolean data) {
            if (cluster.isEmpty()) {
                return;
            }
            if (cluster.size() == 1) {
                Summary summary = cluster.getFirst().summary();
                tell(open.lowerBound(summary.firstTime()));
                if (next == open.size || open.times[next] > summary.lastTime()) {
                    visitor.block(cluster.getFirst());
                    cluster.clear();
                    return;
                }
            }
            tell(open.lowerBound(cluster.getFirst().start()));
            List<Columns> parts = new ArrayList<>();
            for (Block block : cluster) {
                Block whole = data ? block : withData(block);
                if (whole != null) {
                    parts.add(decode(whole, from, through));
                }
            }
            int end = clusterEnd == Long.MAX_VALUE ? open.size : open.lowerBound(clusterEnd);
            Columns fresh = new Columns(end - next);
            fresh.addAll(open, next, end);
            next = end;
            parts.add(fresh);
            Columns merged = new Merge().of(parts);
            if (merged.size > 0) {
                visitor.readings(merged, 0, merged.size);
            }
            cluster.clear();
        }
    }

    /** Makes batches for a sink. */
    private static final class Pieces {
        private final int sensor;
        private final Consumer<ReadingBatch> sink;
        private int[] sensors = {};

        Pieces(int sensor, Consumer<ReadingBatch> sink) {
            this.sensor = sensor;
            this.sink = sink;
        }

        /** The sensor's number, at least so often; shared by all batches, and short where they are. */
        private int[] sensors(int size) {
            if (sensors.length < size) {
                sensors = new int[size];
                Arrays.fill(sensors, sensor);
            }
            return sensors;
        }

        /** The columns are the batch's own from here on, if they fit one. */
        void take(Columns readings, int start, int end) {
            if (start == 0 && end == readings.size && end <= PIECE) {
                if (end > 0) {
                    sink.accept(ReadingBatch.of(end, sensors(end), readings.times, readings.values, readings.flags));
                }
                return;
            }
            for (int from = start; from < end; from += PIECE) {
                int to = Math.min(end, from + PIECE);
                sink.accept(ReadingBatch.of(
                        to - from,
                        sensors(to - from),
                        Arrays.copyOfRange(readings.times, from, to),
                        Arrays.copyOfRange(readings.values, from, to),
                        Arrays.copyOfRange(readings.flags, from, to)));
            }
        }
    }
}
