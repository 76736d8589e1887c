package io.isotherm.store.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.isotherm.model.Flags;
import io.isotherm.model.Unit;
import io.isotherm.store.BucketQuery;
import io.isotherm.store.Buckets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketBuilderTest {
    private static final int GOOD = Flags.of(Flags.GOOD, Unit.CELSIUS);
    private static final long MIN = Long.MIN_VALUE;
    private static final long MAX = Long.MAX_VALUE;

    private static Buckets one(double... values) {
        BucketBuilder builder = new BucketBuilder(new BucketQuery(1, 0, MAX, MAX, Unit.CELSIUS, MAX));
        for (int i = 0; i < values.length; i++) {
            builder.add(i, values[i], GOOD);
        }
        return builder.build();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 10, 0",
        "9, 10, 0",
        "10, 10, 10",
        "-1, 10, -10",
        "-10, 10, -10",
        "-11, 10, -20",
        "9223372036854775806, 1000, 9223372036854775000",
        "9223372036854775806, 9223372036854775807, 0",
        "-9223372036854775808, 1000, -9223372036854775808",
        "-9223372036854775000, 1000, -9223372036854775000",
        "-9223372036854775808, 1, -9223372036854775808",
        "-1, 9223372036854775807, -9223372036854775807",
    })
    void aBucketStartsAtAMultipleOfItsWidth(long time, long width, long start) {
        BucketBuilder builder = new BucketBuilder(new BucketQuery(1, MIN, MAX, width, Unit.CELSIUS, MAX));
        builder.add(time, 1, GOOD);
        assertThat(builder.build().times()).containsExactly(start);
    }

    @Test
    void readingsFarApartAreInTheirOwnBuckets() {
        BucketBuilder builder = new BucketBuilder(new BucketQuery(1, MIN, MAX, 1_000, Unit.CELSIUS, MAX));
        long[] times = {MIN, MIN + 1, -9_223_372_036_854_775_000L, -1, 0, 999, 1_000, MAX - 1};
        for (long time : times) {
            builder.add(time, 1, GOOD);
        }
        Buckets buckets = builder.build();
        assertThat(buckets.times())
                .containsExactly(MIN, -9_223_372_036_854_775_000L, -1_000, 0, 1_000, 9_223_372_036_854_775_000L);
        assertThat(buckets.count()).containsExactly(2, 1, 1, 2, 1, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 100, 10, 10, '10 100'",
        "0, 100, 9, 10, '0 10 10 100'",
        "0, 100, 90, 10, ''",
        "0, 100, 89, 11, ''",
        "0, 100, 88, 11, '11 100'",
        "-9223372036854775808, 9223372036854775807, 1, 0, '-9223372036854775808 0 0 9223372036854775807'",
        "-9223372036854775808, 9223372036854775807, 9223372036854775807, 0, '-9223372036854775808 0'",
    })
    void aStretchLongerThanAllowedIsAGap(long from, long to, long gapAfter, long time, String expected) {
        BucketBuilder builder = new BucketBuilder(new BucketQuery(1, from, to, 7, Unit.CELSIUS, gapAfter));
        builder.add(time, 1, GOOD);
        StringBuilder gaps = new StringBuilder();
        for (long end : builder.build().gaps()) {
            gaps.append(gaps.isEmpty() ? "" : " ").append(end);
        }
        assertThat(gaps.toString()).isEqualTo(expected);
    }

    @Test
    void aFlaggedReadingEndsAGapAndIsInNoMean() {
        BucketBuilder builder = new BucketBuilder(new BucketQuery(1, 0, 100, 100, Unit.CELSIUS, 50));
        builder.add(50, 85, Flags.of(Flags.POWER_ON, Unit.CELSIUS));
        Buckets buckets = builder.build();
        assertThat(buckets.gaps()).isEmpty();
        assertThat(buckets.count()).containsExactly(1);
        assertThat(buckets.flagged()).containsExactly(1);
        assertThat(buckets.min()).containsExactly(Double.NaN);
        assertThat(buckets.max()).containsExactly(Double.NaN);
        assertThat(buckets.mean()).containsExactly(Double.NaN);
    }

    @Test
    void whatIsNotFiniteIsLeftOut() {
        Buckets buckets = one(1, Double.NaN, 3, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        assertThat(buckets.mean()).containsExactly(2);
        assertThat(buckets.max()).containsExactly(3);
        assertThat(buckets.flagged()).containsExactly(3);
    }

    @Test
    void aUnitWithoutMeaningIsLeftOutEvenOfNumbersWithoutUnit() {
        BucketBuilder builder = new BucketBuilder(new BucketQuery(1, 0, 100, 100, Unit.NONE, 50));
        builder.add(1, 5, Flags.of(Flags.GOOD, Unit.NONE));
        builder.add(2, 900, 0);
        builder.add(3, 900, 255 << 16);
        Buckets buckets = builder.build();
        assertThat(buckets.mean()).containsExactly(5);
        assertThat(buckets.flagged()).containsExactly(2);
    }

    @Test
    void theMeanOfEqualValuesIsTheValue() {
        double[] values = new double[100_000];
        Arrays.fill(values, 0.1);
        assertThat(one(values).mean()).containsExactly(0.1);
    }

    @Test
    void theMeanLosesNothingToSize() {
        assertThat(one(1e16, 1, -1e16, 1, 1, 1).mean()).containsExactly(4.0 / 6);
        assertThat(one(Double.MAX_VALUE, Double.MAX_VALUE).mean()).containsExactly(Double.MAX_VALUE);
        assertThat(one(-Double.MAX_VALUE, Double.MAX_VALUE).mean()).containsExactly(0);
        assertThat(one(Double.MIN_VALUE).mean()).containsExactly(Double.MIN_VALUE);
    }

    @Test
    void theMeanOfAMillionReadingsIsExactToTheLastDigits() {
        double[] values = new double[1_000_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = 1_000_000 + (i % 10) * 0.1;
        }
        assertThat(one(values).mean()[0]).isCloseTo(1_000_000.45, within(2e-10));
    }
}
