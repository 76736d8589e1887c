package io.isotherm.store.series;

import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Unit;
import io.isotherm.store.series.BlockStore.Change;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Blocks for tests, and how they are compared: to the bit, as text. */
public final class Blocks {
    public static final int GOOD = Flags.of(Flags.GOOD, Unit.CELSIUS);

    private Blocks() {}

    /** A block that was not written yet; another seed gives other readings. */
    public static Block block(int sensor, int level, long start, long seed) {
        Random random = new Random(seed * 31 + start);
        byte[] data = new byte[200 + random.nextInt(4_000)];
        random.nextBytes(data);
        return block(sensor, level, start, data, summary(start, Spans.end(level, start), random));
    }

    public static Block block(int sensor, int level, long start, byte @Nullable [] data, Summary summary) {
        return new Block(sensor, level, start, 0, summary, 0, List.of(), data);
    }

    /** Of readings within a span, with the decimals that sensors send. */
    public static Summary summary(long from, long to, Random random) {
        long first = from + random.nextLong(Math.max(1, (to - from) / 8));
        long last = to - 1 - random.nextLong(Math.max(1, (to - from) / 8));
        double min = random.nextInt(-2_000, 500) / 100.0;
        double max = min + random.nextInt(300) / 100.0;
        int count = 2 + random.nextInt(4_000);
        return new Summary(
                count,
                count - random.nextInt(2),
                Unit.CELSIUS.code(),
                min,
                max,
                (min + max) / 2 * count,
                first,
                max,
                GOOD,
                last,
                min,
                GOOD,
                first + (last - first) / 3,
                (last - first) / 10 + 1,
                (last - first) / 11);
    }

    /** The same block as it is in its home after so many writings. */
    public static Block written(Block block, long version) {
        return new Block(
                block.sensor(),
                block.level(),
                block.start(),
                version,
                block.summary(),
                block.partLength(),
                block.parts(),
                block.data());
    }

    public static Block withData(Block block, byte @Nullable [] data) {
        return new Block(
                block.sensor(),
                block.level(),
                block.start(),
                block.version(),
                block.summary(),
                block.partLength(),
                block.parts(),
                data);
    }

    public static Block withParts(Block block, long partLength, List<Summary> parts) {
        return new Block(
                block.sensor(),
                block.level(),
                block.start(),
                block.version(),
                block.summary(),
                partLength,
                parts,
                block.data());
    }

    /** A change that adds blocks and replaces none. */
    public static Change add(Block... blocks) {
        return new Change(List.of(), List.of(blocks), ReadingBatch.EMPTY);
    }

    /** A change that puts a block in the place of the one that was found. */
    public static Change replace(Block found, Block by) {
        return new Change(List.of(found), List.of(written(by, found.version())), ReadingBatch.EMPTY);
    }

    public static Change remove(Block... found) {
        return new Change(List.of(found), List.of(), ReadingBatch.EMPTY);
    }

    public static List<String> show(List<Block> blocks) {
        List<String> shown = new ArrayList<>();
        blocks.forEach(block -> shown.add(show(block)));
        return shown;
    }

    /** All of a block, doubles by their bits. */
    public static String show(Block block) {
        byte[] data = block.data();
        List<String> parts = new ArrayList<>();
        block.parts().forEach(part -> parts.add(show(part)));
        return "sensor " + block.sensor() + " level " + block.level() + " start " + block.start() + " version "
                + block.version() + " of " + show(block.summary()) + " by " + block.partLength() + " " + parts
                + " data " + (data == null ? "none" : HexFormat.of().formatHex(data));
    }

    private static String show(Summary s) {
        return s.count() + "," + s.good() + "," + s.unit() + "," + bits(s.min()) + "," + bits(s.max()) + ","
                + bits(s.sum()) + "," + s.firstTime() + "," + bits(s.firstValue()) + "," + s.firstFlags() + ","
                + s.lastTime() + "," + bits(s.lastValue()) + "," + s.lastFlags() + "," + s.gapFrom() + "," + s.gap()
                + "," + s.nextGap();
    }

    private static String bits(double value) {
        return Long.toHexString(Double.doubleToRawLongBits(value));
    }
}
