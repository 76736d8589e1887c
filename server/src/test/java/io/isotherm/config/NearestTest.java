package io.isotherm.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> KNOWN = List.of("run", "demo", "config", "http.port", "mqtt.port");

    @ParameterizedTest
    @CsvSource({"rnu, run", "RUN, run", "dmeo, demo", "conf, config", "htp.port, http.port", "htpt.prot, http.port"})
    void aSlipIsUnderstood(String typed, String meant) {
        assertThat(Nearest.to(typed, KNOWN)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"cat", "sun-dried", "''", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
    })
    void somethingElseIsNot(String typed) {
        assertThat(Nearest.to(typed, KNOWN)).isEmpty();
    }
}
