package io.isotherm.ingest.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.model.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamedMetricTest {
    @ParameterizedTest
    @CsvSource({
        "node_hwmon_temp_celsius, '', temperature, CELSIUS",
        "node_thermal_zone_temp, '', temperature, ",
        "homeassistant_sensor_temperature_celsius, '', temperature, CELSIUS",
        "battery_room_temperature_fahrenheit, '', temperature, FAHRENHEIT",
        "room_kelvin, '', temperature, KELVIN",
        "smartctl_device_temperature, '', temperature, ",
        "probe_temp_c, '', temperature, CELSIUS",
        "probe_temp_f, '', temperature, FAHRENHEIT",
        "temp1, '', temperature, ",
        "hw.temperature, Cel, temperature, CELSIUS",
        "hw.temperature, [degF], temperature, FAHRENHEIT",
        "hw.temperature, K, temperature, KELVIN",
        "cold.store, °C, temperature, CELSIUS",
        "temperature, 1, temperature, ",
        "temperature, deg c, temperature, CELSIUS",
        "Inputs/SupplyTemp 2, '', temperature, ",
        "Inputs/Supply, °F, temperature, FAHRENHEIT",
        "ruuvi_humidity_percent, '', humidity, PERCENT",
        "room.humidity, %, humidity, PERCENT",
        "relativeHumidity, '', humidity, ",
        "ruuvi_pressure_hpa, '', pressure, HECTOPASCAL",
        "ruuvi_air_pressure_pascals, '', pressure, PASCAL",
        "pressure_hPa, '', pressure, HECTOPASCAL",
        "pressure_pa, '', pressure, PASCAL",
        "outdoor, hPa, pressure, HECTOPASCAL",
        "node_hwmon_in_volts, '', voltage, VOLT",
        "supply, mV, voltage, MILLIVOLT",
        "scd40_co2_ppm, '', co2, PARTS_PER_MILLION",
        "carbon_dioxide_parts_per_million, '', co2, PARTS_PER_MILLION",
        "CO2, '', co2, ",
    })
    void aQuantityOfTheEnvironmentIsKnownByNameAndUnit(String name, String unit, String quantity, Unit expected) {
        NamedMetric metric = NamedMetric.of(name, unit);

        assertThat(metric).isNotNull();
        assertThat(metric.quantity().id()).isEqualTo(quantity);
        assertThat(metric.unit()).isEqualTo(expected);
        assertThat(metric.value(21.5)).isEqualTo(21.5);
    }

    @ParameterizedTest
    @CsvSource({
        // Limits and settings are no readings.
        "node_hwmon_temp_max_celsius, ''",
        "node_hwmon_temp_crit_celsius, ''",
        "node_hwmon_temp_crit_alarm_celsius, ''",
        "node_hwmon_temp_crit_hyst_celsius, ''",
        "hw.temperature.limit, Cel",
        "climate_target_temperature_celsius, ''",
        "Oven/Setpoint, °C",
        // The series of a histogram.
        "room_temperature_celsius_bucket, ''",
        "room_temperature_celsius_sum, ''",
        "room_temperature_celsius_count, ''",
        // Other things.
        "up, ''",
        "node_cpu_seconds_total, ''",
        "temperature_read_errors_total, ''",
        "node_pressure_cpu_waiting_seconds_total, ''",
        "memory_pressure, ''",
        "node_power_supply_capacity_percent, ''",
        "disk_free_ratio, ''",
        "system.cpu.utilization, 1",
        "system.memory.usage, By",
        "wifi.rssi, dBm",
        "ruuvi_battery_volts, ''",
        "vbat, V",
        "voc_ppm, ''",
        "pressure, bar",
        "light_color_temp_kelvin, ''",
        "'', ''",
        "123, ''",
        "/, °F",
    })
    void whatIsNoReadingOfTheEnvironmentIsPassedOver(String name, String unit) {
        assertThat(NamedMetric.of(name, unit)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0.57, 57", "0.1, 10", "1, 100", "0, 0", "0.29, 29", "-0.5, -50", "-1e-9, -1e-7"})
    void aRatioBecomesPercentWithoutNoise(double sent, double percent) {
        for (NamedMetric metric : new NamedMetric[] {
            NamedMetric.of("ruuvi_humidity_ratio", null), NamedMetric.of("hw.humidity", "1"),
        }) {
            assertThat(metric).isNotNull();
            assertThat(metric.unit()).isEqualTo(Unit.PERCENT);
            assertThat(metric.value(sent)).isEqualTo(percent);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"furlong", "Cel/s", "units"})
    void aTemperatureInAnUnknownUnitIsAnError(String unit) {
        assertThatThrownBy(() -> NamedMetric.of("temperature", unit))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(unit);
    }

    @Test
    void endlessNamesAreNotRead() {
        assertThat(NamedMetric.of("a".repeat(500) + "_celsius", null)).isNull();
    }
}
