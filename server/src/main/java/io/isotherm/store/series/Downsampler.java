package io.isotherm.store.series;

import io.isotherm.store.BucketQuery;
import io.isotherm.store.Buckets;
import io.isotherm.store.series.codec.Columns;

/**
 * Answers a bucket query from summaries where a summary lies in one bucket, and from readings elsewhere: a long range
 * costs its blocks' summaries, a short one its readings.
 */
final class Downsampler implements SeriesReader.Visitor {
    private final SeriesReader reader;
    private final BucketBuilder builder;
    private final long from;
    private final long through;

    private Downsampler(SeriesReader reader, BucketQuery query) {
        this.reader = reader;
        builder = new BucketBuilder(query);
        from = query.from();
        through = query.to() - 1;
    }

    static Buckets buckets(SeriesReader reader, BucketQuery query) {
        Downsampler downsampler = new Downsampler(reader, query);
        if (query.from() < query.to()) {
            // In buckets no wider than the shortest part nothing fits a summary: fetch the readings at once.
            boolean data = query.width() < Spans.length(0);
            reader.visit(query.sensor(), downsampler.from, downsampler.through, data, downsampler);
        }
        return downsampler.builder.build();
    }

    @Override
    public void readings(Columns readings, int start, int end) {
        builder.add(readings, start, end);
    }

    @Override
    public void block(Block block) {
        if (fits(block.summary())) {
            builder.add(block.summary());
            return;
        }
        Block whole = block.data() == null ? null : block;
        for (Summary part : block.parts()) {
            if (part.lastTime() < from || part.firstTime() > through) {
                continue;
            }
            if (fits(part)) {
                builder.add(part);
            } else {
                whole = whole == null ? fetched(block) : whole;
                add(whole, part);
            }
        }
        if (block.parts().isEmpty()) {
            add(whole == null ? fetched(block) : whole, block.summary());
        }
    }

    private boolean fits(Summary summary) {
        return summary.firstTime() >= from && summary.lastTime() <= through && builder.fits(summary);
    }

    private Block fetched(Block block) {
        Block whole = reader.withData(block);
        return whole == null ? block : whole;
    }

    private void add(Block whole, Summary part) {
        if (whole.data() == null) {
            // Its readings were dropped as too old: the summary is all there is, and goes where it starts.
            if (part.firstTime() >= from && part.firstTime() <= through) {
                builder.add(part);
            }
            return;
        }
        Columns readings = reader.decode(whole, Math.max(from, part.firstTime()), Math.min(through, part.lastTime()));
        builder.add(readings, 0, readings.size);
    }
}
