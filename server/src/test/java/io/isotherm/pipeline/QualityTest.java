package io.isotherm.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.model.Flags;
import io.isotherm.model.Quantity;
import io.isotherm.model.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QualityTest {
    private final Quality quality = new Quality();

    @ParameterizedTest
    @CsvSource({
        "TEMPERATURE, 4.3, CELSIUS, 0",
        "TEMPERATURE, -300, CELSIUS, 1",
        "TEMPERATURE, 4000, CELSIUS, 1",
        "TEMPERATURE, -500, FAHRENHEIT, 1",
        "TEMPERATURE, -1, KELVIN, 1",
        "TEMPERATURE, NaN, CELSIUS, 4",
        "TEMPERATURE, -Infinity, CELSIUS, 4",
        "TEMPERATURE, -127, CELSIUS, 4",
        "TEMPERATURE, -127, FAHRENHEIT, 0",
        "HUMIDITY, 101, PERCENT, 1",
        "HUMIDITY, 85, PERCENT, 0",
        "PRESSURE, 101325, PASCAL, 0",
        "OTHER, 1e300, NONE, 0",
    })
    void aReadingIsJudgedByItsValue(Quantity quantity, double value, Unit unit, int flags) {
        assertThat(quality.judge(1, quantity, value, unit)).isEqualTo(flags);
    }

    @Test
    void exactly85DegreesOutOfTheBlueIsAPowerOnValue() {
        assertThat(celsius(4.5)).isEqualTo(Flags.GOOD);
        assertThat(celsius(85.0)).isEqualTo(Flags.POWER_ON);
        assertThat(celsius(85.0)).isEqualTo(Flags.POWER_ON);
        assertThat(celsius(4.5)).isEqualTo(Flags.GOOD);
    }

    @Test
    void exactly85DegreesAsTheFirstReadingIsAPowerOnValue() {
        assertThat(celsius(85.0)).isEqualTo(Flags.POWER_ON);
    }

    @Test
    void aBoilerThatPassesThrough85DegreesIsBelieved() {
        assertThat(celsius(82.5)).isEqualTo(Flags.GOOD);
        assertThat(celsius(85.0)).isEqualTo(Flags.GOOD);
        assertThat(celsius(87.5)).isEqualTo(Flags.GOOD);
    }

    @Test
    void sensorsAreJudgedApart() {
        assertThat(quality.judge(1, Quantity.TEMPERATURE, 84, Unit.CELSIUS)).isEqualTo(Flags.GOOD);
        assertThat(quality.judge(2, Quantity.TEMPERATURE, 85, Unit.CELSIUS)).isEqualTo(Flags.POWER_ON);
    }

    private int celsius(double value) {
        return quality.judge(1, Quantity.TEMPERATURE, value, Unit.CELSIUS);
    }
}
