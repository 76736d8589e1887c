package io.isotherm.store.series;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpansTest {
    @Test
    void eachLengthDividesTheNext() {
        for (int level = 1; level < Spans.LEVELS; level++) {
            assertThat(Spans.length(level) % Spans.length(level - 1))
                    .as("level %d", level)
                    .isZero();
        }
        assertThat(Spans.length(Spans.LEVELS - 1)).isEqualTo(Spans.LONGEST);
    }

    @ParameterizedTest
    @CsvSource({
        "3, 0, 0, 3600000",
        "3, 3599999, 0, 3600000",
        "3, 3600000, 3600000, 7200000",
        "3, -1, -3600000, 0",
        "0, 9223372036854775807, 9223372036854720000, 9223372036854775807",
        "7, -9223372036854775808, -9223372036854775808, -9223371935999999999",
    })
    void aSpanStartsAtAMultipleOfItsLength(int level, long time, long start, long end) {
        assertThat(Spans.start(level, time)).isEqualTo(start);
        if (time > Long.MIN_VALUE) {
            assertThat(Spans.end(level, start)).isEqualTo(end);
        }
    }

    @Test
    void theFirstAndTheLastSpanAreCutShort() {
        for (int level = 0; level < Spans.LEVELS; level++) {
            assertThat(Spans.start(level, Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
            long end = Spans.end(level, Long.MIN_VALUE);
            assertThat(Math.floorMod(end, Spans.length(level))).isZero();
            assertThat(Spans.start(level, end - 1)).isEqualTo(Long.MIN_VALUE);
            assertThat(Spans.start(level, end)).isEqualTo(end);
            assertThat(Spans.end(level, Spans.start(level, Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
        }
    }
}
