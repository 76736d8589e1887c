package io.isotherm.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1795500000000, 1795500000000",
        "253402300799999, 253402300799999",
        "1970-01-01T00:00:00Z, 0",
        "1970-01-01t00:00:01z, 1000",
        "2026-11-24T07:00:00+01:00, 1795500000000",
        "2026-11-24T07:00:00 01:00, 1795500000000",
        "2026-11-24T01:00:00.250-05:00, 1795500000250",
        "2024-02-29T12:00:00Z, 1709208000000",
    })
    void pointsInTimeAreUnderstood(String text, long expected) {
        assertThat(Times.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "253402300800000",
                "1e12",
                "now",
                "2026-11-24",
                "2026-11-24T07:00:00",
                "24.11.2026",
                "2023-02-29T12:00:00Z",
                "1969-12-31T23:59:59Z",
                "+10000-01-01T00:00:00Z",
                "99999999999999999999"
            })
    void othersAreRefused(String text) {
        assertThatThrownBy(() -> Times.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must be");
    }
}
