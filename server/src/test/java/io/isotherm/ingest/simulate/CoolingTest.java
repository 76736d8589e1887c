package io.isotherm.ingest.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoolingTest {
    @ParameterizedTest
    @CsvSource({"0, 1", "3.4, 1", "4.375, 0.55", "5.49, 0.1", "5.5, 1", "6, 1", "10.375, 0.55", "-1.625, 0.55"})
    void aWearingCompressorWeakensSlowlyAndIsRepaired(double day, double capacity) {
        assertThat(Cooling.wearing(0).capacity((long) (day * 86_400_000))).isCloseTo(capacity, within(0.01));
    }
}
