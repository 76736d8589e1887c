package io.isotherm.store.series;

import io.isotherm.store.series.codec.CorruptException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Numbers as bytes: small ones are short. Ends with a checksum. */
final class SummaryBytes {
    private static final int CHECKSUM = 4;

    private byte[] bytes;
    private int at;
    /** Where reading ends. */
    private final int end;

    private SummaryBytes(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    static SummaryBytes toWrite(int capacity) {
        return new SummaryBytes(new byte[capacity], 0);
    }

    /** @throws CorruptException when the checksum is not that of this row and these bytes */
    static SummaryBytes toRead(BlockRow row, byte[] bytes) {
        int end = bytes.length - CHECKSUM;
        if (end < 0 || ByteBuffer.wrap(bytes, end, CHECKSUM).getInt() != row.checksum(bytes, end)) {
            throw new CorruptException("summary with another checksum");
        }
        return new SummaryBytes(bytes, end);
    }

    byte[] sealed(BlockRow row) {
        byte[] sealed = Arrays.copyOf(bytes, at + CHECKSUM);
        ByteBuffer.wrap(sealed, at, CHECKSUM).putInt(row.checksum(sealed, at));
        return sealed;
    }

    /**
     * The same bytes for a row that was changed.
     *
     * @throws CorruptException when they were not those of the row before
     */
    static byte[] resealed(byte[] bytes, BlockRow before, BlockRow row) {
        SummaryBytes same = toRead(before, bytes);
        same.at = same.end;
        return same.sealed(row);
    }

    void putByte(int value) {
        room(1);
        bytes[at++] = (byte) value;
    }

    /** Seven bits a byte, the lowest first; the top bit says that more follow. */
    void putUnsigned(long value) {
        room(10);
        long left = value;
        while ((left & ~0x7FL) != 0) {
            bytes[at++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[at++] = (byte) left;
    }

    /** Alternating around zero: 0, -1, 1, -2. */
    void putSigned(long value) {
        putUnsigned(value << 1 ^ value >> 63);
    }

    void putDouble(double value) {
        room(8);
        ByteBuffer.wrap(bytes, at, 8).putLong(Double.doubleToRawLongBits(value));
        at += 8;
    }

    private void room(int more) {
        if (at + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, at + more));
        }
    }

    int left() {
        return end - at;
    }

    int getByte() {
        need(1);
        return bytes[at++];
    }

    long getUnsigned() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = getByte();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new CorruptException("number without end");
    }

    long getSigned() {
        long value = getUnsigned();
        return value >>> 1 ^ -(value & 1);
    }

    double getDouble() {
        need(8);
        at += 8;
        return Double.longBitsToDouble(ByteBuffer.wrap(bytes, at - 8, 8).getLong());
    }

    /** The number, which must fit an int. */
    int getInt(long value) {
        if (value != (int) value) {
            throw new CorruptException("number " + value);
        }
        return (int) value;
    }

    private void need(int more) {
        if (more > left()) {
            throw new CorruptException("summary cut off");
        }
    }
}
