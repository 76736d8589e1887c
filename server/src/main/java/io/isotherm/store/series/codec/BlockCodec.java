package io.isotherm.store.series.codec;

/**
 * One sensor's readings as bytes, and back. Lossless: every time, every flags word and every value comes back as the same
 * bits, whatever it is: NaN with any payload, negative zero, infinities, subnormal numbers, times from the least to the
 * greatest long. Equal readings give equal bytes. The layout is in {@code docs/storage-format.md}, "Block payload".
 *
 * <p>Nothing read is trusted: bytes that are not sound give a {@link CorruptException}. A CRC-32C over all of them finds
 * every flipped bit and every truncation; what is not sound in spite of a right checksum is found while decoding, before
 * anything is appended.
 */
public final class BlockCodec {
    /** Readings that one block may have. */
    public static final int MOST = 65_536;

    static final int VERSION = 1;

    private BlockCodec() {}

    /**
     * Encodes the readings of [from, to), 1 to {@link #MOST}.
     *
     * @throws IllegalArgumentException when there are none or too many, or the times do not ascend strictly
     */
    public static byte[] encode(Columns readings, int from, int to) {
        if (from < 0 || to > readings.size || from >= to || to - from > MOST) {
            throw new IllegalArgumentException("no block has the readings from " + from + " to " + to);
        }
        return new BlockEncoder(to - from).encode(readings, from, to);
    }

    /**
     * Appends the readings with {@code fromTime <= t < toTime}, ascending by time.
     *
     * @return how many
     * @throws CorruptException when the bytes are not sound; then nothing was appended
     */
    public static int decode(byte[] data, long fromTime, long toTime, Columns into) {
        return BlockDecoder.decode(data, fromTime, toTime, false, into);
    }

    /**
     * Appends all readings, ascending by time.
     *
     * @return how many
     * @throws CorruptException when the bytes are not sound; then nothing was appended
     */
    public static int decode(byte[] data, Columns into) {
        return BlockDecoder.decode(data, Long.MIN_VALUE, Long.MAX_VALUE, true, into);
    }

    /**
     * How many readings a block has, by its header alone: the checksum is not looked at.
     *
     * @return 1 to {@link #MOST}
     * @throws CorruptException when the header is not one
     */
    public static int count(byte[] data) {
        return BlockDecoder.count(Input.unchecked(data));
    }
}
