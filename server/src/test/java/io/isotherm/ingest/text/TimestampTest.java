package io.isotherm.ingest.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampTest {
    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 0",
        "2026-11-24T09:30:00Z, 1795512600000",
        "2026-11-24t09:30:00z, 1795512600000",
        "2026-11-24 09:30:00Z, 1795512600000",
        "2026-11-24T10:30:00+01:00, 1795512600000",
        "2026-11-24T00:30:00-09:00, 1795512600000",
        "2026-11-24T09:30:00-00:00, 1795512600000",
        "2026-11-24T15:15:00+05:45, 1795512600000",
        "2026-11-24T09:30:00.5Z, 1795512600500",
        "2026-11-24T09:30:00.123456789Z, 1795512600123",
        "1969-12-31T23:59:59.999Z, -1",
        "2024-02-29T00:00:00Z, 1709164800000",
        "2016-12-31T23:59:60Z, 1483228800000",
        "2017-01-01T00:59:60.25+01:00, 1483228800250",
    })
    void rfc3339IsRead(String text, long expected) {
        assertThat(Timestamp.ofText(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-24T09:30:00, has no zone",
        "2026-11-24T09:30:00.5, has no zone",
        "2026-02-30T00:00:00Z, no such date",
        "2026-13-01T00:00:00Z, no such date",
        "2026-11-24T24:00:00Z, no such date",
        "2026-11-24T23:60:00Z, no such date",
        "2026-11-24T09:30:60Z, no such date",
        "2026-11-24T09:30:00+25:00, no such date",
        "2026-11-24, not RFC 3339",
        "2026-11-24T09:30Z, not RFC 3339",
        "2026-11-24T09:30:00+0100, not RFC 3339",
        "2026-11-24T09:30:00.Z, not RFC 3339",
        "24.11.2026 09:30, not RFC 3339",
        "1795512600000, not RFC 3339",
        "'', not RFC 3339",
        "٢٠٢٦-11-24T09:30:00Z, not RFC 3339",
        "2026-11-24T09:30:00.0000000000000000000000000000000000000000000000000000Z, not RFC 3339",
    })
    void whatIsNoMomentIsExplained(String text, String expected) {
        assertThatThrownBy(() -> Timestamp.ofText(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"100000000000", "1795512600000", "99999999999999"})
    void epochMillisecondsAreTakenAsTheyAre(String digits) {
        assertThat(Timestamp.ofNumber(digits)).isEqualTo(Long.parseLong(digits));
    }

    @ParameterizedTest
    @CsvSource({
        "0, looks like seconds",
        "1795512600, looks like seconds",
        "99999999999, looks like seconds",
        "1795512600000000, looks like microseconds",
        "1795512600000000000, looks like microseconds",
        "-1, negative",
        "-9223372036854775808, negative",
        "9223372036854775808, is no time",
    })
    void otherNumbersAreExplained(String digits, String expected) {
        assertThatThrownBy(() -> Timestamp.ofNumber(digits))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(expected);
    }
}
