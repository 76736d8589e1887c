package io.isotherm.ingest.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalTimesTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static List<Long> utc(ZoneId zone, List<LocalDateTime> times) {
        LocalTimes local = new LocalTimes(zone);
        LocalTimes.Series series = new LocalTimes.Series();
        return times.stream()
                .map(time -> local.utc(time.toEpochSecond(ZoneOffset.UTC) * 1_000, series))
                .toList();
    }

    private static String utc(ZoneId zone, String... times) {
        StringBuilder text = new StringBuilder();
        utc(zone, List.of(times).stream().map(LocalDateTime::parse).toList())
                .forEach(time -> text.append(text.isEmpty() ? "" : " ")
                        .append(DateTimeFormatter.ofPattern("HH:mm")
                                .withZone(ZoneOffset.UTC)
                                .format(Instant.ofEpochMilli(time))));
        return text.toString();
    }

    @Test
    void aTimeThatNeverWasIsTakenWithTheOffsetFromBefore() {
        assertThat(utc(BERLIN, "2026-03-29T01:30", "2026-03-29T02:30", "2026-03-29T03:30"))
                .isEqualTo("00:30 01:30 01:30");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // The first pass, then the step back to the second one.
                "01:30 02:00 02:30 02:00 02:30 03:00 | 23:30 00:00 00:30 01:00 01:30 02:00",
                // Hourly: the same local time twice.
                "01:00 02:00 02:00 03:00 | 23:00 00:00 01:00 02:00",
                // A row that is there twice is one reading.
                "02:10 02:10 02:20 02:20 | 00:10 00:10 00:20 00:20",
                // Newest first.
                "03:00 02:30 02:00 02:30 02:00 01:30 | 02:00 01:30 01:00 00:30 00:00 23:30",
                "03:00 02:00 02:00 01:00 | 02:00 01:00 00:00 23:00",
                // Nothing tells: the first pass.
                "02:30 | 00:30",
                "00:30 02:30 04:30 | 22:30 00:30 03:30",
            })
    void theRepeatedHourIsToldApartByOrder(String locals, String expected) {
        String[] times = locals.split(" ");
        for (int i = 0; i < times.length; i++) {
            times[i] = "2026-10-25T" + times[i];
        }
        assertThat(utc(BERLIN, times)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC", "+05:30", "America/Sao_Paulo"
            })
    void yearsOfALoggerOnTheWallClockComeBackInBothDirections(String name) {
        ZoneId zone = ZoneId.of(name);
        List<Long> times = new ArrayList<>();
        List<LocalDateTime> locals = new ArrayList<>();
        long start = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();
        for (int i = 0; i < 3 * 365 * 96; i++) {
            long time = start + i * 900_000L;
            times.add(time);
            locals.add(LocalDateTime.ofInstant(Instant.ofEpochMilli(time), zone));
        }
        assertThat(utc(zone, locals)).isEqualTo(times);
        Collections.reverse(times);
        Collections.reverse(locals);
        assertThat(utc(zone, locals)).isEqualTo(times);
    }
}
