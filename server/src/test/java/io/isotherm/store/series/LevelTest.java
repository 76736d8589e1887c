package io.isotherm.store.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.store.series.codec.Columns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LevelTest {
    private static Columns every(long interval, int count) {
        Columns readings = new Columns(count);
        for (int i = 0; i < count; i++) {
            readings.add(i * interval, 4, 0);
        }
        return readings;
    }

    @ParameterizedTest(name = "a sensor that sends every {0} ms has blocks of {1} ms")
    @CsvSource({
        "100, 300000",
        "1000, 3600000",
        "10000, 14400000",
        "60000, 86400000",
        "300000, 345600000",
        "900000, 1382400000",
        "86400000, 1382400000",
        "1, 60000",
    })
    void aBlockHasAThousandReadingsOrSome(long interval, long span) {
        assertThat(Spans.length(Level.of(every(interval, 100), 0, Level.UNKNOWN)))
                .isEqualTo(span);
    }

    @Test
    void anOutageDoesNotChangeIt() {
        Columns readings = every(1_000, 60);
        readings.add(86_400_000, 4, 0);
        assertThat(Spans.length(Level.of(readings, 0, Level.UNKNOWN))).isEqualTo(3_600_000);
    }

    @Test
    void aRateNearALimitDoesNotGoBackAndForth() {
        int hour = Level.of(every(1_000, 100), 0, Level.UNKNOWN);
        assertThat(Level.of(every(800, 100), 0, hour)).isEqualTo(hour);
        assertThat(Level.of(every(3_000, 100), 0, hour)).isEqualTo(hour);
        assertThat(Level.of(every(100, 100), 0, hour)).isLessThan(hour);
        assertThat(Level.of(every(60_000, 100), 0, hour)).isGreaterThan(hour);
    }

    @Test
    void fewReadingsSayNothing() {
        assertThat(Level.of(every(1, 3), 0, 3)).isEqualTo(3);
        assertThat(Spans.length(Level.of(every(1, 3), 0, Level.UNKNOWN))).isEqualTo(86_400_000);
    }
}
