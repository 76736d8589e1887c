package io.isotherm.ingest.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.ingest.Readings;
import io.isotherm.model.IncomingBatch;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReadingsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"sensor":"fridge-1","value":4.31}                                  | fridge-1 temperature 4.31
            {"sensor":"f","value":4.31,"unit":"°C","time":1795512600000}        | f temperature 4.31 °C @1795512600000
            {"time":"2026-11-24T10:30:00+01:00","value":-4,"sensor":"f"}        | f temperature -4.0 @1795512600000
            {"sensor":"f","value":39.6,"unit":"degF"}                           | f temperature 39.6 °F
            {"sensor":"f","value":"4.31"}                                       | f temperature 4.31
            {"sensor":"f","value":"-1.5e1"}                                     | f temperature -15.0
            {"sensor":"f","value":0.1,"time":null,"unit":null,"quantity":null}  | f temperature 0.1
            {"sensor":"f","value":1,"unit":" "}                                 | f temperature 1.0
            {"sensor":"kitchen/humidity","value":40}                            | kitchen/humidity humidity 40.0
            {"sensor":"kitchen/battery","value":3.1,"unit":"V"}                 | kitchen/battery voltage 3.1 V
            {"sensor":"kitchen/battery","value":80,"unit":"%"}                  | kitchen/battery battery 80.0 %
            {"sensor":"barometer","value":1013,"unit":"hPa"}                    | barometer pressure 1013.0 hPa
            {"sensor":"door","value":1,"unit":"none"}                           | door other 1.0 none
            {"sensor":"soil","value":31,"unit":"%"}                             | soil other 31.0 %
            {"sensor":"soil","value":31,"quantity":"humidity"}                  | soil humidity 31.0
            {"sensor":"a/temp","value":5,"quantity":"other","unit":"V"}         | a/temp other 5.0 V
            {"sensor":"f","value":1,"vendor":{"a":[1,{"value":9}]},"rssi2":true}| f temperature 1.0
            {"sensor":"f","value":1,"count":7,"temperature":8}                  | f temperature 1.0
            {"sensor":"Kühlhaus 3/Süd","value":1}                               | Kühlhaus 3/Süd temperature 1.0
            {"sensor":"\\u00e9\\ud83d\\ude00","value":1}                        | é😀 temperature 1.0
            {"sensor":"f","value":5e-324}                                       | f temperature 4.9E-324
            {"sensor":"f","value":0.30000000000000004}                          | f temperature 0.30000000000000004
            {"sensor":"f","value":9007199254740993}                             | f temperature 9.007199254740992E15
            {"sensor":"f","value":-0}                                           | f temperature -0.0
            {"device":"kitchen","temperature":21.4}                             | kitchen/temperature temperature 21.4
            {"temp_2":5,"device":"k","unit":"F"}                                | k/temp_2 temperature 5.0 °F
            {"device":"k","temperature":"21.4"}                                 | k/temperature temperature 21.4
            {"device":"k","temperature":"unavailable"}                          | k/temperature temperature NaN
            {"sensor":"f","value":"NaN"}                                        | f temperature NaN
            {"device":"k","rssi":-60,"name":"x","on":true,"n":null}             | k/rssi signal -60.0
            """)
    void oneObjectIsRead(String json, String expected) throws MalformedJsonException {
        IncomingBatch batch = parse(json);

        assertThat(Readings.of(batch)).containsExactly(expected);
        assertThat(batch.refusals()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                | neither "sensor" nor "device": expected an object like
            {"temprature":4}                                  | neither "sensor" nor "device"
            {"sensor":"f"}                                    | "value" is missing
            {"sensor":"f","temperature":4}                    | "value" is missing
            {"sensor":"f","value":null}                       | "value" is null
            {"sensor":"f","value":"lukewarm"}              | "value" is "lukewarm", not a number
            {"sensor":"f","value":"4,31"}                     | "value" is "4,31", not a number
            {"sensor":"f","value":"0x10"}                     | not a number
            {"sensor":"f","value":"1e999"}                    | not a number
            {"sensor":"f","value":""}                         | not a number
            {"sensor":"f","value":true}                       | "value" must be a number
            {"sensor":"f","value":[4]}                        | "value" must be a number
            {"sensor":"f","value":{"c":4}}                    | "value" must be a number
            {"sensor":"f","value":1e999}                      | "value" is beyond the largest number
            {"sensor":"f","value":1,"value":2}                | "value" is there twice
            {"sensor":"f","sensor":"g","value":1}             | "sensor" is there twice
            {"sensor":7,"value":1}                            | "sensor" must be text
            {"sensor":null,"value":1}                         | "sensor" must be text
            {"sensor":"","value":1}                           | must not be empty
            {"sensor":" ","value":1}                          | must not be empty
            {"sensor":"a\\u0000b","value":1}                  | control characters
            {"sensor":"a\\ud800b","value":1}                  | half of a surrogate pair
            {"sensor":"a\\udc00\\ud800","value":1}            | half of a surrogate pair
            {"sensor":"f","value":1,"unit":"furlong"}         | The unit "furlong" is not known
            {"sensor":"f","value":1,"unit":7}                 | "unit" must be text
            {"sensor":"f/humidity","value":1,"unit":"K"}      | The unit K is not one of humidity
            {"sensor":"f","value":1,"quantity":"co2","unit":"V"} | The unit V is not one of co2
            {"sensor":"f/temp","value":1,"unit":"none"}       | The unit "none" is not one of temperature
            {"sensor":"f","value":1,"quantity":"heat"}        | "quantity" must be one of
            {"sensor":"f","value":1,"time":1795512600}        | looks like seconds
            {"sensor":"f","value":1,"time":1795512600000.5}   | whole epoch milliseconds
            {"sensor":"f","value":1,"time":"yesterday"}       | not RFC 3339
            {"sensor":"f","value":1,"time":"2026-11-24T09:30:00"} | has no zone
            {"sensor":"f","value":1,"time":true}              | "time" must be RFC 3339
            {"sensor":"f","value":1,"timestamp":1795512600000}| "timestamp" is not read; "time" is.
            {"sensor":"f","value":70,"Unit":"°F"}             | "Unit" is not read; "unit" is.
            {"device":"k","temperature":70,"units":"F"}       | "units" is not read; "unit" is.
            {"Sensor":"f","value":1}                          | "Sensor" is not read; "sensor" is.
            {"device":"k","sensor":"air","value":1}           | not both
            {"device":"k","value":1}                          | "value" belongs to "sensor"
            {"device":"k"}                                    | There is no value
            {"device":"k","on":true}                          | There is no value
            {"device":"k","temperature":null}                 | Not kept: "temperature" is null
            {"device":"k","temperature":"lukewarm"}        | Not kept: "temperature" is "lukewarm", not a number
            {"device":"k","temperature":[1]}                  | Not kept: "temperature" must be a number
            {"device":"k","pm25":4}                           | Not kept: "pm25" names no quantity. Known are
            {"device":"k","temperature":1,"temperature":1}    | "temperature" is there twice
            {"device":"k","humidity":1,"unit":"°C"}           | The unit °C is not one of humidity
            {"device":"k","temperature":1,"quantity":"other"} | "quantity" belongs to "sensor"
            """)
    void anObjectThatCannotBeUsedIsRefusedWithTheReason(String json, String expected) throws MalformedJsonException {
        IncomingBatch batch = parse(json);

        assertThat(Readings.of(batch)).isEmpty();
        assertThat(batch.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.item()).isZero();
            assertThat(refusal.detail()).contains(expected).endsWith(".");
        });
    }

    @Test
    void theFlatFormGivesASensorAField() throws MalformedJsonException {
        IncomingBatch batch = parse("""
                {"device":"kitchen","temperature":70.5,"humidity":40,"battery":90,"time":1795512600000,"unit":"°F"}""");

        assertThat(Readings.of(batch))
                .containsExactly(
                        "kitchen/temperature temperature 70.5 °F @1795512600000",
                        "kitchen/humidity humidity 40.0 @1795512600000",
                        "kitchen/battery battery 90.0 @1795512600000");
        assertThat(batch.refusals()).isEmpty();
    }

    @Test
    void aFieldThatNamesNoQuantityIsRefusedByNameAndTheOthersAreKept() throws MalformedJsonException {
        IncomingBatch batch =
                parse("{\"device\":\"k\",\"pm25\":12,\"temperature\":21,\"humidity\":null,\"lux\":4,\"co2\":400}");

        assertThat(Readings.of(batch)).containsExactly("k/temperature temperature 21.0", "k/co2 co2 400.0");
        assertThat(batch.refusals())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.detail())
                        .startsWith(
                                "Not kept: \"pm25\" names no quantity; \"humidity\" is null: leave out a reading that could"
                                        + " not be taken; \"lux\" names no quantity. Known are"));
    }

    @Test
    void manyUnknownFieldsMakeAShortRefusal() throws MalformedJsonException {
        StringBuilder json = new StringBuilder("{\"device\":\"k\"");
        for (int i = 0; i < 1_000; i++) {
            json.append(",\"")
                    .append("x".repeat(100))
                    .append((char) ('a' + i % 26))
                    .append(i)
                    .append("\":1");
        }

        IncomingBatch batch = parse(json.append('}').toString());

        assertThat(batch.refusals())
                .singleElement()
                .satisfies(refusal ->
                        assertThat(refusal.detail()).contains("and 990 more").hasSizeLessThan(1_500));
    }

    @Test
    void anArrayKeepsTheGoodAndSaysWhichAreNot() throws MalformedJsonException {
        IncomingBatch batch = parse("[{\"sensor\":\"a\",\"value\":1}, 7, {\"sensor\":\"b\"}, [[{}]], null,"
                + " {\"sensor\":\"a\",\"value\":2}]");

        assertThat(Readings.of(batch)).containsExactly("a temperature 1.0", "a temperature 2.0");
        assertThat(batch.keys()).hasSize(1);
        assertThat(batch.item(0)).isZero();
        assertThat(batch.item(1)).isEqualTo(5);
        assertThat(batch.refusals()).extracting(IncomingBatch.Refusal::item).containsExactly(1, 2, 3, 4);
        assertThat(batch.refusals().getFirst().detail()).startsWith("Expected an object like");
    }

    @Test
    void whatOneObjectSaidIsForgottenByTheNext() throws MalformedJsonException {
        IncomingBatch batch = parse("""
                [{"sensor":"a","value":1,"unit":"K","time":1795512600000,"quantity":"temperature"},
                 {"sensor":"b","value":2},
                 {"device":"c","temperature":3,"foo":4},
                 {"device":"d","temperature":5},
                 {"value":6}]""");

        assertThat(Readings.of(batch))
                .containsExactly(
                        "a temperature 1.0 K @1795512600000",
                        "b temperature 2.0",
                        "c/temperature temperature 3.0",
                        "d/temperature temperature 5.0");
        assertThat(batch.refusals()).extracting(IncomingBatch.Refusal::item).containsExactly(2, 4);
    }

    @Test
    void anEmptyArrayHasNoReadings() throws MalformedJsonException {
        assertThat(parse(" [ ] ").size()).isZero();
    }

    @Test
    void oneBadLineLosesNothingElse() throws MalformedJsonException {
        String lines = """

                {"sensor":"a","value":1}
                {"sensor":"b","value":

                {"sensor":"c","value":nan}
                7
                {"sensor":"d"}
                {"sensor":"e","value":2} {"sensor":"e","value":3}
                [{"sensor":"f","value":3}]
                {"device":"g","temperature":4,"foo":5}\r
                {"sensor":"h","value":5}""".indent(0);

        IncomingBatch batch = lines(lines);

        assertThat(Readings.of(batch))
                .containsExactly("a temperature 1.0", "g/temperature temperature 4.0", "h temperature 5.0");
        assertThat(batch.item(2)).isEqualTo(8);
        List<String> refusals = Readings.refusals(batch);
        assertThat(refusals).hasSize(7);
        assertThat(refusals.get(0)).startsWith("1: Line 3, column ").endsWith("The text ends before the JSON does.");
        assertThat(refusals.get(1)).startsWith("2: Line 5, column ").contains("'nan'");
        assertThat(refusals.get(2)).startsWith("3: Line 6: Expected an object");
        assertThat(refusals.get(3)).startsWith("4: Line 7: \"value\" is missing");
        assertThat(refusals.get(4)).startsWith("5: Line 8: There is more after the object");
        assertThat(refusals.get(5)).startsWith("6: Line 9: Expected an object");
        assertThat(refusals.get(6)).startsWith("7: Line 10: Not kept: \"foo\"");
        // The same without saying that it is lines.
        assertThat(Readings.refusals(parse(lines))).isEqualTo(refusals);
    }

    @Test
    void anObjectOverSeveralLinesIsOneObject() throws MalformedJsonException {
        assertThat(Readings.of(parse("{\n  \"sensor\": \"a\",\n  \"value\": 1\n}\n")))
                .containsExactly("a temperature 1.0");
    }

    @Test
    void aByteOrderMarkIsPassedOver() throws MalformedJsonException {
        assertThat(Readings.of(parse("\uFEFF{\"sensor\":\"a\",\"value\":1}"))).containsExactly("a temperature 1.0");
        assertThat(Readings.of(lines("\uFEFF{\"sensor\":\"a\",\"value\":1}"))).containsExactly("a temperature 1.0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                             | The body is empty
            `  `                                           | The body is empty
            7                                              | Expected an object like
            "a"                                            | Expected an object like
            null                                           | Expected an object like
            {"sensor":"a","value":1                        | The text ends before the JSON does.
            [{"sensor":"a","value":1}                      | The text ends before the JSON does.
            [{"sensor":"a","value":1},]                    | Line 1, column 27: This is no JSON
            {"sensor":"a","value":NaN}                     | NaN and Infinity are no JSON numbers
            {"sensor":"a","value":-Infinity}               | NaN and Infinity are no JSON numbers
            {"sensor":"a","value":nan}                     | Line 1, column 23: This is no JSON: Unrecognized token 'nan'
            {'sensor':'a','value':1}                       | This is no JSON
            {"sensor":"a","value":01}                      | This is no JSON
            {"sensor":"a","value":.5}                      | This is no JSON
            {"sensor":"a","value":+5}                      | This is no JSON
            {"sensor":"a","value":1} {"sensor":"b","value":2} | There is more after the end
            [{"sensor":"a","value":1}] 5                   | There is more after the end
            temperature=4                                  | This is no JSON
            """)
    void whatIsNoJsonIsMalformedAndNothingIsKept(String body, String expected) {
        assertThatThrownBy(() -> parse(body))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void anErrorSaysItsLine() {
        assertThatThrownBy(() -> parse("[\n{\"sensor\":\"a\",\"value\":1},\n  oops]"))
                .hasMessageStartingWith("Line 3, column ");
    }

    @Test
    void badUtf8IsMalformed() {
        byte[] body = "{\"sensor\":\"a?\",\"value\":1}".getBytes(UTF_8);
        body[12] = (byte) 0xFF;
        assertThatThrownBy(() -> JsonReadings.parse(body)).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void sizesAreBounded() throws MalformedJsonException {
        assertThatThrownBy(() -> parse("[".repeat(40) + "]".repeat(40))).hasMessageContaining("too much");
        assertThat(Readings.refusals(lines("[".repeat(40) + "]".repeat(40))).getFirst())
                .startsWith("0: Line 1")
                .contains("too much");
        assertThatThrownBy(() -> parse("{\"sensor\":\"a\",\"value\":" + "1".repeat(1_001) + "}"))
                .hasMessageContaining("too much");
        assertThatThrownBy(() -> parse("{\"" + "x".repeat(2_000) + "\":1}")).hasMessageContaining("too much");
        assertThatThrownBy(() -> parse("[" + "0,".repeat(JsonReadings.MAX_READINGS) + "0]"))
                .hasMessageContaining("more than 100000");
        assertThatThrownBy(() -> JsonReadings.parseLines(
                        "0\n".repeat(JsonReadings.MAX_READINGS + 1).getBytes(UTF_8)))
                .hasMessageContaining("more than 100000");
        assertThatThrownBy(() -> JsonReadings.parse(new byte[JsonReadings.MAX_BYTES + 1]))
                .hasMessageContaining("longer than 5000000 bytes");
        StringBuilder wide = new StringBuilder("{\"device\":\"k\"");
        for (int i = 0; i <= JsonReadings.MAX_READINGS; i++) {
            wide.append(",\"t").append(i).append("\":1");
        }
        assertThatThrownBy(() -> parse(wide.append('}').toString())).hasMessageContaining("more than 100000");
    }

    @Test
    void theKeyOfTheWayItCameStandsInForTheSensorAndTheDevice() throws MalformedJsonException {
        assertThat(Readings.of(parse("{\"value\":1}", "fridge/air"))).containsExactly("fridge/air temperature 1.0");
        assertThat(Readings.of(parse("{\"value\":1}", "k/humidity"))).containsExactly("k/humidity humidity 1.0");
        assertThat(Readings.of(parse("{\"temperature\":1,\"humidity\":2}", "k")))
                .containsExactly("k/temperature temperature 1.0", "k/humidity humidity 2.0");
        assertThat(Readings.of(parse("{\"sensor\":\"s\",\"value\":1}", "k"))).containsExactly("s temperature 1.0");
        assertThat(Readings.of(parse("{\"device\":\"d\",\"temperature\":1}", "k")))
                .containsExactly("d/temperature temperature 1.0");
        assertThat(Readings.refusals(parse("{\"foo\":1}", "k")).getFirst()).startsWith("0: Not kept: \"foo\"");
        assertThat(Readings.refusals(parse("{}", "k")).getFirst()).startsWith("0: There is no value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"device\":\"%s\",\"temperature\":1}", "{\"sensor\":\"%s\",\"value\":1}"})
    void aKeyThatIsTooLongIsRefused(String form) throws MalformedJsonException {
        IncomingBatch batch = parse(form.formatted("k".repeat(201)));

        assertThat(batch.size()).isZero();
        assertThat(batch.refusals().getFirst().detail()).contains("at most 200 characters");
    }

    @Test
    void whatASenderWroteCannotBreakALineOrAMessage() throws MalformedJsonException {
        IncomingBatch batch = parse("{\"sensor\":\"a\",\"value\":\"x\\n\\u202e" + "y".repeat(5_000) + "\"}");

        assertThat(batch.refusals().getFirst().detail())
                .doesNotContain("\n", "\u202e")
                .hasSizeLessThan(120);
    }

    private static IncomingBatch parse(String json) throws MalformedJsonException {
        return JsonReadings.parse(json.getBytes(UTF_8));
    }

    private static IncomingBatch lines(String json) throws MalformedJsonException {
        return JsonReadings.parseLines(json.getBytes(UTF_8));
    }

    private static IncomingBatch parse(String json, String key) throws MalformedJsonException {
        return JsonReadings.parse(json.getBytes(UTF_8), key);
    }
}
