package io.isotherm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.isotherm.model.Flags;
import io.isotherm.model.Unit;
import io.isotherm.store.Readings.Reading;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What {@link Buckets} must hold, worked out the slow and plain way. */
public final class BucketModel {
    private BucketModel() {}

    /** Compares the answer with what the readings of the query's range, ascending, make. */
    public static void compare(Buckets buckets, BucketQuery query, List<Reading> readings) {
        TreeMap<Long, List<Reading>> groups = new TreeMap<>();
        List<Long> gaps = new ArrayList<>();
        long last = query.from();
        for (Reading reading : readings) {
            groups.computeIfAbsent(
                            Math.floorDiv(reading.time(), query.width()) * query.width(), start -> new ArrayList<>())
                    .add(reading);
            last = gap(last, reading.time(), query, gaps);
        }
        if (query.from() < query.to()) {
            gap(last, query.to(), query, gaps);
        }
        assertThat(buckets.gaps()).as("gaps").containsExactly(gaps.toArray(Long[]::new));
        assertThat(buckets.times()).as("times").containsExactly(groups.keySet().toArray(Long[]::new));
        int i = 0;
        for (List<Reading> group : groups.values()) {
            compare(buckets, i++, query.unit(), group);
        }
        for (int length : new int[] {
            buckets.min().length,
            buckets.max().length,
            buckets.mean().length,
            buckets.count().length,
            buckets.flagged().length
        }) {
            assertThat(length).isEqualTo(groups.size());
        }
    }

    private static long gap(long from, long to, BucketQuery query, List<Long> gaps) {
        if (to - from > query.gapAfter()) {
            gaps.add(from);
            gaps.add(to);
        }
        return to;
    }

    private static void compare(Buckets buckets, int i, Unit unit, List<Reading> group) {
        DoubleSummaryStatistics good = new DoubleSummaryStatistics();
        BigDecimal sum = BigDecimal.ZERO;
        for (Reading reading : group) {
            Optional<Unit> sent = Unit.ofCode(reading.flags() >>> 16 & 0xFF);
            if (Flags.isGood(reading.flags())
                    && sent.isPresent()
                    && sent.get().convertsTo(unit)
                    && Double.isFinite(reading.value())) {
                double value = sent.get().convert(reading.value(), unit);
                good.accept(value);
                sum = sum.add(new BigDecimal(value));
            }
        }
        assertThat(buckets.count()[i]).as("count").isEqualTo(group.size());
        assertThat(buckets.flagged()[i]).as("flagged").isEqualTo(group.size() - good.getCount());
        if (good.getCount() == 0) {
            assertThat(new double[] {buckets.min()[i], buckets.max()[i], buckets.mean()[i]})
                    .containsOnly(Double.NaN);
            return;
        }
        double mean = sum.divide(BigDecimal.valueOf(good.getCount()), MathContext.DECIMAL64)
                .doubleValue();
        assertThat(buckets.min()[i]).as("min").isEqualTo(good.getMin());
        assertThat(buckets.max()[i]).as("max").isEqualTo(good.getMax());
        assertThat(buckets.mean()[i]).as("mean").isCloseTo(mean, within(1e-12));
    }
}
