package io.isotherm.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicFilterTest {
    @ParameterizedTest
    @CsvSource({
        "a, true",
        "a/b/c, true",
        "/, true",
        "#, true",
        "+, true",
        "a/#, true",
        "+/b/+, true",
        "$SYS/#, true",
        "'', false",
        "a#, false",
        "a/b#, false",
        "a/#/b, false",
        "a+, false",
        "+a/b, false",
        "##, false",
    })
    void wildcardsStandAlone(String filter, boolean valid) {
        assertThat(TopicFilter.isValid(filter)).isEqualTo(valid);
    }

    @Test
    void aFilterHasNoZeroAndAnEnd() {
        assertThat(TopicFilter.isValid("a\0")).isFalse();
        assertThat(TopicFilter.isValid("é".repeat(32_768))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "a/b, a/b, a/b",
        "a/b, a/c, -",
        "a/b, a, -",
        "a/+, +/b, a/b",
        "a/+/c, a/b/+, a/b/c",
        "#, a/b, a/b",
        "#, a/#, a/#",
        "a/#, a, a",
        "a/#, +/b/+, a/b/+",
        "a/b/#, a/+, a/b",
        "a/b/#, b/#, -",
        "+/status/#, +/status, +/status",
        "zigbee2mqtt/#, zigbee2mqtt/+/availability, zigbee2mqtt/+/availability",
        "zigbee2mqtt/kitchen/#, zigbee2mqtt/+/availability, zigbee2mqtt/kitchen/availability",
        "spBv1.0/plant/#, spBv1.0/+/NBIRTH/+, spBv1.0/plant/NBIRTH/+",
        "+/+, a, -",
        "#, $SYS/a, -",
    })
    void whatTwoFiltersHaveInCommonIsAFilter(String one, String other, String both) {
        String expected = both.equals("-") ? null : both;
        assertThat(TopicFilter.both(one, other)).isEqualTo(expected);
        assertThat(TopicFilter.both(other, one)).isEqualTo(expected);
    }
}
