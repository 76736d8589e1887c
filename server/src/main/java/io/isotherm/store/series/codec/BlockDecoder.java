package io.isotherm.store.series.codec;

/** Decodes blocks, whole or a range of times. */
final class BlockDecoder {
    /** Bytes that a mini-block takes at least. */
    private static final int LEAST_BYTES = 3;

    private BlockDecoder() {}

    static int count(Input in) {
        if (in.octet() != BlockCodec.VERSION) {
            throw new CorruptException("a block of an unknown version");
        }
        int count = in.count(1, BlockCodec.MOST);
        if (count > in.left() / LEAST_BYTES * MiniBlock.LONGEST) {
            throw new CorruptException("more readings than so few bytes can hold");
        }
        return count;
    }

    /** @param last whether a reading at {@code toTime} itself belongs to the range */
    static int decode(byte[] data, long fromTime, long toTime, boolean last, Columns into) {
        Input in = Input.checked(data);
        int count = count(in);
        MiniBlock block = new MiniBlock();
        long[] numbers = new long[MiniBlock.ROOM];
        TimeReader times = new TimeReader(in, count, block, numbers);
        int found = times.read(fromTime, toTime, last, into);
        int from = times.from();
        FlagRuns.read(in, count, from, from + found, into.flags, into.size);
        new ValueReader(in, block, numbers).read(count, from, from + found, into.values, into.size);
        in.expectEnd();
        into.size += found;
        return found;
    }
}
