package io.isotherm.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.model.ReadingBatch;
import org.junit.jupiter.api.Test;

class RecentReadingsTest {
    private final RecentReadings recent = new RecentReadings();

    private boolean isRepeat(int sensor, long time, double value, int flags) {
        return recent.isRepeat(
                new ReadingBatch.Builder(1).add(sensor, time, value, flags).build(), 0);
    }

    @Test
    void whatIsToldAgainIsARepeatAndWhatDiffersInAnyPartIsNot() {
        assertThat(isRepeat(1, 0, 4.5, 0)).isFalse();
        assertThat(isRepeat(1, 0, 4.5, 0)).isTrue();
        assertThat(isRepeat(2, 0, 4.5, 0)).isFalse();
        assertThat(isRepeat(1, 1, 4.5, 0)).isFalse();
        assertThat(isRepeat(1, 0, 4.6, 0)).isFalse();
        assertThat(isRepeat(1, 0, 4.5, 1)).isFalse();
        assertThat(isRepeat(1, 0, 0.0, 0)).isFalse();
        assertThat(isRepeat(1, 0, -0.0, 0)).as("to the bit").isFalse();
        assertThat(isRepeat(1, 0, Double.NaN, 0)).isFalse();
        assertThat(isRepeat(1, 0, Double.NaN, 0)).isTrue();
        assertThat(isRepeat(1, 0, 4.5, 0)).isTrue();
    }

    @Test
    void aHundredThousandOthersAreNoReasonToForget() {
        // Ten thousand sensors that send at whole seconds: as regular as it gets.
        for (long second = 0; second < 10; second++) {
            for (int sensor = 1; sensor <= 10_000; sensor++) {
                assertThat(isRepeat(sensor, 1_700_000_000_000L + second * 1_000, sensor, 0))
                        .isFalse();
            }
        }
        int known = 0;
        for (long second = 0; second < 10; second++) {
            for (int sensor = 1; sensor <= 10_000; sensor++) {
                known += isRepeat(sensor, 1_700_000_000_000L + second * 1_000, sensor, 0) ? 1 : 0;
            }
        }
        assertThat(known).isGreaterThan(99_000);
    }
}
