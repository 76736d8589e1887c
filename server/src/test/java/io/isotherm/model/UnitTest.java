package io.isotherm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class UnitTest {
    @ParameterizedTest
    @CsvSource({
        "0, CELSIUS, FAHRENHEIT, 32",
        "100, CELSIUS, FAHRENHEIT, 212",
        "-40, FAHRENHEIT, CELSIUS, -40",
        "98.6, FAHRENHEIT, CELSIUS, 37",
        "0, KELVIN, CELSIUS, -273.15",
        "25, CELSIUS, KELVIN, 298.15",
        "101325, PASCAL, HECTOPASCAL, 1013.25",
        "3300, MILLIVOLT, VOLT, 3.3",
    })
    void valuesConvert(double value, Unit from, Unit to, double expected) {
        assertThat(from.convert(value, to)).isCloseTo(expected, within(1e-9));
    }

    @Test
    void theSameUnitLeavesTheBitsAlone() {
        double odd = Double.longBitsToDouble(0x7ff8_0000_0000_1234L);
        assertThat(Double.doubleToRawLongBits(Unit.CELSIUS.convert(odd, Unit.CELSIUS)))
                .isEqualTo(0x7ff8_0000_0000_1234L);
    }

    @Test
    void unitsOfDifferentQuantitiesDoNotConvert() {
        assertThatThrownBy(() -> Unit.VOLT.convert(1, Unit.CELSIUS)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(Unit.class)
    void everyUnitIsFoundByItsSymbolAndItsCode(Unit unit) {
        assertThat(Unit.parse(unit.symbol())).contains(unit);
        assertThat(Unit.parse(unit.ucum())).contains(unit);
        assertThat(Unit.ofCode(unit.code())).contains(unit);
    }

    @Test
    void storedCodesAreDistinct() {
        Set<Integer> codes = new HashSet<>();
        for (Unit unit : Unit.values()) {
            assertThat(codes.add(unit.code())).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "temperature, TEMPERATURE",
        "Temp, TEMPERATURE",
        "temp_2, TEMPERATURE",
        "temperature1, TEMPERATURE",
        "humidity, HUMIDITY",
        "co2, CO2",
        "battery, BATTERY",
        "rssi, SIGNAL",
        "fridge_temperature, TEMPERATURE",
        "outside-humidity, HUMIDITY",
        "roomTemp2, TEMPERATURE",
        "living_room_co2, CO2",
        "phone_battery, BATTERY",
        "air_pressure, PRESSURE",
        "FRIDGE_TEMPERATURE, TEMPERATURE",
        "solarVoltage, VOLTAGE",
    })
    void fieldNamesTellTheQuantity(String field, Quantity quantity) {
        assertThat(Quantity.ofField(field)).contains(quantity);
    }

    @ParameterizedTest
    @CsvSource({
        "count",
        "co",
        "tem",
        "id",
        "2",
        "color_temp",
        "colorTemperature",
        "tyre_pressure",
        "lab-t",
        "attempt",
        "temperature_alarm",
        "foo_co",
        "-"
    })
    void otherFieldNamesTellNothing(String field) {
        assertThat(Quantity.ofField(field)).isEmpty();
    }

    @Test
    void aDifferenceConvertsWithoutTheOffsetOfTheScales() {
        assertThat(Unit.FAHRENHEIT.convertDifference(5.4, Unit.KELVIN)).isCloseTo(3, within(1e-12));
        assertThat(Unit.KELVIN.convertDifference(3, Unit.FAHRENHEIT)).isCloseTo(5.4, within(1e-12));
        assertThat(Unit.KELVIN.convertDifference(-2, Unit.CELSIUS)).isEqualTo(-2);
        assertThat(Unit.PASCAL.convertDifference(250, Unit.HECTOPASCAL)).isEqualTo(2.5);
        assertThat(Unit.FAHRENHEIT.convertDifference(0.1, Unit.FAHRENHEIT)).isEqualTo(0.1);
        assertThatThrownBy(() -> Unit.VOLT.convertDifference(1, Unit.KELVIN))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
