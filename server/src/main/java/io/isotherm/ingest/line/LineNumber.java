package io.isotherm.ingest.line;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads numbers in bytes, one after the other. A decimal of at most 2<sup>53</sup> as digits and at most 22 as power of ten is exact in one
 * multiplication or division, as both operands are (Clinger, "How to Read Floating Point Numbers Accurately", 1990,
 * section 3); the others go to {@link Double#parseDouble}, whose result every one equals to the bit.
 */
final class LineNumber {
    /** Longer than any number that a double can tell apart from a shorter one. */
    static final int MAX_LENGTH = 64;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** The greatest integer up to which every one is a double. */
    private static final long EXACT = 1L << 53;

    /** So many digits fit into a long whatever they are. */
    private static final int SAFE_DIGITS = 18;

    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private int end;
    private double value;

    /**
     * Reads the plain decimal number that begins at {@code from}: {@code 4.31}, {@code -18}, {@code 2.1e1}, {@code .5},
     * {@code 5.}; false where there is none. A caller that wants an integer looks at what follows it.
     */
    boolean read(byte[] text, int from, int to) {
        int at = from;
        boolean negative = at < to && text[at] == '-';
        if (negative || (at < to && text[at] == '+')) {
            at++;
        }
        int first = at;
        long digits = 0;
        for (int digit; at < to && (digit = text[at] - '0' & 0xFF) < 10; at++) {
            digits = digits * 10 + digit;
        }
        int count = at - first;
        int scale = 0;
        if (at < to && text[at] == '.') {
            int fraction = ++at;
            for (int digit; at < to && (digit = text[at] - '0' & 0xFF) < 10; at++) {
                digits = digits * 10 + digit;
            }
            scale = at - fraction;
            count += scale;
        }
        if (count == 0) {
            return false;
        }
        boolean power = at < to && (text[at] | 0x20) == 'e';
        if (power || count > SAFE_DIGITS || digits > EXACT || scale >= POWERS.length) {
            return readAny(text, from, power ? powerEnd(text, at, to) : at);
        }
        double exact = digits;
        if (scale > 0) {
            exact /= POWERS[scale];
        }
        end = at;
        value = negative ? -exact : exact;
        return true;
    }

    private boolean readAny(byte[] text, int from, int to) {
        if (to < 0 || to - from > MAX_LENGTH) {
            return false;
        }
        end = to;
        value = Double.parseDouble(new String(text, from, to - from, ISO_8859_1));
        return true;
    }

    // Where the digits after the e end; negative where there are none.
    private static int powerEnd(byte[] text, int e, int to) {
        int at = e + 1;
        if (at < to && (text[at] == '-' || text[at] == '+')) {
            at++;
        }
        int last = digits(text, at, to);
        return last == at ? -1 : last;
    }

    /** Where the number that was read ends. */
    int end() {
        return end;
    }

    /** The double nearest to the number that was read; infinite beyond the largest double. */
    double value() {
        return value;
    }

    private static int digits(byte[] text, int from, int to) {
        int at = from;
        while (at < to && (text[at] - '0' & 0xFF) < 10) {
            at++;
        }
        return at;
    }

    /** Whether these bytes are digits, at most 19, with a sign in front or not, that a long holds. */
    static boolean isLong(byte[] text, int from, int to) {
        int first = from < to && (text[from] == '-' || text[from] == '+') ? from + 1 : from;
        int count = to - first;
        if (count < 1 || count > 19 || digits(text, first, to) != to) {
            return false;
        }
        return count < 19 || isWithin(text, first, text[from] == '-' ? "9223372036854775808" : "9223372036854775807");
    }

    /** Whether these bytes are digits that an unsigned long holds. */
    static boolean isUnsigned(byte[] text, int from, int to) {
        int count = to - from;
        return count >= 1
                && count <= 20
                && digits(text, from, to) == to
                && (count < 20 || isWithin(text, from, "18446744073709551615"));
    }

    private static boolean isWithin(byte[] text, int from, String most) {
        for (int i = 0; i < most.length(); i++) {
            int difference = text[from + i] - most.charAt(i);
            if (difference != 0) {
                return difference < 0;
            }
        }
        return true;
    }

    /** The integer that {@link #isLong} found. */
    static long integer(byte[] text, int from, int to) {
        int at = from;
        boolean negative = text[at] == '-';
        if (negative || text[at] == '+') {
            at++;
        }
        long value = 0;
        for (; at + 8 <= to; at += 8) {
            value = value * 100_000_000 + eightDigits((long) LONGS.get(text, at));
        }
        for (; at < to; at++) {
            value = value * 10 + (text[at] - '0');
        }
        return negative ? -value : value;
    }

    // Eight digits at a time: neighbours become pairs, pairs fours, fours eight, each in a multiplication.
    private static long eightDigits(long word) {
        long pairs = ((word & 0x0F0F0F0F0F0F0F0FL) * (1 + (10 << 8))) >>> 8;
        long fours = ((pairs & 0x00FF00FF00FF00FFL) * (1 + (100 << 16))) >>> 16;
        return ((fours & 0x0000FFFF0000FFFFL) * (1 + (10_000L << 32))) >>> 32;
    }
}
