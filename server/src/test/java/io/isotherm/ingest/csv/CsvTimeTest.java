package io.isotherm.ingest.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTimeTest {
    @ParameterizedTest
    @CsvSource({
        "2014-02-19 15:25:00, UTC, 2014-02-19T15:25:00Z",
        "2014-02-19T15:25, UTC, 2014-02-19T15:25:00Z",
        "2014-02-19 15:25:00.125, UTC, 2014-02-19T15:25:00.125Z",
        "2014-07-19 15:25:00, Europe/Berlin, 2014-07-19T13:25:00Z",
        "2014-07-19 15:25:00Z, Europe/Berlin, 2014-07-19T15:25:00Z",
        "2014-07-19T15:25:00-05:00, Europe/Berlin, 2014-07-19T20:25:00Z",
        "2014-07-19 15:25:00+05:30, UTC, 2014-07-19T09:55:00Z",
        "2026-03-29 02:30:00, Europe/Berlin, 2026-03-29T01:30:00Z",
        "2026-10-25 02:30:00, Europe/Berlin, 2026-10-25T00:30:00Z",
        "1392823500000, UTC, 2014-02-19T15:25:00Z",
    })
    void timesAreRead(String text, ZoneId zone, Instant time) {
        assertThat(CsvTime.parse(text, zone)).isEqualTo(time.toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2014-02-30 15:25:00",
                "19.02.2014 15:25",
                "2014-02-19",
                "1392823500",
                "-5",
                "99999999999999999999",
                "+999999999-01-01T00:00:00Z"
            })
    void whatIsNoTimeIsRefused(String text) {
        assertThatThrownBy(() -> CsvTime.parse(text, ZoneId.of("UTC"))).isInstanceOf(IllegalArgumentException.class);
    }
}
