package io.isotherm.ingest.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What single rows of a file can do to those after them: nothing. */
class CsvReadingsTest {
    private final List<String> readings = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    private void read(String text) throws IOException {
        byte[] file = text.getBytes(StandardCharsets.UTF_8);
        CsvFormat format = Objects.requireNonNull(
                CsvGuess.of(file, CsvOptions.of(Map.of("name", "export.csv"))).format());
        try (CsvReadings rows = new CsvReadings(new ByteArrayInputStream(file), format, UnaryOperator.identity())) {
            CsvReadings.Sink sink = new CsvReadings.Sink() {
                @Override
                public void reading(SensorKey key, long time, double value, @Nullable Unit unit, long line) {
                    readings.add(line + ": " + key.key() + " " + value);
                }

                @Override
                public void refused(long line, String detail) {
                    refused.add(line + ": " + detail);
                }
            };
            while (rows.next(sink)) {
                assertThat(rows.rows()).isLessThan(10);
            }
        }
    }

    @Test
    void aFaultInAUnitThatDoesNotFitItsSensorIsRefusedAndTheRestIsRead() throws IOException {
        read("""
                time,sensor,name,value,unit,quality,sent,sent_unit
                2026-11-24T06:00:00Z,fridge/temperature,Fridge,4.31,°C,good,4.31,°C
                2026-11-24T06:01:00Z,fridge/temperature,Fridge,,%,sensor-fault,,%
                2026-11-24T06:02:00Z,fridge/temperature,Fridge,4.35,°C,good,4.35,°C
                """);

        assertThat(readings).containsExactly("2: fridge/temperature 4.31", "4: fridge/temperature 4.35");
        assertThat(refused).singleElement().asString().startsWith("3: The unit % is not one of temperature");
    }
}
