package io.isotherm.store.series.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Bytes that are being written; little-endian; grows. Always has {@link #SLACK} bytes of room after the last one. */
final class Output {
    /** So that a packer may store whole longs beyond what it fills. */
    static final int SLACK = 16;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes;
    private int size;

    Output(int capacity) {
        bytes = new byte[capacity + SLACK];
    }

    int size() {
        return size;
    }

    /** Makes room for so many bytes that are then stored with {@link #store} and {@link #advance}. */
    void room(int more) {
        int needed = Math.addExact(size, more + SLACK);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8, bytes.length * 2L)));
        }
    }

    /** Stores eight bytes at a distance from the end; they count only after {@link #advance}. */
    void store(int distance, long value) {
        LONGS.set(bytes, size + distance, value);
    }

    void advance(int stored) {
        size += stored;
    }

    void octet(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    void fixed(long value) {
        room(8);
        store(0, value);
        size += 8;
    }

    /** Unsigned LEB128: seven bits a byte, the lowest first, bit 7 set in all but the last. */
    void varint(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** A signed value as 0, -1, 1, -2, ... counted from 0. */
    void zigzag(long value) {
        varint((value << 1) ^ (value >> 63));
    }

    /** How many bytes {@link #zigzag} takes. */
    static int zigzagLength(long value) {
        return (70 - Long.numberOfLeadingZeros(((value << 1) ^ (value >> 63)) | 1)) / 7;
    }

    /** The bytes, followed by their CRC-32C. */
    byte[] seal() {
        byte[] sealed = Arrays.copyOf(bytes, size + Input.CHECKSUM);
        CRC32C crc = new CRC32C();
        crc.update(sealed, 0, size);
        int value = (int) crc.getValue();
        for (int i = 0; i < Input.CHECKSUM; i++) {
            sealed[size + i] = (byte) (value >>> (8 * i));
        }
        return sealed;
    }
}
