package io.isotherm.store.series;

import io.isotherm.model.ReadingBatch;
import io.isotherm.store.series.codec.Columns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Readings that lost, as lists: unlike other readings, several may be of one identity. */
final class Losers {
    private record Loser(long time, long bits, int flags) {}

    private Losers() {}

    /** Those of both, each once, ascending by time, at most so many. */
    static ReadingBatch batch(int sensor, Columns a, Columns b, int most) {
        Set<Loser> all = new LinkedHashSet<>();
        for (Columns columns : List.of(a, b)) {
            for (int i = 0; i < columns.size; i++) {
                all.add(new Loser(columns.times[i], Double.doubleToRawLongBits(columns.values[i]), columns.flags[i]));
            }
        }
        List<Loser> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparingLong(Loser::time)
                .thenComparingLong(Loser::bits)
                .thenComparingInt(Loser::flags));
        ReadingBatch.Builder batch = new ReadingBatch.Builder(Math.min(most, sorted.size()));
        sorted.stream()
                .limit(most)
                .forEach(loser -> batch.add(sensor, loser.time, Double.longBitsToDouble(loser.bits), loser.flags));
        return batch.build();
    }
}
