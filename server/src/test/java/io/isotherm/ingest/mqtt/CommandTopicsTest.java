package io.isotherm.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTopicsTest {
    private final CommandTopics topics = new CommandTopics();

    @ParameterizedTest
    @CsvSource({
        "spBv1.0/lab/NCMD/edge, spBv1.0/lab/NCMD/edge, true",
        "spBv1.0/lab/NCMD/edge/#, spBv1.0/lab/NCMD/edge, true",
        "spBv1.0/+/NCMD/+, spBv1.0/lab/NCMD/edge, true",
        "spBv1.0/lab/NCMD/edge, spBv1.0/lab/NCMD/other, false",
        "spBv1.0/lab/DCMD/edge/oven, spBv1.0/lab/NCMD/edge, false",
    })
    void aNodeHearsItsCommands(String filter, String topic, boolean heard) {
        assertThat(topics.matches(topic)).isFalse();
        assertThat(topics.add(filter)).isTrue();
        assertThat(topics.matches(topic)).isEqualTo(heard);
        assertThat(topics.remove(filter)).isTrue();
        assertThat(topics.remove(filter)).isFalse();
        assertThat(topics.matches(topic)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#",
                "spBv1.0/#",
                "spBv1.0/+/+/edge",
                "spBv1.0/lab/DDATA/edge",
                "spBv1.0/lab/NCMD",
                "spBv1.0/lab/NCMD/",
                "spBv1.0/lab/NCMD/e#",
                "STATE/host",
                "isotherm/fridge"
            })
    void nothingElseIsPublished(String filter) {
        assertThat(topics.add(filter)).isFalse();
    }

    @Test
    void theyAreBounded() {
        for (int i = 0; i < 32; i++) {
            assertThat(topics.add("spBv1.0/lab/NCMD/n" + i)).isTrue();
        }
        assertThat(topics.add("spBv1.0/lab/NCMD/n1")).isTrue();
        assertThat(topics.add("spBv1.0/lab/NCMD/more")).isFalse();
        assertThat(topics.add("spBv1.0/lab/NCMD/" + "n".repeat(1_000))).isFalse();
    }
}
