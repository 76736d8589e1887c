package io.isotherm.ingest.line;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.ingest.Readings;
import io.isotherm.model.IncomingBatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineRulesTest {
    private static final String RULES = """
            rules:
              - measurement: "temp*"
                tags: {host: "rack-*"}
                device: "{host} {sensor}"
                fields:
                  temp: {sensor: air, unit: °F}
                  hum?: {quantity: humidity}
                  "*": ignore
              - measurement: cpu
                ignore: true
              - measurement: probe
                fields:
                  raw: {sensor: voltage, quantity: voltage, unit: mV}
            """;

    private static List<String> read(String rules, String text) throws LineLimitException {
        byte[] bytes = text.getBytes(UTF_8);
        IncomingBatch batch = new LineParser(LineRulesFile.parse("rules.yaml", rules), 1 << 20)
                .parse(bytes, bytes.length, Precision.NANOSECONDS);
        assertThat(batch.refusals()).isEmpty();
        return Readings.of(batch);
    }

    @Test
    void theFirstRuleThatMatchesDecides() throws LineLimitException {
        assertThat(read(RULES, "temperature,host=rack-1,sensor=top temp=70,hum1=40,other=3"))
                .containsExactly("rack-1 top/air temperature 70.0 °F", "rack-1 top/hum1 humidity 40.0");
        assertThat(read(RULES, "cpu,host=rack-1 usage=3\nprobe,n=1 raw=312,temp=4"))
                .containsExactly("probe,n=1/voltage voltage 312.0 mV", "probe,n=1/temp temperature 4.0");
    }

    @Test
    void aRuleIsNotForASeriesWithoutItsTags() throws LineLimitException {
        assertThat(read(RULES, "temp,host=pi temp=1")).containsExactly("temp,host=pi/temp temperature 1.0");
        assertThat(read(RULES, "temp,host=rack-1 temp=1")).containsExactly("temp,host=rack-1/temp temperature 1.0");
    }

    @Test
    void tagsThatMakeNoDeviceDoNotMatter() throws LineLimitException {
        String rules = "rules: [{device: \"{measurement} {host}\"}]";
        assertThat(read(rules, "temp,host=a,boot=1 t=1\ntemp,boot=2,host=a t=2"))
                .containsExactly("temp a/t temperature 1.0", "temp a/t temperature 2.0");
    }

    @ParameterizedTest
    @CsvSource({
        "temp, temp, true", "temp, temps, false", "*, '', true", "*, x, true", "a*c, abc, true", "a*c, ab, false",
        "a*b*c, aXbXbc, true", "?, x, true", "?, '', false", "a?c, abc, true", "a**, a, true", "'', '', true",
        "'', x, false", "*.c, a.b.c, true"
    })
    void patternsAreSimple(String pattern, String text, boolean matches) {
        assertThat(new Glob(pattern).matches(text)).isEqualTo(matches);
    }

    @Test
    void aPatternOfManyStarsTakesNoTime() {
        assertThat(new Glob("*a".repeat(100) + "b").matches("a".repeat(4_000))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rule: []|line 1: \"rule\" is nothing that can be set here; rules is.",
                "- a|line 1: here must be rules: and below it a list.",
                "rules: {a: 1}|line 1: here must be a list of rules",
                "rules: [cpu]|line 1: here must be a rule, such as",
                "rules: [{measurement: 'a', tag: {}}]|\"tag\" is nothing that can be set here; measurement, tags, device,",
                "rules: [{measurement: ''}]|measurement: must have 1 to 200 characters.",
                "rules: [{measurement: [a]}]|measurement: must be a text",
                "rules: [{device: '{host'}]|device: \"{host\" has a { without a name and its }; write text with",
                "rules: [{device: 'host}'}]|has a } without its {",
                "rules: [{device: '{}'}]|has a { without a name",
                "rules: [{fields: {a: drop}}]|here must be ignore, or some of {sensor: NAME",
                "rules: [{fields: {a: {quantity: temprature}}}]|quantity: \"temprature\" is none; there are temperature, ",
                "rules: [{fields: {a: {unit: parsec}}}]|The unit \"parsec\" is not known",
                "rules: [{fields: {a: {quantity: humidity, unit: °C}}}]|The unit °C is not one of humidity",
                "rules: [{fields: {a: {name: b}}}]|\"name\" is nothing that can be set here; sensor, quantity, unit are.",
                "rules: [{ignore: perhaps}]|ignore: must be true or false.",
                "rules: [{ignore: true, device: a}]|a rule with ignore: true has neither device: nor fields:.",
                "rules: [{measurement: a, measurement: b}]|this is not YAML",
                "rules: [|this is not YAML",
                "rules: [{tags: {a: *b}}]|line 1: ",
            })
    void aBadFileIsToldWithItsPlaceAndWhatToWrite(String text, String problem) {
        assertThatThrownBy(() -> LineRulesFile.parse("rules.yaml", text))
                .isInstanceOf(LineRulesException.class)
                .hasMessageStartingWith("rules.yaml line ")
                .hasMessageContaining(problem);
    }

    @Test
    void theLineOfAFaultIsTold() {
        assertThatThrownBy(() -> LineRulesFile.parse("rules.yaml", RULES.replace("unit: mV", "unit: hPa")))
                .hasMessageStartingWith("rules.yaml line 13: The unit hPa is not one of voltage");
    }

    @Test
    void aFileThatIsNotThereIsTold(@TempDir Path folder) throws Exception {
        assertThatThrownBy(() -> LineRulesFile.read(folder.resolve("none.yaml")))
                .isInstanceOf(LineRulesException.class)
                .hasMessageContaining("there is no such file");
        Files.writeString(folder.resolve("empty.yaml"), "# nothing yet\n");
        assertThat(LineRulesFile.read(folder.resolve("empty.yaml"))).isEqualTo(LineRules.NONE);
    }
}
