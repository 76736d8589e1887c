package io.isotherm.store.series.codec;

/** Reads a sequence of longs mini-block by mini-block: their headers in order, their numbers when they are wanted. */
final class SequenceReader {
    private final Input in;
    private final int count;
    private final long stride;
    private final long offset;

    private int start;
    private int end;
    private long expected;
    private long lineSlope;
    private long stepSlope;

    /** @param count how many values the sequence has */
    SequenceReader(Input in, int count) {
        this.in = in;
        this.count = count;
        stride = in.varint();
        if (stride <= 0) {
            throw new CorruptException("a stride is out of range");
        }
        offset = stride == 1 ? 0 : in.zigzag();
    }

    /** Reads the next header into the mini-block and steps over its numbers; false after the last one. */
    boolean next(MiniBlock block) {
        if (end == count) {
            return false;
        }
        int lengths = in.octet();
        int codes = in.octet();
        block.length = (lengths & ~MiniBlock.NEW_SLOPE) + 1;
        block.code = codes & ~MiniBlock.STEPS;
        block.steps = (codes & MiniBlock.STEPS) != 0;
        if (block.length > count - end || block.code == MiniBlock.WIDEST + 1) {
            throw new CorruptException("a mini-block's header is wrong");
        }
        block.base = expected + in.zigzag();
        if ((lengths & MiniBlock.NEW_SLOPE) != 0) {
            long slope = in.zigzag();
            if (block.steps) {
                stepSlope = slope;
            } else {
                lineSlope = slope;
            }
        }
        block.slope = block.steps ? stepSlope : lineSlope;
        block.at = in.skip(block.packedLength());
        start = end;
        end += block.length;
        expected = block.next();
        return true;
    }

    /** The index of the last read mini-block's first value. */
    int start() {
        return start;
    }

    /** The index after its last value. */
    int end() {
        return end;
    }

    /** A mini-block's first value alone. */
    long first(MiniBlock block) {
        return offset + block.first(in.bytes()) * stride;
    }

    /** All values of a mini-block, into an array with {@link MiniBlock#ROOM}. */
    void unpack(MiniBlock block, long[] into) {
        block.unpack(in.bytes(), into);
        if (stride != 1) {
            for (int i = 0; i < block.length; i++) {
                into[i] = offset + into[i] * stride;
            }
        }
    }
}
