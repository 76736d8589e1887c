package io.isotherm.store.series.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Numbers of {@code width} bits one after the other, the first in the lowest bits of the first byte. So eight of them
 * take {@code width} whole bytes, and each is had from one load, a shift and a mask without waiting for the one before.
 */
final class Packing {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** A number of this width is within eight bytes from the byte it begins in, whichever bit that is. */
    private static final int ONE_LOAD = 57;

    private Packing() {}

    static int length(int count, int width) {
        return (count * width + 7) >>> 3;
    }

    /** Packs the first numbers, which are below 2^width; up to seven after them are overwritten. */
    static void pack(long[] numbers, int count, int width, Output out) {
        if (width == 0) {
            return;
        }
        int length = length(count, width);
        out.room(length);
        for (int i = count; (i & 7) != 0; i++) {
            numbers[i] = 0;
        }
        if (width <= 8) {
            for (int i = 0, distance = 0; i < count; i += 8, distance += width) {
                long low = four(numbers, i, width);
                long high = four(numbers, i + 4, width);
                out.store(distance, low | (high << (4 * width)));
            }
        } else if (width <= 16) {
            for (int i = 0, distance = 0; i < count; i += 8, distance += width) {
                long low = four(numbers, i, width);
                long high = four(numbers, i + 4, width);
                // Four of an odd width end in the middle of a byte.
                out.store(distance, width == 16 ? low : low | (high << (4 * width)));
                out.store(distance + 8, width == 16 ? high : high >>> (64 - 4 * width));
            }
        } else {
            long filling = 0;
            int filled = 0;
            int distance = 0;
            for (int i = 0; i < count; i++) {
                filling |= numbers[i] << filled;
                filled += width;
                if (filled >= 64) {
                    out.store(distance, filling);
                    distance += 8;
                    filled -= 64;
                    filling = filled == 0 ? 0 : numbers[i] >>> (width - filled);
                }
            }
            if (filled > 0) {
                out.store(distance, filling);
            }
        }
        out.advance(length);
    }

    private static long four(long[] numbers, int i, int width) {
        return numbers[i]
                | (numbers[i + 1] << width)
                | (numbers[i + 2] << (2 * width))
                | (numbers[i + 3] << (3 * width));
    }

    /** Unpacks numbers; up to seven after them are filled with anything. The packed bytes must lie within the array. */
    static void unpack(byte[] bytes, int at, int count, int width, long[] into) {
        if (width == 0) {
            for (int i = 0; i < count; i++) {
                into[i] = 0;
            }
            return;
        }
        int i = 0;
        if (width <= 8) {
            long mask = (1L << width) - 1;
            int last = bytes.length - 8;
            for (int from = at; i < count && from <= last; i += 8, from += width) {
                long eight = (long) LONGS.get(bytes, from);
                into[i] = eight & mask;
                into[i + 1] = (eight >>> width) & mask;
                into[i + 2] = (eight >>> (2 * width)) & mask;
                into[i + 3] = (eight >>> (3 * width)) & mask;
                into[i + 4] = (eight >>> (4 * width)) & mask;
                into[i + 5] = (eight >>> (5 * width)) & mask;
                into[i + 6] = (eight >>> (6 * width)) & mask;
                into[i + 7] = (eight >>> (7 * width)) & mask;
            }
        }
        if (width > 8 && width <= 16) {
            long mask = (1L << width) - 1;
            int half = width >>> 1;
            int shift = (width & 1) << 2;
            int last = bytes.length - 8 - half;
            for (int from = at; i < count && from <= last; i += 8, from += width) {
                long low = (long) LONGS.get(bytes, from);
                long high = (long) LONGS.get(bytes, from + half) >>> shift;
                into[i] = low & mask;
                into[i + 1] = (low >>> width) & mask;
                into[i + 2] = (low >>> (2 * width)) & mask;
                into[i + 3] = (low >>> (3 * width)) & mask;
                into[i + 4] = high & mask;
                into[i + 5] = (high >>> width) & mask;
                into[i + 6] = (high >>> (2 * width)) & mask;
                into[i + 7] = (high >>> (3 * width)) & mask;
            }
        }
        for (; i < count; i++) {
            into[i] = number(bytes, at, i, width);
        }
    }

    /** One of the numbers. */
    static long number(byte[] bytes, int at, int index, int width) {
        if (width == 0) {
            return 0;
        }
        int bit = index * width;
        int from = at + (bit >>> 3);
        int shift = bit & 7;
        long value = load(bytes, from) >>> shift;
        if (width > ONE_LOAD && shift > 0 && from + 8 < bytes.length) {
            value |= (bytes[from + 8] & 0xFFL) << (64 - shift);
        }
        return value & (-1L >>> (64 - width));
    }

    /** Eight bytes; what is beyond the array is zero. */
    private static long load(byte[] bytes, int from) {
        if (from <= bytes.length - 8) {
            return (long) LONGS.get(bytes, from);
        }
        long value = 0;
        for (int i = bytes.length - 1; i >= from; i--) {
            value = (value << 8) | (bytes[i] & 0xFF);
        }
        return value;
    }
}
