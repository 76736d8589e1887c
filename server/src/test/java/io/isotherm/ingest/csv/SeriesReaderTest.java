package io.isotherm.ingest.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesReaderTest {
    private final List<String> refused = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timestamp,value\n2026-01-01 00:00:00,4.5\n",
                "Time;Temperature (°C)\r\n2026-01-01T00:00:00Z;4.5\r\n",
                "\uFEFFid\ttemperature\tdate\nx\t4.5\t1767225600000\n",
                "2026-01-01 00:00:00,4.5",
                "\"timestamp\",\"value\"\n\"2026-01-01 00:00:00\",\"4.5\"\n",
                "\n\nvalue,humidity,time\n\n 4.5 , 40, 2026-01-01 00:00 \n\n",
            })
    void columnsAreFoundByTheirHeader(String file) throws IOException {
        assertThat(read(file)).containsExactly("2026-01-01T00:00:00Z 4.5");
        assertThat(refused).isEmpty();
    }

    @Test
    void malformedLinesAreToldByTheirNumberAndTheRestIsKept() throws IOException {
        String file = """
                timestamp,value
                2026-01-01 00:00:00,1
                nonsense
                2026-01-01 00:01:00,warm
                never,3
                2026-01-01 00:02:00,
                2026-01-01 00:03:00,4,more
                2026-01-01 00:04:00,Infinity
                2026-01-01 00:05:00,0x1p3
                2026-01-01 00:06:00,1e999
                2026-01-01 00:07:00,NaN
                """;
        assertThat(read(file))
                .containsExactly("2026-01-01T00:00:00Z 1.0", "2026-01-01T00:03:00Z 4.0", "2026-01-01T00:07:00Z NaN");
        assertThat(refused)
                .containsExactly(
                        "3: The line has too few fields.",
                        "4: \"warm\" is not a number.",
                        "5: \"never\" is not a time: use 2026-01-31T12:00:00Z, 2026-01-31 12:00:00 or milliseconds.",
                        "6: There is no value.",
                        "8: \"Infinity\" is not a number.",
                        "9: \"0x1p3\" is not a number.",
                        "10: \"1e999\" is not a number.");
    }

    @Test
    void aLineWithoutEndIsRefusedAndNotHeld() throws IOException {
        // Half a gigabyte in one line, more than the heap of a test has for it twice.
        InputStream endless = new InputStream() {
            private long left = 500_000_000;

            @Override
            public int read() {
                return left-- > 0 ? '9' : -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                if (left <= 0) {
                    return -1;
                }
                int count = (int) Math.min(length, left);
                java.util.Arrays.fill(bytes, offset, offset + count, (byte) '9');
                left -= count;
                return count;
            }
        };
        try (SeriesReader reader = new SeriesReader(endless, ZoneOffset.UTC, (line, detail) -> refused.add(detail))) {
            assertThat(reader.next()).isFalse();
        }
        assertThat(refused).containsExactly("A cell has more than 10000 bytes.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b\n1,2\n", "timestamp,pressure\n", "value\n", "sensor,temperature\n"})
    void aHeaderWithoutTimeAndValueIsRefused(String file) {
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The first line names no column of ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "timestamp,value\n"})
    void aFileWithoutReadingsHasNone(String file) throws IOException {
        assertThat(read(file)).isEmpty();
    }

    private List<String> read(String file) throws IOException {
        List<String> readings = new ArrayList<>();
        InputStream in = new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8));
        try (SeriesReader reader =
                new SeriesReader(in, ZoneOffset.UTC, (line, detail) -> refused.add(line + ": " + detail))) {
            while (reader.next()) {
                readings.add(Instant.ofEpochMilli(reader.time()) + " " + reader.value());
            }
        }
        return readings;
    }
}
