package io.isotherm.store.series;

import io.isotherm.store.series.codec.CorruptException;
import java.util.ArrayList;
import java.util.List;

/**
 * A block's summary and those of its parts as bytes, lossless to the bit: docs/storage-format.md, "Summary". Values that
 * are decimals of a few digits, as most are, become small integers; times become differences. Ends with a checksum over
 * the row and all before it.
 */
public final class SummaryCodec {
    private static final int VERSION = 1;

    /** More digits make integers that are longer than the double. */
    static final int MOST_DECIMALS = 9;

    // Bits of the word before each summary.
    private static final int RAW_MIN = 1;
    private static final int RAW_MAX = 1 << 1;
    private static final int RAW_SUM = 1 << 2;
    private static final int RAW_FIRST = 1 << 3;
    private static final int RAW_LAST = 1 << 4;
    private static final int NOT_ALL_GOOD = 1 << 5;
    /** The first reading's flags are not those of a good one in the summary's unit. */
    private static final int FIRST_FLAGS = 1 << 6;

    /** The last reading's flags are not those of the first. */
    private static final int LAST_FLAGS = 1 << 7;

    private static final int OTHER_UNIT = 1 << 8;
    private static final int KNOWN = (1 << 9) - 1;

    /** The bytes that a summary takes at least: the word and twelve numbers. */
    private static final int LEAST = 13;

    /** A summary in front of the first one, from which that one differs. */
    private static final Summary NONE = new Summary(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private SummaryCodec() {}

    /** What the bytes hold: {@link Block#summary}, {@link Block#partLength}, {@link Block#parts}. */
    public record Stored(Summary whole, long partLength, List<Summary> parts) {}

    public static byte[] encode(Block block, BlockRow row) {
        int decimals = decimals(block.summary());
        SummaryBytes out = SummaryBytes.toWrite(64 + 48 * block.parts().size());
        out.putByte(VERSION);
        out.putByte(decimals);
        out.putUnsigned(block.partLength());
        out.putUnsigned(block.parts().size());
        put(out, block.summary(), NONE, block.start(), Spans.length(block.level()), decimals);
        Summary before = block.summary();
        long from = block.start();
        for (Summary part : block.parts()) {
            put(out, part, before, from, block.partLength(), decimals);
            before = part;
            from = part.lastTime();
        }
        return out.sealed(row);
    }

    /** The same summary, unchecked, for another row in place of the one that it was made for. */
    public static byte[] resealed(byte[] bytes, BlockRow row, BlockRow now) {
        return SummaryBytes.resealed(bytes, row, now);
    }

    /** @throws CorruptException when the bytes are not what {@link #encode} made for this row */
    public static Stored decode(BlockRow row, byte[] bytes) {
        SummaryBytes in = SummaryBytes.toRead(row, bytes);
        int version = in.getByte();
        if (version != VERSION) {
            throw new CorruptException("summary of version " + version);
        }
        int decimals = in.getByte();
        if (decimals < 0 || decimals > MOST_DECIMALS) {
            throw new CorruptException("summary of " + decimals + " decimals");
        }
        long partLength = in.getUnsigned();
        long count = in.getUnsigned();
        Summary whole = get(in, NONE, row.start(), Spans.length(row.level()), decimals);
        if (count < 0 || count > in.left() / LEAST) {
            throw new CorruptException("summary of " + count + " parts in " + in.left() + " bytes");
        }
        List<Summary> parts = new ArrayList<>((int) count);
        Summary before = whole;
        long from = row.start();
        for (int i = 0; i < count; i++) {
            Summary part = get(in, before, from, partLength, decimals);
            parts.add(part);
            before = part;
            from = part.lastTime();
        }
        if (in.left() != 0) {
            throw new CorruptException(in.left() + " bytes after the summary");
        }
        return new Stored(whole, partLength, parts);
    }

    /** The least number of decimals that the values have, where they have few. */
    private static int decimals(Summary summary) {
        for (int decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
            if (Decimal.is(summary.min(), decimals)
                    && Decimal.is(summary.max(), decimals)
                    && Decimal.is(summary.firstValue(), decimals)
                    && Decimal.is(summary.lastValue(), decimals)) {
                return decimals;
            }
        }
        return 2;
    }

    private static void put(SummaryBytes out, Summary s, Summary before, long from, long length, int decimals) {
        int word = word(s, before, decimals);
        out.putUnsigned(word);
        out.putUnsigned(s.count());
        if ((word & NOT_ALL_GOOD) != 0) {
            out.putSigned((long) s.count() - s.good());
        }
        if ((word & OTHER_UNIT) != 0) {
            out.putSigned(s.unit());
        }
        long scale = Decimal.nearest(before.min(), decimals);
        scale = putValue(out, s.min(), scale, decimals, (word & RAW_MIN) != 0);
        long top = putValue(out, s.max(), scale, decimals, (word & RAW_MAX) != 0);
        putValue(out, s.firstValue(), scale, decimals, (word & RAW_FIRST) != 0);
        putValue(out, s.lastValue(), scale, decimals, (word & RAW_LAST) != 0);
        if ((word & RAW_SUM) != 0) {
            out.putDouble(s.sum());
        } else {
            long sum = Decimal.nearest(s.sum(), decimals);
            out.putSigned(sum - middle(scale, top, s.good()));
            out.putSigned(Decimal.off(s.sum(), sum, decimals));
        }
        if ((word & FIRST_FLAGS) != 0) {
            out.putSigned(s.firstFlags());
        }
        if ((word & LAST_FLAGS) != 0) {
            out.putSigned(s.lastFlags());
        }
        out.putSigned(s.firstTime() - from);
        out.putSigned(s.firstTime() + length - s.lastTime());
        out.putSigned(s.gapFrom() - s.firstTime());
        out.putSigned(s.gap());
        out.putSigned(s.gap() - s.nextGap());
    }

    private static Summary get(SummaryBytes in, Summary before, long from, long length, int decimals) {
        long word = in.getUnsigned();
        if ((word & ~KNOWN) != 0) {
            throw new CorruptException("summary with bits " + Long.toHexString(word));
        }
        int count = in.getInt(in.getUnsigned());
        int good = (word & NOT_ALL_GOOD) == 0 ? count : in.getInt(count - in.getSigned());
        int unit = (word & OTHER_UNIT) == 0 ? before.unit() : in.getInt(in.getSigned());
        long scale = Decimal.nearest(before.min(), decimals);
        double min = getValue(in, scale, decimals, (word & RAW_MIN) != 0);
        scale = (word & RAW_MIN) != 0 ? scale : Decimal.nearest(min, decimals);
        double max = getValue(in, scale, decimals, (word & RAW_MAX) != 0);
        long top = (word & RAW_MAX) != 0 ? scale : Decimal.nearest(max, decimals);
        double firstValue = getValue(in, scale, decimals, (word & RAW_FIRST) != 0);
        double lastValue = getValue(in, scale, decimals, (word & RAW_LAST) != 0);
        double sum;
        if ((word & RAW_SUM) != 0) {
            sum = in.getDouble();
        } else {
            long scaled = in.getSigned() + middle(scale, top, good);
            sum = Decimal.of(scaled, decimals, in.getSigned());
        }
        int firstFlags = (word & FIRST_FLAGS) == 0 ? plain(unit) : in.getInt(in.getSigned());
        int lastFlags = (word & LAST_FLAGS) == 0 ? firstFlags : in.getInt(in.getSigned());
        long firstTime = from + in.getSigned();
        long lastTime = firstTime + length - in.getSigned();
        long gapFrom = firstTime + in.getSigned();
        long gap = in.getSigned();
        long nextGap = gap - in.getSigned();
        return new Summary(
                count,
                good,
                unit,
                min,
                max,
                sum,
                firstTime,
                firstValue,
                firstFlags,
                lastTime,
                lastValue,
                lastFlags,
                gapFrom,
                gap,
                nextGap);
    }

    private static int word(Summary s, Summary before, int decimals) {
        int word = 0;
        word |= Decimal.is(s.min(), decimals) ? 0 : RAW_MIN;
        word |= Decimal.is(s.max(), decimals) ? 0 : RAW_MAX;
        word |= Decimal.isNear(s.sum(), decimals) ? 0 : RAW_SUM;
        word |= Decimal.is(s.firstValue(), decimals) ? 0 : RAW_FIRST;
        word |= Decimal.is(s.lastValue(), decimals) ? 0 : RAW_LAST;
        word |= s.good() == s.count() ? 0 : NOT_ALL_GOOD;
        word |= s.firstFlags() == plain(s.unit()) ? 0 : FIRST_FLAGS;
        word |= s.lastFlags() == s.firstFlags() ? 0 : LAST_FLAGS;
        word |= s.unit() == before.unit() ? 0 : OTHER_UNIT;
        return word;
    }

    /** Returns what the next values differ from: this one, where it is a decimal. */
    private static long putValue(SummaryBytes out, double value, long from, int decimals, boolean raw) {
        if (raw) {
            out.putDouble(value);
            return from;
        }
        long scaled = Decimal.nearest(value, decimals);
        out.putSigned(scaled - from);
        return scaled;
    }

    private static double getValue(SummaryBytes in, long from, int decimals, boolean raw) {
        return raw ? in.getDouble() : Decimal.of(from + in.getSigned(), decimals, 0);
    }

    /** About the sum of so many values between two; wraps around as it likes. */
    private static long middle(long least, long most, int count) {
        return (least + most) / 2 * count;
    }

    private static int plain(int unit) {
        return unit << 16;
    }
}
