package io.isotherm.ingest.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.ingest.line.SeriesName.Tag;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldMeaningTest {
    @ParameterizedTest
    @CsvSource({
        "temp, '', temp, temperature, ",
        "sensors, feature=core_0, temp_input, temperature, ",
        "sensors, feature=core_0, temp_crit_alarm, other, ",
        "smart_device, '', temp_c, temperature, °C",
        "weather, '', temperatureF, temperature, °F",
        "weather, '', outdoor_temp_fahrenheit, temperature, °F",
        "weather, '', dewpoint_celsius, temperature, °C",
        "nvidia_smi, '', temperature_gpu, temperature, ",
        "climate, '', current_temperature, temperature, ",
        "disk, '', used_percent, other, %",
        "air, '', humidity_percent, humidity, %",
        "air, '', vitamin_c, other, ",
        "air, '', pressure_hpa, pressure, hPa",
        "air, '', co2, co2, ",
        "air, '', co2_ppm, co2, ppm",
        "power, '', battery_mv, voltage, mV",
        "radio, '', wifi_rssi, signal, ",
        "cpu, '', usage_idle, other, ",
        "temperature, room=kitchen, value, temperature, ",
        "room_humidity, '', value, humidity, ",
        "things, '', value, other, ",
        "ipmi_sensor, unit=degrees_c, value, temperature, °C",
        "ipmi_sensor, unit=rpm, value, other, ",
        "ipmi_sensor, unit=volts, value, voltage, V",
        "°C, entity_id=kitchen, value, temperature, °C",
        "°C, entity_id=kitchen, current_temperature, temperature, °C",
        "°F, entity_id=kitchen, battery_level, battery, ",
        "%, entity_id=kitchen_humidity, value, humidity, %",
        "%, entity_id=phone_battery, value, battery, %",
        "%, entity_id=cpu_load, value, other, %",
        "hPa, entity_id=roof, value, pressure, hPa",
        "K, entity_id=magnet, state, temperature, K",
        "V, entity_id=car_battery, value, voltage, V",
    })
    void aFieldsNameMeasurementAndTagsTellWhatItIs(
            String measurement, String tag, String field, String quantity, String unit) {
        int equals = tag.indexOf('=');
        List<Tag> tags = equals < 0 ? List.of() : List.of(new Tag(tag.substring(0, equals), tag.substring(equals + 1)));
        FieldMeaning meaning = FieldMeaning.of(new SeriesName(measurement, tags), field);
        assertThat(meaning.quantity().id()).isEqualTo(quantity);
        assertThat(meaning.unit() == null ? null : meaning.unit().symbol()).isEqualTo(unit);
    }
}
