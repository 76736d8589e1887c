package io.isotherm.ingest.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WallClockTest {
    @ParameterizedTest
    @CsvSource({
        "2026-11-18T07:30:00Z, Europe/Berlin, 8.5, 3",
        "2026-07-18T07:30:00Z, Europe/Berlin, 9.5, 6",
        "2026-03-29T00:59:59Z, Europe/Berlin, 1.9997222222222222, 7",
        "2026-03-29T01:00:00Z, Europe/Berlin, 3.0, 7",
        "2026-11-18T23:30:00Z, Asia/Kathmandu, 5.25, 4",
        "1969-12-31T23:00:00Z, UTC, 23.0, 3",
    })
    void itShowsTheLocalHourAndWeekday(Instant time, ZoneId zone, double hour, int weekday) {
        WallClock clock = new WallClock(zone);
        assertThat(clock.hour(time.toEpochMilli())).isEqualTo(hour);
        assertThat(clock.weekday(time.toEpochMilli())).isEqualTo(weekday);
    }
}
