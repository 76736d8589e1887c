package io.isotherm.ingest.line;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.ingest.Readings;
import io.isotherm.model.IncomingBatch;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineParserTest {
    private static final String NOW = "1795500000000";

    private final LineParser parser = new LineParser(LineRules.NONE, 1 << 20);

    private IncomingBatch parse(String text) {
        return parse(text, Precision.MILLISECONDS);
    }

    private IncomingBatch parse(String text, Precision precision) {
        byte[] bytes = text.getBytes(UTF_8);
        try {
            return parser.parse(bytes, bytes.length, precision);
        } catch (LineLimitException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> read(String text) {
        IncomingBatch batch = parse(text);
        assertThat(Readings.refusals(batch)).isEmpty();
        return Readings.of(batch);
    }

    private String refusal(String text) {
        IncomingBatch batch = parse(text);
        assertThat(Readings.of(batch)).isEmpty();
        assertThat(batch.refusals()).hasSize(1);
        assertThat(batch.refusals().getFirst().detail()).endsWith(".");
        return Readings.refusals(batch).getFirst();
    }

    @Test
    void whatTelegrafSendsIsRead() {
        assertThat(read("temp,host=a,sensor=coretemp temp=45 " + NOW + "\n"))
                .containsExactly("temp,host=a,sensor=coretemp/temp temperature 45.0 @" + NOW);
    }

    @Test
    void whatHomeAssistantSendsIsReadInTheUnitThatIsTheMeasurement() {
        assertThat(read("°C,domain=sensor,entity_id=kitchen friendly_name_str=\"Kitchen, left\",value=21.4 " + NOW
                        + "\n°F,domain=sensor,entity_id=oven value=350 " + NOW
                        + "\n%,domain=sensor,entity_id=bath_humidity value=62,battery_level=91 " + NOW))
                .containsExactly(
                        "sensor.kitchen/value temperature 21.4 °C @" + NOW,
                        "sensor.oven/value temperature 350.0 °F @" + NOW,
                        "sensor.bath_humidity/value humidity 62.0 % @" + NOW,
                        "sensor.bath_humidity/battery_level battery 91.0 % @" + NOW);
    }

    @Test
    void whatAnArduinoSendsIsReadWithTheTimeOfReceipt() {
        assertThat(read("environment,device=esp1 temperature=21.4,humidity=40"))
                .containsExactly(
                        "environment,device=esp1/temperature temperature 21.4",
                        "environment,device=esp1/humidity humidity 40.0");
    }

    @Test
    void theOrderOfTagsAndFieldsDoesNotMatter() {
        IncomingBatch batch = parse("m,b=2,a=1 x=1,y=2\nm,a=1,b=2 y=3,x=4");
        assertThat(Readings.of(batch))
                .containsExactly(
                        "m,a=1,b=2/x other 1.0",
                        "m,a=1,b=2/y other 2.0",
                        "m,a=1,b=2/y other 3.0",
                        "m,a=1,b=2/x other 4.0");
        assertThat(batch.keys()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "m v=1|m/v other 1.0",
                "m v=-1.5|m/v other -1.5",
                "m v=+2|m/v other 2.0",
                "m v=.5|m/v other 0.5",
                "m v=5.|m/v other 5.0",
                "m v=1e3|m/v other 1000.0",
                "m v=-2.5E-2|m/v other -0.025",
                "m v=1i|m/v other 1.0",
                "m v=-9223372036854775808i|m/v other -9.223372036854776E18",
                "m v=18446744073709551615u|m/v other 1.8446744073709552E19",
                "m v=9007199254740993i|m/v other 9.007199254740992E15",
                "m v=0.1|m/v other 0.1",
                "m v=-0|m/v other -0.0",
                "m v=21.400000000000002|m/v other 21.400000000000002",
                "m v=NaN|m/v other NaN",
                "m on=true,off=F,v=1|m/v other 1.0",
                "m s=\"a b,c=1\",v=1|m/v other 1.0",
                "m s=\"\",v=1|m/v other 1.0",
                "m s=\"\\\"v=2\\\\\",v=1|m/v other 1.0",
                "  m   v=1  |m/v other 1.0",
                "m\\ n,a\\,b=c\\ d,e=f\\=g v\\ w=1|m n,a\\,b=c d,e=f\\=g/v w other 1.0",
                "m\\,n v=1|m\\,n/v other 1.0",
                "m,path=C:\\dir v=1|m,path=C:\\dir/v other 1.0",
                "m,path=/dev/sda v/w=1|m,path=/dev/sda/v%2Fw other 1.0",
                "m,a=\"quoted\" v=1|m,a=\"quoted\"/v other 1.0",
                "köln,straße=ü value=1|köln,straße=ü/value other 1.0",
            })
    void aLineIsReadAsTheFormatHasIt(String line, String reading) {
        assertThat(read(line)).containsExactly(reading);
        assertThat(read("\r\n" + line + "\r\n\n" + line + "\n")).containsExactly(reading, reading);
    }

    @ParameterizedTest
    @CsvSource({
        "1795500000123456789, NANOSECONDS, 1795500000123",
        "1795500000123456, MICROSECONDS, 1795500000123",
        "1795500000123, MILLISECONDS, 1795500000123",
        "1795500000, SECONDS, 1795500000000",
        "29925000, MINUTES, 1795500000000",
        "498750, HOURS, 1795500000000",
        "946684800000000000, NANOSECONDS, 946684800000",
    })
    void timesAreReadInTheirPrecision(String time, Precision precision, long expected) {
        IncomingBatch batch = parse("m v=1,w=2 " + time, precision);
        assertThat(batch.time(0)).isEqualTo(expected);
        assertThat(batch.time(1)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "n, NANOSECONDS",
        "ns, NANOSECONDS",
        "u, MICROSECONDS",
        "us, MICROSECONDS",
        "ms, MILLISECONDS",
        "s, SECONDS",
        "m, MINUTES",
        "h, HOURS",
        "'', NANOSECONDS"
    })
    void precisionsHaveTheNamesOfBothVersions(String name, Precision precision) {
        assertThat(Precision.parse(name)).contains(precision);
        assertThat(Precision.parse("day")).isEmpty();
        assertThat(Precision.parse(null)).contains(Precision.NANOSECONDS);
    }

    @Test
    void aTimeInAnotherPrecisionThanWasSaidIsRefusedWithTheOneThatWasMeant() {
        assertThat(refusal("m v=1 1795500000"))
                .isEqualTo("0: The time 1795500000 is before 2000-01-01 in ms, which is how it was read: send"
                        + " precision=s if that is meant.");
        assertThat(refusal("m v=1 1")).contains("the device's clock is not set");
        assertThat(parse("m v=1 9223372036854775807", Precision.HOURS).refusals())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m|There are no fields",
                "m,a=1|There are no fields",
                "m,a=1\\ v=1|There are no fields",
                "m v|The field \"v\" has no value",
                "m v=|The field \"v\" has no value",
                "m v=,w=1|The field \"v\" has no value",
                "m =1|A field has no name",
                "m ,v=1|A field has no name",
                "m v=1,|A field has no name",
                "m v=1x|After the value of the field \"v\" there must be a comma",
                "m v=1..2|After the value of the field \"v\" there must be a comma",
                "m v=1e|The value of the field \"v\" is \"1e\", which is no number",
                "m v=abc|The value of the field \"v\" is \"abc\", which is no number",
                "m v=trueish|The value of the field \"v\" is \"trueish\", which is no number",
                "m v=inf|The value of the field \"v\" is \"inf\", which is no number",
                "m v=1e999|is beyond the range of numbers",
                "m v=9223372036854775808i|is \"9223372036854775808i\", which is no whole number of 64 bits",
                "m v=-1u|is \"-1u\", which is no whole number",
                "m v=18446744073709551616u|which is no whole number",
                "m v=1.5i|is \"1.5i\", which is no whole number",
                "m v=0x10|After the value",
                "m v=1f|After the value",
                "m v=1 abc|The time is \"abc\", which is no whole number",
                "m v=1 1.5|The time is \"1.5\", which is no whole number",
                "m v=1 1795500000000 2|After the time there must be nothing more",
                "m v=1 17955000000001795500000000|which is no whole number of 64 bits",
                ",a=1 v=1|There is no measurement",
                "m, v=1|The tag \"\" is not name=value",
                "m,a v=1|The tag \"a\" is not name=value",
                "m,a= v=1|The tag \"a=\" is not name=value",
                "m,=1 v=1|The tag \"=1\" is not name=value",
                "m,a=1=2 v=1|The tag \"a=1=2\" has two equals signs",
                "m,a=1,a=2 v=1|The tag \"a\" is there twice",
                "m s=\"abc|The string of the field \"s\" does not end",
                "m s=\"abc\"x|After the string of the field \"s\" there must be a comma",
                "m a=\"x\",v=1,w|The field \"w\" has no value",
            })
    void aBadLineIsRefusedWithTheReasonAndCostsNoOther(String line, String reason) {
        assertThat(refusal(line)).startsWith("0: ").contains(reason);
        IncomingBatch batch = parse("a v=1\n# not this one\n" + line + "\nb v=2\r\nc v=3 " + NOW);
        assertThat(batch.refusals()).hasSize(1);
        assertThat(Readings.refusals(batch).getFirst()).startsWith("2: ").contains(reason);
        assertThat(Readings.of(batch)).containsExactly("a/v other 1.0", "b/v other 2.0", "c/v other 3.0 @" + NOW);
        assertThat(batch.keys()).hasSize(3);
        assertThat(batch.item(1)).isEqualTo(3);
    }

    @Test
    void whatWasReadOfABadLineIsTakenBackWithItsSensors() {
        IncomingBatch batch = parse("m x=1,y=2,z=abc\nm y=3\nm x=4");
        assertThat(Readings.of(batch)).containsExactly("m/y other 3.0", "m/x other 4.0");
        assertThat(batch.keys()).hasSize(2);
    }

    @Test
    void stringsMayHaveLineBreaks() {
        IncomingBatch batch = parse("m s=\"one\ntwo v=9\n\",v=1 " + NOW + "\nm v=x\nm v=2");
        assertThat(Readings.of(batch)).containsExactly("m/v other 1.0 @" + NOW, "m/v other 2.0");
        assertThat(Readings.refusals(batch).getFirst()).startsWith("3: ");
    }

    @Test
    void ofALineWithAFaultAfterAStringNoLineOfTheStringIsRead() {
        IncomingBatch batch = parse("m s=\"one\nm v=9\n\",v=x\nm w=x,s=\"\nm v=8\"\nm v=2");
        assertThat(Readings.of(batch)).containsExactly("m/v other 2.0");
        assertThat(batch.refusals()).extracting(IncomingBatch.Refusal::item).containsExactly(0, 3);
    }

    @Test
    void whatIsNotTextInUtf8IsRefused() throws LineLimitException {
        byte[] bytes = "m,a=\u00E9 v=1\nm \u00E9=1\nm v=2".getBytes(ISO_8859_1);
        IncomingBatch batch = parser.parse(bytes, bytes.length, Precision.NANOSECONDS);
        assertThat(Readings.of(batch)).containsExactly("m/v other 2.0");
        assertThat(Readings.refusals(batch))
                .containsExactly("0: The line is not text in UTF-8.", "1: The line is not text in UTF-8.");
    }

    @Test
    void limitsAreHeldLineByLine() {
        String fields = IntStream.rangeClosed(0, LineParser.MOST_FIELDS)
                .mapToObj(i -> "f" + i + "=" + i)
                .collect(Collectors.joining(","));
        String tags = IntStream.rangeClosed(0, LineParser.MOST_TAGS)
                .mapToObj(i -> ",t" + i + "=1")
                .collect(Collectors.joining());
        assertThat(refusal("m " + fields)).contains("more than 1000 fields");
        assertThat(read("m " + fields.substring(0, fields.lastIndexOf(',')))).hasSize(LineParser.MOST_FIELDS);
        assertThat(refusal("m" + tags + " v=1")).contains("more than 100 tags");
        assertThat(refusal("m,a=" + "x".repeat(5_000) + " v=1")).contains("more than 4096 bytes");
        assertThat(refusal("m " + "x".repeat(300) + "=1")).contains("more than 255 bytes");
        assertThat(refusal("m s=\"" + "x".repeat(70_000) + "\",v=1")).contains("more than 65536 bytes");
        assertThat(refusal("m\u0007 v=1")).contains("control characters");
        assertThat(Readings.of(parse("m v=1\nm s=\"" + "x\n".repeat(40_000) + "\",v=1\nm v=2")))
                .containsExactly("m/v other 1.0", "m/v other 2.0");
    }

    @Test
    void aBodyOfTooManyReadingsIsRefusedWhole() {
        byte[] bytes = "m v=1\n".repeat(LineParser.MOST_READINGS + 1).getBytes(UTF_8);
        assertThatThrownBy(() -> parser.parse(bytes, bytes.length, Precision.NANOSECONDS))
                .isInstanceOf(LineLimitException.class)
                .hasMessageContaining("1000000 readings");
    }

    @Test
    void namesThatAreTooLongForAKeyEndWithADigestAndStayDifferent() {
        String tag = "x".repeat(300);
        List<String> keys =
                parse("m,a=" + tag + "1 v=1\nm,a=" + tag + "2 v=1\nm " + "y".repeat(250) + "=1").keys().stream()
                        .map(key -> key.key())
                        .toList();
        assertThat(keys).hasSize(3).doesNotHaveDuplicates().allMatch(key -> key.length() <= 200);
        assertThat(keys.getFirst()).matches("m,a=x{10,}~[0-9a-f]{12}/v");
        assertThat(parse("m,a=" + tag + "1 v=1").keys().getFirst().key()).isEqualTo(keys.getFirst());
    }

    @Test
    void aSeriesIsTheSameObjectEachTime() {
        IncomingBatch first = parse("m,a=1 v=1");
        IncomingBatch second = parse("m,a=1 v=2");
        assertThat(second.keys().getFirst()).isSameAs(first.keys().getFirst());
    }

    @Test
    void moreSeriesThanAreRememberedAreReadAllTheSame() {
        LineParser small = new LineParser(LineRules.NONE, 20_000);
        String text = IntStream.range(0, 2_000)
                .mapToObj(i -> "m,a=" + i % 1_000 + " v=" + i + ",w=1")
                .collect(Collectors.joining("\n"));
        for (int round = 0; round < 3; round++) {
            byte[] bytes = text.getBytes(UTF_8);
            try {
                IncomingBatch batch = small.parse(bytes, bytes.length, Precision.NANOSECONDS);
                assertThat(Readings.of(batch)).isEqualTo(Readings.of(parse(text)));
            } catch (LineLimitException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void aBodyOfFaultsAloneIsReadInLinearTime() {
        String fault = "m v=\"\\\n";
        long start = System.nanoTime();
        IncomingBatch batch = parse(fault.repeat(200_000));
        assertThat(batch.size()).isZero();
        assertThat(batch.refusals()).hasSizeLessThanOrEqualTo(200_000);
        parse("m a=1,s=\"".repeat(200_000));
        parse(("m " + "a=\"\",".repeat(100) + "\n").repeat(2_000));
        assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
    }

    @Test
    void emptyBodiesHaveNothing() {
        assertThat(parse("").size()).isZero();
        assertThat(parse("\r\n \n#\n\n").refusals()).isEmpty();
        assertThat(read("m on=true,s=\"x\" " + NOW)).isEmpty();
    }
}
