package io.isotherm.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.model.Flags;
import io.isotherm.model.Quantity;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Sensor;
import io.isotherm.model.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportCsvTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Fridge 1 | Fridge 1",
                "a,b | \"a,b\"",
                "say \"hi\" | \"say \"\"hi\"\"\"",
                "=1+1 | '=1+1",
                "+1 | '+1",
                "-1 | '-1",
                "@SUM(A1) | '@SUM(A1)",
                "=a,b | \"'=a,b\"",
                "a=b | a=b",
            })
    void aFieldIsQuotedAndIsNoFormula(String text, String field) {
        assertThat(ExportCsv.field(text)).isEqualTo(field);
    }

    @Test
    void lineBreaksStayInTheirField() {
        assertThat(ExportCsv.field("a\r\nb")).isEqualTo("\"a\r\nb\"");
        assertThat(ExportCsv.field("\tx")).isEqualTo("'\tx");
        assertThat(ExportCsv.field("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, good",
        "1, out-of-range",
        "2, power-on",
        "4, sensor-fault",
        "5, out-of-range sensor-fault",
        "256, suspect",
    })
    void qualityIsTold(int quality, String word) {
        assertThat(ExportCsv.quality(Flags.of(quality, Unit.CELSIUS))).isEqualTo(word);
    }

    @Test
    void valuesAreInTheSensorsUnitAndEmptyWhereTheyCannotBe() {
        Sensor sensor = new Sensor(1, "s", "s", "S", "d", null, Quantity.TEMPERATURE, Unit.CELSIUS, null, 1);
        ReadingBatch readings = new ReadingBatch.Builder()
                .add(1, 0, 212, Flags.of(0, Unit.FAHRENHEIT))
                .add(1, 1, 50, Flags.of(0, Unit.PERCENT))
                .add(1, 2, Double.NaN, Flags.of(Flags.SENSOR_FAULT, Unit.CELSIUS))
                .build();
        assertThat(ExportCsv.lines(Values.of(sensor, true), readings)).hasToString("""
                        1970-01-01T00:00:00.000Z,s,S,100.0,°C,good,212.0,°F\r
                        1970-01-01T00:00:00.001Z,s,S,,°C,suspect,50.0,%\r
                        1970-01-01T00:00:00.002Z,s,S,,°C,sensor-fault,NaN,°C\r
                        """);
    }
}
