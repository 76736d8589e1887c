package io.isotherm.store.series;

import io.isotherm.store.Conflict;
import io.isotherm.store.series.codec.Columns;
import java.util.Arrays;
import java.util.List;

/**
 * Puts readings of one sensor together, each in ascending order, into one ascending order with one reading an identity;
 * what loses a {@link Conflict} is handed on.
 */
final class Merge {
    /** Readings that lost, in no order. */
    final Columns losers = new Columns(0);

    /** Readings that were there twice, equal to the bit. */
    long repeated;

    /** The parts together; one of the parts itself where the others have nothing. The parts stay as they are. */
    Columns of(List<Columns> parts) {
        Columns merged = new Columns(0);
        for (Columns part : balanced(parts)) {
            merged = two(merged, part);
        }
        return merged;
    }

    // Neighbours are merged in pairs, so that many parts cost each reading a logarithm and not their number.
    private List<Columns> balanced(List<Columns> parts) {
        List<Columns> left = parts;
        while (left.size() > 2) {
            Columns[] pairs = new Columns[(left.size() + 1) / 2];
            for (int i = 0; i < pairs.length; i++) {
                pairs[i] = 2 * i + 1 < left.size() ? two(left.get(2 * i), left.get(2 * i + 1)) : left.get(2 * i);
            }
            left = Arrays.asList(pairs);
        }
        return left;
    }

    Columns two(Columns a, Columns b) {
        if (a.size == 0) {
            return b;
        }
        if (b.size == 0) {
            return a;
        }
        if (a.times[0] > b.times[0]) {
            return two(b, a);
        }
        Columns merged = new Columns(a.size + b.size);
        if (a.times[a.size - 1] < b.times[0]) {
            merged.addAll(a, 0, a.size);
            merged.addAll(b, 0, b.size);
            return merged;
        }
        int i = 0;
        int j = 0;
        while (i < a.size && j < b.size) {
            if (a.times[i] < b.times[j]) {
                int run = i + 1;
                while (run < a.size && a.times[run] < b.times[j]) {
                    run++;
                }
                merged.addAll(a, i, run);
                i = run;
            } else if (a.times[i] > b.times[j]) {
                merged.add(b.times[j], b.values[j], b.flags[j]);
                j++;
            } else {
                resolve(a, i++, b, j++, merged);
            }
        }
        merged.addAll(a, i, a.size);
        merged.addAll(b, j, b.size);
        return merged;
    }

    private void resolve(Columns a, int i, Columns b, int j, Columns merged) {
        long bitsA = Double.doubleToRawLongBits(a.values[i]);
        long bitsB = Double.doubleToRawLongBits(b.values[j]);
        if (bitsA == bitsB && a.flags[i] == b.flags[j]) {
            repeated++;
            merged.add(a.times[i], a.values[i], a.flags[i]);
        } else if (Conflict.wins(bitsA, a.flags[i], bitsB, b.flags[j])) {
            losers.add(b.times[j], b.values[j], b.flags[j]);
            merged.add(a.times[i], a.values[i], a.flags[i]);
        } else {
            losers.add(a.times[i], a.values[i], a.flags[i]);
            merged.add(b.times[j], b.values[j], b.flags[j]);
        }
    }
}
