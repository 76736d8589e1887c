package io.isotherm.ingest.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumidityTest {
    // Saturation over water, WMO-No. 8, table of Goff-Gratch values.
    @ParameterizedTest
    @CsvSource({"0, 6.11", "10, 12.27", "20, 23.37", "30, 42.43", "-20, 1.254"})
    void theSaturationPressureIsThatOfTheTables(double temperature, double hectopascal) {
        assertThat(Humidity.saturation(temperature)).isCloseTo(hectopascal, within(hectopascal * 0.01));
    }
}
