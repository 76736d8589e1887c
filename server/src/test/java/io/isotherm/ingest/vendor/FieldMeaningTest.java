package io.isotherm.ingest.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldMeaningTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "temperature,          TEMPERATURE, -",
                "Temperature,          TEMPERATURE, -",
                "temperature_1,        TEMPERATURE, -",
                "temp,                 TEMPERATURE, -",
                "t1,                   TEMPERATURE, -",
                "TempC_SHT,            TEMPERATURE, CELSIUS",
                "TempC1,               TEMPERATURE, CELSIUS",
                "TEMPC1,               TEMPERATURE, CELSIUS",
                "TempC_DS18B20,        TEMPERATURE, CELSIUS",
                "temp_c,               TEMPERATURE, CELSIUS",
                "ws_temp_c,            TEMPERATURE, CELSIUS",
                "TempF,                TEMPERATURE, FAHRENHEIT",
                "tempf,                TEMPERATURE, FAHRENHEIT",
                "temperatureF,         TEMPERATURE, FAHRENHEIT",
                "temperature_fahrenheit, TEMPERATURE, FAHRENHEIT",
                "temperature_kelvin,   TEMPERATURE, KELVIN",
                "externalTemperature2, TEMPERATURE, -",
                "irInternalTemperature, TEMPERATURE, -",
                "soil_temperature_10cm, TEMPERATURE, -",
                "Air temperature,      TEMPERATURE, -",
                "humidity,             HUMIDITY, -",
                "Hum_SHT,              HUMIDITY, -",
                "relative_humidity_2,  HUMIDITY, -",
                "relativeHumidity,     HUMIDITY, -",
                "RH,                   HUMIDITY, -",
                "pressure,             PRESSURE, -",
                "barometric_pressure_3, PRESSURE, -",
                "pressure_hPa,         PRESSURE, HECTOPASCAL",
                "pressure_pa,          PRESSURE, PASCAL",
                "co2,                  CO2, -",
                "CO2_ppm,              CO2, -",
                "airCO2,               CO2, -",
                "co2Level,             CO2, -",
                "voltage,              VOLTAGE, -",
                "input_voltage_mv,     VOLTAGE, MILLIVOLT",
            })
    void theNameTellsTheQuantity(String name, String quantity, String unit) {
        assertThat(FieldMeaning.of(name)).isInstanceOfSatisfying(FieldMeaning.Measured.class, measured -> {
            assertThat(measured.quantity()).hasToString(quantity);
            assertThat(measured.unit() == null ? null : measured.unit().name()).isEqualTo(unit);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "BatV, VOLT",
        "Bat_V, VOLT",
        "battery_voltage, VOLT",
        "vbat, VOLT",
        "vdd, VOLT",
        "BatmV, MILLIVOLT",
        "battery_mv, MILLIVOLT",
        "batteryLevel, PERCENT",
        "battery_percentage, PERCENT",
        "battery, UNTOLD",
        "Bat, UNTOLD",
    })
    void theBatteryIsNoSensor(String name, FieldMeaning.Scale scale) {
        assertThat(FieldMeaning.of(name)).isEqualTo(new FieldMeaning.Battery(scale));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "temperature_alarm_max",
                "temperatureThreshold",
                "targetTemperature",
                "temp_setpoint",
                "TempL_flag_low",
                "temperature_change",
                "temperature_raw",
                "color_temperature",
                "temperatureOffset",
                "calibrated_temp_offset",
                "soil_moisture",
                "soil_humidity",
                "absolute_humidity",
                "water_pressure",
                "tyre_pressure_kpa",
                "pressure_kPa",
                "systemVoltageOffset",
                "Bat_status",
                "battery_low",
                "illumination",
                "template",
                "contemporary",
                "temporary",
                "rssi",
                "snr",
                "x",
                "Ext_sensor",
                "",
                "_",
                "count",
                "tvoc",
                "accelX",
                "co",
                "c",
                "12",
            })
    void whatIsNoValueOfTheEnvironmentMeansNothing(String name) {
        assertThat(FieldMeaning.of(name)).isNull();
    }

    @Test
    void aNameWithoutBoundsMeansNothing() {
        assertThat(FieldMeaning.of("temperature" + "_a".repeat(100))).isNull();
    }
}
