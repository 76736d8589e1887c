package io.isotherm.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.ingest.Readings;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import io.isotherm.model.SensorHint;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimelessTest {
    private static final SensorKey SENSOR = new SensorKey("a/b", Quantity.TEMPERATURE);

    private final IncomingBatch batch = new IncomingBatch.Builder()
            .add(SENSOR, IncomingBatch.NO_TIME, 1, null, 0)
            .add(SENSOR, 1_000, 2, Unit.KELVIN, 1)
            .refuse(2, "no")
            .hint(new SensorHint(SENSOR, "B", "A", null))
            .note(new DeviceNote("a", true, Map.of()))
            .build();

    @Test
    void readingsWithoutATimeAreCountedAndDropped() {
        assertThat(Timeless.count(batch)).isEqualTo(1);
        assertThat(Readings.of(Timeless.dropped(batch))).containsExactly("a/b temperature 2.0 K @1000");
        theRestIsAsItWas(Timeless.dropped(batch));
    }

    @Test
    void readingsWithoutATimeGetOne() {
        assertThat(Readings.of(Timeless.stamped(batch, 5)))
                .containsExactly("a/b temperature 1.0 @5", "a/b temperature 2.0 K @1000");
        theRestIsAsItWas(Timeless.stamped(batch, 5));
    }

    private void theRestIsAsItWas(IncomingBatch other) {
        assertThat(other.refusals()).isEqualTo(batch.refusals());
        assertThat(other.hints()).isEqualTo(batch.hints());
        assertThat(other.notes()).isEqualTo(batch.notes());
    }
}
