package io.isotherm.store.series.codec;

/**
 * Up to {@link #LONGEST} neighbouring numbers of a sequence, as a model and small numbers d that tell what it does not.
 * All arithmetic wraps at 64 bits, so no number is out of reach.
 *
 * <ul>
 *   <li>line: {@code v[i] = base + (i * slope >> 8) + d[i]}; frame of reference where the slope is 0. The slope has 8
 *       bits behind the point.
 *   <li>steps: {@code v[0] = base, v[i] = v[i - 1] + slope + d[i]}; d[0] is 0.
 * </ul>
 *
 * <p>The d are packed at a width of 0 to 64 bits; or, where they are below a small radix r that is no power of two,
 * three of them as one number {@code d0 + r * d1 + r * r * d2}: five different d take 2⅓ bits instead of 3.
 */
final class MiniBlock {
    static final int LONGEST = 128;

    /** Arrays for the numbers of one have this much room, as packing and unpacking go by three and by eight. */
    static final int ROOM = LONGEST + 24;

    /** Codes of packing: up to 64 a width, above that 64 + a radix. */
    static final int WIDEST = 64;

    static final int GREATEST_RADIX = 63;
    static final int SLOPE_BITS = 8;

    /** In the header's first byte, beside length - 1: a slope follows. */
    static final int NEW_SLOPE = 0x80;
    /** In the header's second byte, beside the code: the model is steps. */
    static final int STEPS = 0x80;

    private static final long[] INDEX = new long[LONGEST];
    private static final int[] TRIPLE_WIDTH = new int[GREATEST_RADIX + 1];

    static {
        for (int i = 0; i < LONGEST; i++) {
            INDEX[i] = i;
        }
        for (int r = 2; r <= GREATEST_RADIX; r++) {
            TRIPLE_WIDTH[r] = 32 - Integer.numberOfLeadingZeros(r * r * r - 1);
        }
    }

    int length;
    int code;
    boolean steps;
    long base;
    long slope;
    /** Where the packed numbers begin. */
    int at;

    /** How far the line has risen at an index. */
    static long rise(int index, long slope) {
        return (index * slope) >> SLOPE_BITS;
    }

    /** The base that the next mini-block is expected to have. */
    long next() {
        return steps ? base : base + rise(length, slope);
    }

    int packedLength() {
        return packedLength(length, code);
    }

    static int packedLength(int length, int code) {
        return code <= WIDEST
                ? Packing.length(length, code)
                : Packing.length((length + 2) / 3, TRIPLE_WIDTH[code - WIDEST]);
    }

    /** The code that packs numbers of 0 to this greatest one, as unsigned, into the fewest bytes. */
    static int code(long greatest, int length) {
        int width = 64 - Long.numberOfLeadingZeros(greatest);
        if (greatest < 2 || greatest >= GREATEST_RADIX) {
            return width;
        }
        int triples = WIDEST + (int) greatest + 1;
        return packedLength(length, triples) < packedLength(length, width) ? triples : width;
    }

    /** The first value alone. */
    long first(byte[] bytes) {
        if (code <= WIDEST) {
            return base + Packing.number(bytes, at, 0, code);
        }
        int radix = code - WIDEST;
        return base + Packing.number(bytes, at, 0, TRIPLE_WIDTH[radix]) % radix;
    }

    /** All values; the array has {@link #ROOM}, what is after the values is overwritten. */
    void unpack(byte[] bytes, long[] into) {
        if (code <= WIDEST) {
            Packing.unpack(bytes, at, length, code, into);
        } else {
            unpackTriples(bytes, code - WIDEST, into);
        }
        if (steps) {
            long value = base - slope;
            for (int i = 0; i < length; i++) {
                value += slope + into[i];
                into[i] = value;
            }
        } else if (slope == 0) {
            for (int i = 0; i < length; i++) {
                into[i] += base;
            }
        } else {
            for (int i = 0; i < length; i++) {
                into[i] += base + ((INDEX[i] * slope) >> SLOPE_BITS);
            }
        }
    }

    private void unpackTriples(byte[] bytes, int radix, long[] into) {
        int triples = (length + 2) / 3;
        Packing.unpack(bytes, at, triples, TRIPLE_WIDTH[radix], into);
        // Division by a product: exact, as the numbers are below 2^18.
        long inverse = (1L << 32) / radix + 1;
        // From the end, as the triples lie where the numbers go.
        for (int i = triples - 1; i >= 0; i--) {
            long triple = into[i];
            long upper = (triple * inverse) >>> 32;
            long uppermost = (upper * inverse) >>> 32;
            into[3 * i + 2] = uppermost;
            into[3 * i + 1] = upper - uppermost * radix;
            into[3 * i] = triple - upper * radix;
        }
    }

    /** Packs the numbers d; the array has {@link #ROOM} and is overwritten. */
    void pack(long[] numbers, Output out) {
        if (code <= WIDEST) {
            Packing.pack(numbers, length, code, out);
            return;
        }
        int radix = code - WIDEST;
        int triples = (length + 2) / 3;
        numbers[length] = 0;
        numbers[length + 1] = 0;
        for (int i = 0; i < triples; i++) {
            numbers[i] = numbers[3 * i] + radix * (numbers[3 * i + 1] + radix * numbers[3 * i + 2]);
        }
        Packing.pack(numbers, triples, TRIPLE_WIDTH[radix], out);
    }

    /** The numbers d of values under this model. */
    void subtract(long[] values, int from, long[] numbers) {
        if (steps) {
            numbers[0] = 0;
            for (int i = 1; i < length; i++) {
                numbers[i] = values[from + i] - values[from + i - 1] - slope;
            }
        } else {
            for (int i = 0; i < length; i++) {
                numbers[i] = values[from + i] - base - ((INDEX[i] * slope) >> SLOPE_BITS);
            }
        }
    }

    /** The residuals' extremes of a line of this slope: into base the least, returned the distance to the greatest. */
    static void range(long[] values, int from, int length, long slope, long[] leastAndGreatest) {
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (int i = 0; i < length; i++) {
            long residual = values[from + i] - ((INDEX[i] * slope) >> SLOPE_BITS);
            least = Math.min(least, residual);
            greatest = Math.max(greatest, residual);
        }
        leastAndGreatest[0] = least;
        leastAndGreatest[1] = greatest;
    }
}
