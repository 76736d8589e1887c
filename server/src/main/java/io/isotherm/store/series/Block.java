package io.isotherm.store.series;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One sensor's readings of one span, with their summary.
 *
 * @param level of its span ({@link Spans})
 * @param start of its span, epoch milliseconds
 * @param version counts the writings of this block in its home, from 1; 0 for one that was not written yet
 * @param summary of all its readings
 * @param partLength milliseconds: an hour where an hour of the block has 32 readings on the average, else four hours or
 *     a day; 0 where the block is not longer than that, and has no parts
 * @param parts summaries by part, ascending, of the parts with readings; each part is the time between two neighbouring
 *     multiples of the part's length
 * @param data the readings, encoded ({@link io.isotherm.store.series.codec.BlockCodec}); null where they were not asked
 *     for, or were dropped when they were too old
 */
public record Block(
        int sensor,
        int level,
        long start,
        long version,
        Summary summary,
        long partLength,
        List<Summary> parts,
        byte @Nullable [] data) {
    /** The first millisecond after its span. */
    public long end() {
        return Spans.end(level, start);
    }
}
