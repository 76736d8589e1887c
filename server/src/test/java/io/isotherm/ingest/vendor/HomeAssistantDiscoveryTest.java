package io.isotherm.ingest.vendor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HomeAssistantDiscoveryTest {
    @TestFactory
    Stream<DynamicTest> everyMessageSaysWhatTheTableTells() {
        return Corpus.tests("homeassistant", HomeDecodersTest.InOrder::new);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            {{ value }}                                     ; []
            {{value|float}}                                 ; []
            {{ value_json.temperature}}                     ; [temperature]
            {{ value_json['DS18B20'].Temperature }}         ; [DS18B20, Temperature]
            {{ value_json["a b"]['c.d'] | round(1) }}       ; [a b, c.d]
            {{ value_json.list[0].value | float(0) | int }} ; [list, 0, value]
            {{ value_json.tempc | is_defined }}             ; [tempc]
            {{ value_json.t | default(0) }}                 ; [t]
            {{- value_json.t -}}                            ; [t]
            """)
    void aSimplePathIsRead(String template, String steps) {
        assertThat(ValuePath.of(template))
                .isNotNull()
                .satisfies(path -> assertThat(path.steps()).hasToString(steps));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ value_json.temperature * 1.8 + 32 }}",
                "{{ value_json }}",
                "{{ value.temperature }}",
                "{% if value_json.t %}{{ value_json.t }}{% endif %}",
                "{{ (value_json.t | float) }}",
                "{{ states('x') }}",
                "{{ value_json.t if value_json.t else 0 }}",
                "{{ value_json.t | multiply(2) }}",
                "value_json.t",
                "21.5",
                "{{ value_json.a..b }}",
                "{{ value_json['a }}",
                "{{ value_json[a] }}",
                "{{ value_json.t }}{{ value_json.u }}",
                "{{ value_json.t }} °C",
                "{{ value_json.t | float - 1 }}",
                "{{ value_json.t ~ 1 }}",
            })
    void aTemplateThatIsAProgramIsNone(String template) {
        assertThat(ValuePath.of(template)).isNull();
    }

    @Test
    void aConfigurationThatCameBeforeIsNotComplainedOfAgain() {
        TopicDecoder decoder = new HomeAssistantDiscovery(new Discoveries(), List.of());
        String config = "{\"stat_t\":\"a/b\",\"dev_cla\":\"temperature\",\"val_tpl\":\"{{ value_json.t * 2 }}\"}";

        assertThat(said(decoder, "homeassistant/sensor/x/config", config))
                .singleElement()
                .asString()
                .contains("refused");
        assertThat(said(decoder, "homeassistant/sensor/x/config", config)).containsExactly("nothing");
        assertThat(said(decoder, "homeassistant/sensor/x/config", config + " "))
                .singleElement()
                .asString()
                .contains("refused");
    }

    @Test
    void whatIsRememberedIsBounded() {
        Discoveries discoveries = new Discoveries();
        TopicDecoder decoder = new HomeAssistantDiscovery(discoveries, List.of());
        for (int i = 0; i < Discoveries.MAX_SENSORS; i++) {
            said(decoder, "homeassistant/sensor/s" + i + "/config", config(i));
        }

        assertThat(discoveries.size()).isEqualTo(Discoveries.MAX_SENSORS);
        assertThat(said(decoder, "homeassistant/sensor/more/config", config(-1)))
                .containsExactly(
                        "refused 0: More than 20000 sensors, or too long ones, were told of by discovery: this one is not read.");
        assertThat(said(decoder, "s0", "4")).contains("homeassistant/s0/temperature temperature 4.0 °C");

        assertThat(said(decoder, "homeassistant/sensor/s0/config", "")).containsExactly("nothing");
        assertThat(said(decoder, "s0", "4")).containsExactly("unknown");
        assertThat(said(decoder, "homeassistant/sensor/more/config", config(-1)))
                .first()
                .asString()
                .startsWith("hint");
    }

    @Test
    void longNamesTakeTheRoomOfMany() {
        Discoveries discoveries = new Discoveries();
        TopicDecoder decoder = new HomeAssistantDiscovery(discoveries, List.of());
        String word = "a".repeat(1_000_000);
        for (int i = 0; i < 100; i++) {
            said(
                    decoder,
                    "homeassistant/sensor/s" + i + "/config",
                    "{\"stat_t\":\"s" + i + "\",\"avty_t\":\"will\",\"dev_cla\":\"temperature\",\"pl_avail\":\"" + word
                            + "\"}");
        }

        assertThat(discoveries.size()).isEqualTo(15);
    }

    @Test
    void aTopicThatAllShareIsToldOfAFewHundred() {
        Discoveries discoveries = new Discoveries();
        TopicDecoder decoder = new HomeAssistantDiscovery(discoveries, List.of());
        for (int i = 0; i < 1_000; i++) {
            said(
                    decoder,
                    "homeassistant/sensor/s" + i + "/config",
                    "{\"stat_t\":\"shared\",\"avty_t\":\"will\",\"dev_cla\":\"temperature\"}");
        }

        assertThat(discoveries.size()).isEqualTo(500);
        assertThat(said(decoder, "shared", "4")).hasSize(500);
        assertThat(said(decoder, "will", "offline")).hasSize(500);
    }

    private static String config(int i) {
        return "{\"stat_t\":\"s" + i + "\",\"dev_cla\":\"temperature\",\"unit_of_meas\":\"°C\"}";
    }

    private static List<String> said(TopicDecoder decoder, String topic, String payload) {
        return Corpus.said(decoder.decode(topic, payload.getBytes(UTF_8), Corpus.RECEIVED));
    }
}
