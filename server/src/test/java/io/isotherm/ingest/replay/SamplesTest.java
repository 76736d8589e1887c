package io.isotherm.ingest.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.ingest.RecordingIntake;
import io.isotherm.ingest.RecordingIntake.Reading;
import io.isotherm.ingest.replay.Replay.Mode;
import io.isotherm.ingest.replay.Replay.Options;
import io.isotherm.model.Unit;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The recorded series that come with the program, to the last bit. */
class SamplesTest {
    @ParameterizedTest
    @CsvSource({
        "machine_temperature_system_failure, 22695, 2013-12-02T21:15:00Z, 2014-02-19T15:25:00Z",
        "ambient_temperature_system_failure, 7267, 2013-07-04T00:00:00Z, 2014-05-28T15:00:00Z",
    })
    void everyReadingArrivesAsTheDoubleNearestToWhatIsWritten(String name, int size, Instant from, Instant to)
            throws Exception {
        // Tests run in the module's folder.
        Path file = Path.of("..", "samples", name + ".csv");
        RecordingIntake intake = new RecordingIntake();
        Replay.Summary summary = new Replay(
                        file, Options.of(Mode.RECORDED).withUnit(Unit.FAHRENHEIT), intake, InstantSource.system())
                .run();
        assertThat(summary).isEqualTo(new Replay.Summary(size, 0, from, to));

        List<String> lines = Files.readAllLines(file);
        List<Reading> readings = intake.readings(name);
        assertThat(readings).hasSize(size).hasSize(lines.size() - 1);
        for (int i = 0; i < size; i++) {
            String[] fields = lines.get(i + 1).split(",", 2);
            Reading reading = readings.get(i);
            assertThat(Instant.ofEpochMilli(reading.time())).isEqualTo(fields[0].replace(' ', 'T') + "Z");
            assertThat(Double.doubleToRawLongBits(reading.value()))
                    .isEqualTo(Double.doubleToRawLongBits(new BigDecimal(fields[1]).doubleValue()));
        }
    }
}
