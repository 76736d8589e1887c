package io.isotherm.ingest.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files as loggers and programs write them: the header of each as it is known, the readings made up. */
class CsvPresetTest {
    private static byte[] file(CsvPreset preset) throws IOException {
        try (InputStream in = CsvPresetTest.class.getResourceAsStream("/csv/" + preset.id() + ".csv")) {
            assertThat(in).as(preset.id()).isNotNull();
            return in.readAllBytes();
        }
    }

    private static CsvGuess guess(CsvPreset preset, String... options) throws IOException {
        Map<String, String> given = new java.util.HashMap<>(Map.of("name", "log.csv"));
        for (int i = 0; i < options.length; i += 2) {
            given.put(options[i], options[i + 1]);
        }
        return CsvGuess.of(file(preset), CsvOptions.of(given));
    }

    private static List<String> read(CsvPreset preset, String... options) throws IOException {
        CsvGuess guess = guess(preset, options);
        assertThat(guess.isReady()).as(guess.toString()).isTrue();
        List<String> all = new ArrayList<>();
        try (CsvReadings readings = new CsvReadings(
                new ByteArrayInputStream(file(preset)),
                java.util.Objects.requireNonNull(guess.format()),
                UnaryOperator.identity())) {
            while (readings.next(new CsvReadings.Sink() {
                @Override
                public void reading(SensorKey key, long time, double value, @Nullable Unit unit, long line) {
                    all.add(key.key() + " " + key.quantity().id() + " " + Instant.ofEpochMilli(time) + " " + value + " "
                            + (unit == null ? "own" : unit.symbol()));
                }

                @Override
                public void refused(long line, String detail) {
                    all.add(line + ": " + detail);
                }
            })) {
                // To the end.
            }
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void everyPresetIsToldByItsHeader(CsvPreset preset) throws IOException {
        CsvGuess guess = guess(preset);
        assertThat(guess.format()).isNotNull();
        // LogTag's export has no header; what tells it is its name in the lines before, where there are any.
        assertThat(guess.format().preset()).isEqualTo(preset == CsvPreset.LOGTAG ? "" : preset.id());
    }

    @Test
    void isothermsExport() throws IOException {
        assertThat(read(CsvPreset.ISOTHERM))
                .containsExactly(
                        "fridge-1-air temperature 2026-11-24T06:00:00Z 4.31 °C",
                        "fridge-1-air temperature 2026-11-24T06:00:05.125Z NaN °C",
                        "fridge-1-air temperature 2026-11-24T06:00:10Z 39.2 °F",
                        "kitchen-humidity humidity 2026-11-24T06:00:00Z 40.0 %");
    }

    @Test
    void isothermsExportOfBefore() throws IOException {
        assertThat(read(CsvPreset.ISOTHERM_BEFORE))
                .containsExactly(
                        "fridge-1-air temperature 2026-11-24T06:00:00Z 4.31 °C",
                        "fridge-1-air temperature 2026-11-24T06:00:05.125Z NaN °C",
                        "kitchen-humidity humidity 2026-11-24T06:00:00Z 40.0 %",
                        "kitchen-humidity humidity 2026-11-24T06:01:00Z 101.5 %");
    }

    @Test
    void homeAssistant() throws IOException {
        assertThat(guess(CsvPreset.HOME_ASSISTANT).questions())
                .extracting(Question::assumed)
                .containsExactly("°C");
        assertThat(read(CsvPreset.HOME_ASSISTANT))
                .containsExactly(
                        "2: \"unavailable\" is not a number.",
                        "sensor.fridge_temperature temperature 2026-04-24T10:00:00Z 4.3 own",
                        "sensor.fridge_temperature temperature 2026-04-24T10:30:00.512Z 4.4 own",
                        "sensor.kitchen_humidity humidity 2026-04-24T10:30:00.512Z 41.5 own");
    }

    @Test
    void influxDb() throws IOException {
        assertThat(read(CsvPreset.INFLUXDB))
                .containsExactly(
                        "weather/north/temp temperature 2026-08-07T18:08:47Z 18.3 own",
                        "weather/north/temp temperature 2026-08-07T18:09:47.250Z 18.4 own",
                        "weather/north/humidity humidity 2026-08-07T18:08:47Z 62.0 own",
                        "13: This table's columns are others than those of the file's first table.");
    }

    @Test
    void thingSpeak() throws IOException {
        assertThat(read(CsvPreset.THINGSPEAK, "columns", "time,ignore,value:air:°C,value:humidity:%"))
                .containsExactly(
                        "log/air temperature 2026-01-06T16:44:16Z 12.6 °C",
                        "log/humidity humidity 2026-01-06T16:44:16Z 69.699997 %",
                        "log/air temperature 2026-01-06T16:44:36Z 12.7 °C",
                        "log/humidity humidity 2026-01-06T16:44:36Z 69.800003 %",
                        "log/air temperature 2026-01-06T16:44:57Z 12.7 °C");
    }

    @Test
    void lascar() throws IOException {
        assertThat(guess(CsvPreset.LASCAR).questions())
                .extracting(Question::option)
                .containsExactly("zone");
        assertThat(read(CsvPreset.LASCAR, "zone", "Europe/London"))
                .startsWith(
                        "Cold store 2/temperature temperature 2026-07-29T11:58:03Z 21.0 °C",
                        "Cold store 2/humidity humidity 2026-07-29T11:58:03Z 88.5 %",
                        "Cold store 2/Dew Point temperature 2026-07-29T11:58:03Z 19.0 °C")
                .hasSize(9);
    }

    @Test
    void hobo() throws IOException {
        assertThat(read(CsvPreset.HOBO))
                .containsExactly(
                        "20363442/temperature temperature 2026-09-01T06:45:00Z -18.426 °C",
                        "20363442/humidity humidity 2026-09-01T06:45:00Z 40.12 %",
                        "20363442/temperature temperature 2026-09-01T07:00:00Z -18.331 °C",
                        "20363442/humidity humidity 2026-09-01T07:00:00Z 40.3 %");
    }

    @Test
    void elitech() throws IOException {
        assertThat(read(CsvPreset.ELITECH))
                .startsWith(
                        "log/temperature temperature 2026-03-01T00:00:00Z 4.5 °C",
                        "log/humidity humidity 2026-03-01T00:00:00Z 61.2 %")
                .hasSize(6);
    }

    @Test
    void testo() throws IOException {
        assertThat(read(CsvPreset.TESTO, "zone", "Europe/Berlin"))
                .startsWith(
                        "log/temperature temperature 2026-02-14T22:45:00Z 21.3 °C",
                        "log/rel. Feuchte humidity 2026-02-14T22:45:00Z 44.8 %")
                .hasSize(6);
    }

    @Test
    void sensitech() throws IOException {
        assertThat(read(CsvPreset.SENSITECH))
                .containsExactly(
                        "log temperature 2026-10-02T04:50:00Z 38.2 °F",
                        "log temperature 2026-10-02T04:59:00Z 38.1 °F",
                        "log temperature 2026-10-13T05:08:00Z 37.9 °F");
    }

    @Test
    void logTagHasNoHeaderAndIsReadByWhatItsColumnsHold() throws IOException {
        assertThat(read(CsvPreset.LOGTAG, "zone", "UTC"))
                .startsWith(
                        "log/column-4 temperature 2026-09-28T15:36:48Z 25.1 °C",
                        "log/column-5 temperature 2026-09-28T15:36:48Z 68.1 °C")
                .hasSize(6);
        assertThat(read(CsvPreset.LOGTAG, "zone", "UTC", "columns", "-,date,clock,value:air:C,value:humidity:%"))
                .startsWith(
                        "log/air temperature 2026-09-28T15:36:48Z 25.1 °C",
                        "log/humidity humidity 2026-09-28T15:36:48Z 68.1 %")
                .hasSize(6);
    }

    @Test
    void sensorPush() throws IOException {
        assertThat(read(CsvPreset.SENSORPUSH, "zone", "America/New_York"))
                .startsWith(
                        "16801234.4512/temperature temperature 2026-03-02T04:00:00Z 68.2 °F",
                        "16801234.4512/humidity humidity 2026-03-02T04:00:00Z 41.0 %",
                        "16801234.4512/Barometric Pressure inHg other 2026-03-02T04:00:00Z 29.92 ")
                .hasSize(6);
    }

    @Test
    void govee() throws IOException {
        assertThat(read(CsvPreset.GOVEE, "zone", "Europe/Berlin", "sensor", "bedroom"))
                .startsWith(
                        "bedroom/temperature temperature 2026-08-06T07:22:00Z 24.6 °C",
                        "bedroom/humidity humidity 2026-08-06T07:22:00Z 53.7 %")
                .hasSize(4);
    }

    @Test
    void inkbird() throws IOException {
        assertThat(read(CsvPreset.INKBIRD, "zone", "+02:00"))
                .startsWith("log/temperature temperature 2026-08-06T07:22:00Z 24.6 °C")
                .hasSize(4);
    }

    @Test
    void ruuvi() throws IOException {
        assertThat(read(CsvPreset.RUUVI, "zone", "UTC"))
                .startsWith(
                        "log/temperature temperature 2026-08-06T09:22:00Z 24.6 °C",
                        "log/humidity humidity 2026-08-06T09:22:00Z 53.7 %",
                        "log/pressure pressure 2026-08-06T09:22:00Z 1003.2 hPa",
                        "log/signal signal 2026-08-06T09:22:00Z -71.0 dBm",
                        "log/Acceleration X g other 2026-08-06T09:22:00Z 0.012 ",
                        "log/Voltage voltage 2026-08-06T09:22:00Z 2.987 V")
                .hasSize(12);
    }
}
