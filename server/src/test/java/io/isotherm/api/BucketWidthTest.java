package io.isotherm.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketWidthTest {
    @ParameterizedTest
    @CsvSource({
        "0, 1000, 1000, 1",
        "0, 1001, 1000, 10",
        "0, 3600000, 1000, 5000",
        "0, 86400000, 1000, 120000",
        "0, 604800000, 1000, 900000",
        "0, 2592000000, 1000, 3600000",
        "0, 31536000000, 1000, 43200000",
        "999, 1001, 1, 2000",
        "0, 604800000, 1, 604800000",
        "0, 604800001, 1, 1209600000",
        "1795500000000, 1795500000001, 1, 1",
    })
    void theWidthIsTheLeastRoundOneThatFits(long from, long to, int points, long width) {
        assertThat(BucketWidth.of(from, to, points)).isEqualTo(width);
    }

    @Test
    void neverMoreBucketsThanAskedFor() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            long from = random.nextLong(0, Times.LAST);
            long to = from + 1 + random.nextLong(1L << random.nextInt(1, 47));
            int points = random.nextInt(1, 10_001);
            long width = BucketWidth.of(from, to, points);
            assertThat((to - 1) / width - from / width + 1)
                    .as("from=%d to=%d points=%d width=%d", from, to, points, width)
                    .isBetween(1L, (long) points);
        }
    }
}
