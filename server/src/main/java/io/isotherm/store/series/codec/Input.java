package io.isotherm.store.series.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Bytes that are being read, none of them trusted: what is not there or out of range is a {@link CorruptException}. */
final class Input {
    /** Bytes of the CRC-32C at the end. */
    static final int CHECKSUM = 4;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private final int end;
    private int at;

    private Input(byte[] bytes) {
        if (bytes.length <= CHECKSUM) {
            throw new CorruptException("cut short: " + bytes.length + " bytes");
        }
        this.bytes = bytes;
        this.end = bytes.length - CHECKSUM;
    }

    /** Without a look at the checksum. */
    static Input unchecked(byte[] bytes) {
        return new Input(bytes);
    }

    /** After the checksum was found right. */
    static Input checked(byte[] bytes) {
        Input input = new Input(bytes);
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, input.end);
        if ((int) crc.getValue() != (int) INTS.get(bytes, input.end)) {
            throw new CorruptException("the checksum is wrong");
        }
        return input;
    }

    int octet() {
        if (at >= end) {
            throw new CorruptException("ends too early");
        }
        return bytes[at++] & 0xFF;
    }

    long fixed() {
        return (long) LONGS.get(bytes, skip(8));
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            int octet = octet();
            if (shift == 63 && octet > 1) {
                break;
            }
            value |= (long) (octet & 0x7F) << shift;
            if (octet < 0x80) {
                return value;
            }
        }
        throw new CorruptException("a varint is longer than 64 bits");
    }

    long zigzag() {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    /** A varint in a range. */
    int count(int least, int most) {
        long value = varint();
        if (value < least || value > most) {
            throw new CorruptException("a count is out of range: " + Long.toUnsignedString(value));
        }
        return (int) value;
    }

    /** Steps over so many bytes. Returns where they begin. */
    int skip(int length) {
        int start = at;
        if (length > end - at) {
            throw new CorruptException("ends too early");
        }
        at += length;
        return start;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Bytes left. */
    int left() {
        return end - at;
    }

    void expectEnd() {
        if (at != end) {
            throw new CorruptException(end - at + " bytes too many");
        }
    }
}
