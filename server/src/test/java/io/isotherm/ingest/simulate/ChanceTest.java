package io.isotherm.ingest.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ChanceTest {
    @Test
    void theNormalHasMeanZeroAndDeviationOneAndEnds() {
        double sum = 0;
        double squares = 0;
        int count = 100_000;
        for (int i = 0; i < count; i++) {
            double x = Chance.normal(7, i * 30_000L);
            sum += x;
            squares += x * x;
            assertThat(Math.abs(x)).isLessThan(3.5);
        }
        assertThat(sum / count).isCloseTo(0, within(0.02));
        assertThat(squares / count).isCloseTo(1, within(0.02));
    }

    @Test
    void theWanderIsSmoothAndStaysWithinOne() {
        double before = Chance.wander(3, 0, 3_600_000);
        for (long time = 1000; time < 20 * 3_600_000; time += 1000) {
            double now = Chance.wander(3, time, 3_600_000);
            assertThat(now).isBetween(-1.0, 1.0).isCloseTo(before, within(0.001));
            before = now;
        }
    }

    @Test
    void differentNamesGiveDifferentSeeds() {
        assertThat(Chance.seed(1, "vf-1")).isNotEqualTo(Chance.seed(1, "vf-2")).isNotEqualTo(Chance.seed(2, "vf-1"));
    }
}
