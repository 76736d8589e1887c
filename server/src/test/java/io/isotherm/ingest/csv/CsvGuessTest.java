package io.isotherm.ingest.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CsvGuessTest {
    private static CsvGuess guess(String file, String... options) {
        Map<String, String> given = new HashMap<>(Map.of("name", "log.csv"));
        for (int i = 0; i < options.length; i += 2) {
            given.put(options[i], options[i + 1]);
        }
        return CsvGuess.of(file.getBytes(UTF_8), CsvOptions.of(given));
    }

    private static List<String> open(CsvGuess guess) {
        return guess.questions().stream()
                .filter(Question::isOpen)
                .map(Question::option)
                .toList();
    }

    static List<String> read(byte[] file, CsvGuess guess) throws IOException {
        List<String> all = new ArrayList<>();
        CsvFormat format = Objects.requireNonNull(guess.format(), guess::toString);
        try (CsvReadings readings = new CsvReadings(new ByteArrayInputStream(file), format, UnaryOperator.identity())) {
            CsvReadings.Sink sink = new CsvReadings.Sink() {
                @Override
                public void reading(SensorKey key, long time, double value, @Nullable Unit unit, long line) {
                    all.add(key.key() + " " + Instant.ofEpochMilli(time) + " " + value
                            + (unit == null ? "" : " " + unit.symbol()));
                }

                @Override
                public void refused(long line, String detail) {
                    all.add(line + ": " + detail);
                }
            };
            while (readings.next(sink)) {
                // To the end.
            }
        }
        return all;
    }

    private static List<String> read(String file, String... options) throws IOException {
        return read(file.getBytes(UTF_8), guess(file, options));
    }

    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("ISO with Z", "time,value\n2026-01-31T12:00:00Z,4.5\n", "log 2026-01-31T12:00:00Z 4.5 °C"),
                Arguments.of(
                        "no header",
                        "2026-01-31 12:00:00+01:00;4,5\n2026-01-31 12:01:00+01:00;4,6\n",
                        "log 2026-01-31T11:00:00Z 4.5 °C"),
                Arguments.of(
                        "tabs", "Time (UTC)\tTemp [F]\n2026-01-31 12:00\t39.7\n", "log 2026-01-31T12:00:00Z 39.7 °F"),
                Arguments.of(
                        "pipes", "epoch|temp_c\n1769860800|4.5\n1769860860|4.6\n", "log 2026-01-31T12:00:00Z 4.5 °C"),
                Arguments.of(
                        "milliseconds",
                        "ts,temperature (K)\n1769860800000,277.65\n",
                        "log 2026-01-31T12:00:00Z 277.65 K"),
                Arguments.of("nanoseconds", "time,t\n1769860800000000000,4.5\n", "log 2026-01-31T12:00:00Z 4.5 °C"),
                Arguments.of(
                        "German",
                        "Datum;Uhrzeit (UTC);Temperatur (°C)\n31.01.2026;12:00;4,5\n",
                        "log 2026-01-31T12:00:00Z 4.5 °C"),
                Arguments.of(
                        "a comma in quotes",
                        "time;\"Temp, °C\"\n2026-01-31T12:00Z;\"4,5\"\n",
                        "log 2026-01-31T12:00:00Z 4.5 °C"),
                Arguments.of(
                        "quoted decimal commas between commas",
                        "time,t\n2026-01-31T12:00Z,\"4,5\"\n2026-01-31T12:01Z,\"4,25\"\n",
                        "log 2026-01-31T12:00:00Z 4.5 °C"),
                Arguments.of(
                        "American",
                        "Date,Time (GMT-05:00),Temp F\n1/31/2026,7:00:00 AM,39.7\n",
                        "log 2026-01-31T12:00:00Z 39.7 °F"),
                Arguments.of(
                        "spreadsheet",
                        "Date Time (UTC);Temp °C\n46053,5;4,5\n46053,50069;4,6\n",
                        "log 2026-01-31T12:00:00Z 4.5 °C"),
                Arguments.of(
                        "units in the cells",
                        "time,reading a\n2026-01-31T12:00Z,39.7 °F\n",
                        "log 2026-01-31T12:00:00Z 39.7 °F"),
                Arguments.of(
                        "a row of units",
                        "Time;T1;Hum\n(UTC);°F;%\n2026-01-31 12:00Z;39.7;40\n",
                        "log/T1 2026-01-31T12:00:00Z 39.7 °F"),
                Arguments.of(
                        "a preamble",
                        "Logger X\nSerial;1234\nInterval;10 min\nTimezone;UTC+01:00\n\nNr;Zeit;Temp.(°C)\n1;31.01.2026 13:00;4,5\n2;31.01.2026 13:10;4,6\n",
                        "log 2026-01-31T12:00:00Z 4.5 °C"),
                Arguments.of(
                        "long",
                        "sensor,time,value,unit\nfridge/air,2026-01-31T12:00Z,4.5,°C\nfridge/hum,2026-01-31T12:00Z,40,%\n",
                        "fridge/air 2026-01-31T12:00:00Z 4.5 °C"),
                Arguments.of(
                        "channels",
                        "device,channel,timestamp,temp (°C)\nd1,2,1769860800,4.5\nd1,3,1769860800,4.6\n",
                        "d1/2 2026-01-31T12:00:00Z 4.5 °C"),
                Arguments.of(
                        "thousands",
                        "time;Druck (hPa)\n2026-01-31T12:00Z;1.013,25\n",
                        "log 2026-01-31T12:00:00Z 1013.25 hPa"),
                Arguments.of(
                        "wide",
                        "time,fridge 1 (°C),fridge 2 (°C)\n2026-01-31T12:00Z,4.5,5.5\n",
                        "log/fridge 1 2026-01-31T12:00:00Z 4.5 °C"),
                Arguments.of(
                        "month names",
                        "when;temp °C\n31-Jan-2026 12:00:00 UTC;4.5\n",
                        "log 2026-01-31T12:00:00Z 4.5 °C"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void filesAreUnderstoodWithoutBeingTold(String name, String file, String first) throws IOException {
        assertThat(open(guess(file))).isEmpty();
        assertThat(read(file)).startsWith(first).noneMatch(line -> line.matches("[0-9]+: .*"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // What is asked, and what the dates are taken for; a number over 12 decides.
                "03/04/2026 12:00Z 05/04/2026 12:00Z | dates | DMY",
                "03/04/2026 12:00Z 13/04/2026 12:00Z | | DMY",
                "03/04/2026 12:00Z 04/13/2026 12:00Z | | MDY",
                "03.04.2026 12:00Z 05.04.2026 12:00Z | | DMY",
                "03-04-05 12:00Z 04-05-06 12:00Z | dates | DMY",
                "26-04-05 12:00Z 31-05-06 12:00Z | dates | DMY",
                "2026/04/05 12:00Z 2026/05/06 12:00Z | | YMD",
                "3/4/26 1:00 PM 3/13/26 1:00 PM | zone | MDY",
            })
    void ambiguousDatesAreAskedForAndNotGuessed(String dates, @Nullable String asked, DateForm form) {
        String file = "time,temp (°C)\n" + dates.replaceAll("(Z|PM) ?", "$1,4.5\n");
        CsvGuess guess = guess(file);
        assertThat(open(guess)).isEqualTo(asked == null ? List.of() : List.of(asked));
        assertThat(Objects.requireNonNull(guess.format()).dates()).isEqualTo(form);
        assertThat(open(guess(file, "dates", "mdy", "zone", "UTC"))).isEmpty();
    }

    @Test
    void whatTheFileDoesNotTellIsAsked() {
        CsvGuess guess = guess("timestamp,value\n2013-07-04 00:00:00,69.88\n", "name", "");
        assertThat(guess.questions()).extracting(Question::option).containsExactly("zone", "unit", "sensor");
        assertThat(open(guess)).containsExactly("zone", "sensor");
        assertThat(guess.isReady()).isFalse();
        CsvGuess told =
                guess("timestamp,value\n2013-07-04 00:00:00,69.88\n", "zone", "UTC", "unit", "F", "sensor", "office");
        assertThat(told.questions()).isEmpty();
        assertThat(told.isReady()).isTrue();
    }

    @Test
    void decimalCommasBetweenCommasAreNotTakenForTwoNumbers() {
        CsvGuess guess = guess("time,temp (°C)\n2026-01-31T12:00Z,21,5\n2026-01-31T12:01Z,21,6\n");
        assertThat(open(guess)).containsExactly("columns");
    }

    @Test
    void whatHasNoTimesOrNumbersIsNoTable() {
        for (String file :
                List.of("", "\n\n", "hello\nworld\n", "a,b\nc,d\n", "time,value\n", "temp\n4.5\n4.6\n", "{\"a\":1}")) {
            CsvGuess guess = guess(file);
            assertThat(guess.format()).as(file).isNull();
            assertThat(open(guess)).as(file).contains("columns");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Temp(°C),Temp,temperature,°C",
        "Temperature [F],Temperature,temperature,°F",
        "Celsius(°C),Celsius,temperature,°C",
        "RH%,RH,humidity,%",
        "'Temp, °C (LGR S/N: 1, SEN S/N: 1)',Temp,temperature,°C",
        "Temperature_Celsius,Temperature,temperature,°C",
        "temp_f,temp,temperature,°F",
        "Humidity(%rh),Humidity,humidity,%",
        "rel. Feuchte [%rF],rel. Feuchte,humidity,%",
        "Battery (V),Battery,voltage,V",
        "Battery (%),Battery,battery,%",
        "Pressure (mbar),Pressure,pressure,hPa",
        "Pressure (kPa),Pressure kPa,other,''",
        "CO2 (ppm),CO2,co2,ppm",
        "RSSI dBm,RSSI,signal,dBm",
        "fridge 1,fridge 1,?,?",
        "°C,°C,temperature,°C",
        "(°F),,temperature,°F",
    })
    void aHeaderTellsNameQuantityAndUnit(String header, @Nullable String name, String quantity, String unit) {
        HeaderCell cell = HeaderCell.of(header);
        assertThat(cell.name()).isEqualTo(name == null ? "" : name);
        assertThat(cell.quantity() == null ? "?" : cell.quantity().id()).isEqualTo(quantity);
        assertThat(cell.unit() == null ? "?" : cell.unit().symbol()).isEqualTo(unit);
    }

    @Test
    void optionsAreStrongerThanWhatTheFileSays() throws IOException {
        String file = "time (UTC);a (°C);b\n01/02/2026 12:00;1.234;x\n";
        assertThat(read(
                        file,
                        "decimal",
                        ",",
                        "dates",
                        "mdy",
                        "zone",
                        "+01:00",
                        "unit",
                        "K",
                        "sensor",
                        "s",
                        "columns",
                        "time,value"))
                .containsExactly("2: Behind the number is \".234\", which is no unit.");
        assertThat(read(file, "dates", "mdy", "zone", "+01:00", "unit", "K", "sensor", "s"))
                .containsExactly("s 2026-01-02T11:00:00Z 1.234 K");
    }

    @ParameterizedTest
    @CsvSource({
        "dates,someday",
        "zone,Mars/Olympus",
        "unit,furlong",
        "delimiter,ab",
        "decimal,x",
        "columns,time;value",
        "first-line,0",
        "charset,EBCDIC",
        "preset,none-such"
    })
    void anOptionThatMeansNothingIsRefused(String option, String value) {
        assertThatThrownBy(() -> guess("time,value\n2026-01-31T12:00:00Z,4.5\n", option, value))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void badRowsAreToldByTheirLineAndCostNoOther() throws IOException {
        String file = """
                time,temp (°C),hum (%)
                2026-01-31T12:00Z,1,40
                nonsense
                never,2,40
                2026-01-31T12:01Z,warm,41
                2026-01-31T12:02Z,,
                2026-01-31T12:03Z,NaN,--
                2026-01-31T12:04Z,"3,42
                time,temp (°C),hum (%)
                2026-01-31T12:05Z,4°F,43 hPa
                """;
        assertThat(read(file))
                .containsExactly(
                        "log/temperature 2026-01-31T12:00:00Z 1.0 °C",
                        "log/humidity 2026-01-31T12:00:00Z 40.0 %",
                        "3: \"nonsense\" is not a time of the form ymd.",
                        "4: \"never\" is not a time of the form ymd.",
                        "5: \"warm\" is not a number. In the column \"temp (°C)\".",
                        "log/humidity 2026-01-31T12:01:00Z 41.0 %",
                        "log/temperature 2026-01-31T12:03:00Z NaN °C",
                        "8: A quotation mark is not followed by another one.",
                        "log/temperature 2026-01-31T12:05:00Z 4.0 °F",
                        "10: The unit hPa is not one of humidity, which comes in % when no unit is given. In the column"
                                + " \"hum (%)\".");
    }

    @Test
    void recordedSeriesAreReadToTheLastReading() throws IOException {
        for (String name : List.of("machine_temperature_system_failure", "ambient_temperature_system_failure")) {
            byte[] file = Files.readAllBytes(Path.of("../samples/" + name + ".csv"));
            CsvGuess guess =
                    CsvGuess.of(file, CsvOptions.of(Map.of("name", name + ".csv", "zone", "UTC", "unit", "°F")));
            assertThat(guess.isReady()).isTrue();
            List<String> lines = Files.readAllLines(Path.of("../samples/" + name + ".csv"));
            List<String> expected = lines.stream()
                    .skip(1)
                    .map(line -> line.split(",", -1))
                    .map(cells -> name + " " + Instant.parse(cells[0].replace(' ', 'T') + "Z") + " "
                            + Double.parseDouble(cells[1]) + " °F")
                    .toList();
            assertThat(read(file, guess)).isEqualTo(expected);
        }
    }
}
