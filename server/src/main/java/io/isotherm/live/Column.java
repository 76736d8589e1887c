package io.isotherm.live;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/** Numbers as JSON text, in bytes, with commas between: a frame of ten thousand readings has forty thousand of them. */
final class Column {
    /** Decimals that are written without {@link Double#toString}, which takes four times as long. */
    private static final double SCALE = 10_000;

    private static final double LARGEST_SCALED = 1e9;
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    /** The digits of a long, a sign and a comma. */
    private static final int LONGEST = 24;

    private byte[] bytes;
    private int size;
    private boolean empty = true;

    /** @param numbers how many there may be, and {@code width} how wide most of them are, comma included */
    Column(int numbers, int width) {
        bytes = new byte[LONGEST + numbers * width];
    }

    void add(long value) {
        separate();
        appendLong(value);
    }

    /** Adds a number so that the same one is read from it; null where it is not finite. */
    void add(double value) {
        separate();
        if (!Double.isFinite(value)) {
            append(NULL);
        } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            appendLong((long) value);
        } else {
            long scaled = Math.abs(value) < LARGEST_SCALED ? Math.round(value * SCALE) : 0;
            // A quotient of integers is rounded to the nearest double, and so is its decimal text when it is read.
            if (scaled / SCALE == value) {
                appendScaled(scaled);
            } else {
                append(Double.toString(value).getBytes(ISO_8859_1));
            }
        }
    }

    int size() {
        return size;
    }

    /** Copies the text to a place in an array, and tells where it ends. */
    int copyTo(byte[] target, int at) {
        System.arraycopy(bytes, 0, target, at, size);
        return at + size;
    }

    private void separate() {
        if (bytes.length - size < LONGEST) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length + LONGEST);
        }
        if (!empty) {
            bytes[size++] = ',';
        }
        empty = false;
    }

    private void append(byte[] text) {
        if (bytes.length - size < text.length + 1) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length + text.length);
        }
        System.arraycopy(text, 0, bytes, size, text.length);
        size += text.length;
    }

    private void appendScaled(long scaled) {
        long whole = Math.abs(scaled) / (long) SCALE;
        int fraction = (int) (Math.abs(scaled) % (long) SCALE);
        if (scaled < 0) {
            bytes[size++] = '-';
        }
        appendLong(whole);
        bytes[size++] = '.';
        for (int unit = (int) SCALE / 10; fraction > 0; unit /= 10) {
            bytes[size++] = (byte) ('0' + fraction / unit);
            fraction %= unit;
        }
    }

    private void appendLong(long value) {
        long rest = value;
        if (rest < 0) {
            if (rest == Long.MIN_VALUE) {
                append(Long.toString(rest).getBytes(ISO_8859_1));
                return;
            }
            bytes[size++] = '-';
            rest = -rest;
        }
        int end = size + digits(rest);
        size = end;
        do {
            bytes[--end] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
    }

    private static int digits(long value) {
        int count = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            count++;
        }
        return count;
    }
}
