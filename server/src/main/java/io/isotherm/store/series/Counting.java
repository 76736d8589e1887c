package io.isotherm.store.series;

import io.isotherm.store.series.codec.Columns;
import org.jspecify.annotations.Nullable;

/** Counts the readings of a range: by summaries, but for the blocks at its ends. */
final class Counting implements SeriesReader.Visitor {
    private final SeriesReader reader;
    private final long from;
    private final long through;
    private long count;

    private Counting(SeriesReader reader, long from, long through) {
        this.reader = reader;
        this.from = from;
        this.through = through;
    }

    static long count(SeriesReader reader, int sensor, long from, long through) {
        Counting counting = new Counting(reader, from, through);
        reader.visit(sensor, from, through, false, counting);
        return counting.count;
    }

    @Override
    public void readings(Columns readings, int start, int end) {
        count += end - start;
    }

    @Override
    public void block(Block block) {
        Summary summary = block.summary();
        if (summary.firstTime() >= from && summary.lastTime() <= through) {
            count += summary.count();
        } else if (summary.firstTime() <= through && summary.lastTime() >= from) {
            @Nullable Block whole = reader.withData(block);
            if (whole != null) {
                count += reader.decode(whole, from, through).size;
            }
        }
    }
}
