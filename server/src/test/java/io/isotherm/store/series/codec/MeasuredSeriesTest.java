package io.isotherm.store.series.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Measured series come back to the bit, and small. */
class MeasuredSeriesTest {
    /** Readings of four days, one every 5 minutes. */
    private static final int BLOCK = 1_152;

    @ParameterizedTest
    @CsvSource({"machine_temperature_system_failure.csv, 4.1", "ambient_temperature_system_failure.csv, 4.1"})
    void aMeasuredSeriesComesBackToTheBitAndSmall(String file, double bytesAReading) throws IOException {
        Columns series = read(Path.of("../samples", file));
        long bytes = 0;
        for (int from = 0; from < series.size; from += BLOCK) {
            int to = Math.min(series.size, from + BLOCK);
            byte[] data = BlockCodec.encode(series, from, to);
            bytes += data.length;
            Columns decoded = new Columns(0);
            BlockCodec.decode(data, decoded);
            BlockCodecTest.same(decoded, series, from, to, file);
        }
        assertThat((double) bytes / series.size).as(file).isLessThan(bytesAReading);
    }

    /** Without the readings that stand twice in a file. */
    private static Columns read(Path file) throws IOException {
        Columns columns = new Columns(1_000);
        for (String line : Files.readAllLines(file)) {
            String[] cells = line.split(",", -1);
            if (cells[0].equals("timestamp")) {
                continue;
            }
            long time = LocalDateTime.parse(cells[0].replace(' ', 'T'))
                    .toInstant(ZoneOffset.UTC)
                    .toEpochMilli();
            if (columns.size == 0 || time > columns.times[columns.size - 1]) {
                columns.add(time, Double.parseDouble(cells[1]), 2 << 16);
            }
        }
        return columns;
    }
}
