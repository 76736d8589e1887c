package io.isotherm.store.series.codec;

import java.util.Arrays;

/**
 * Flags words as runs. A run's varint is 2 * length, where length 0 is all that is left, plus 1 where the word is that of
 * the run before the last one, else the word follows as a varint: two words that take turns cost a byte each time.
 */
final class FlagRuns {
    private FlagRuns() {}

    /** Writes the words of [from, to), at least one. */
    static void write(int[] flags, int from, int to, Output out) {
        int last = 0;
        int beforeLast = 0;
        int runs = 0;
        int start = from;
        while (start < to) {
            int word = flags[start];
            int end = start + 1;
            while (end < to && flags[end] == word) {
                end++;
            }
            boolean again = runs >= 2 && word == beforeLast;
            out.varint(2L * (end == to ? 0 : end - start) + (again ? 1 : 0));
            if (!again) {
                out.varint(word & 0xFFFF_FFFFL);
            }
            beforeLast = last;
            last = word;
            runs++;
            start = end;
        }
    }

    /** Reads so many words, of which those of [from, to) go into the array. */
    static void read(Input in, int count, int from, int to, int[] into, int at) {
        int last = 0;
        int beforeLast = 0;
        int runs = 0;
        int start = 0;
        while (start < count) {
            int head = in.count(0, 2 * count + 1);
            int length = head < 2 ? count - start : head >>> 1;
            if (length > count - start) {
                throw new CorruptException("a run of flags is too long");
            }
            int word;
            if ((head & 1) == 0) {
                long wide = in.varint();
                if (wide >>> 32 != 0) {
                    throw new CorruptException("flags are wider than 32 bits");
                }
                word = (int) wide;
            } else if (runs >= 2) {
                word = beforeLast;
            } else {
                throw new CorruptException("a run of flags refers to none");
            }
            int first = Math.max(start, from);
            int end = Math.min(start + length, to);
            if (first < end) {
                Arrays.fill(into, at + first - from, at + end - from, word);
            }
            beforeLast = last;
            last = word;
            runs++;
            start += length;
        }
    }
}
