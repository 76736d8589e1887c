package io.isotherm.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.isotherm.SilentBroker;
import io.isotherm.model.Quantity;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import io.isotherm.store.CatalogStore.Naming;
import io.isotherm.store.CatalogStore.VersionConflict;
import io.isotherm.store.MemoryCatalogStore;
import io.isotherm.store.MemoryReadingStore;
import io.isotherm.store.Readings;
import io.isotherm.store.Readings.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MergesTest {
    private final MemoryCatalogStore store = new MemoryCatalogStore();
    private final Catalog catalog = Catalog.open(store, new SilentBroker());
    private final MemoryReadingStore readings = new MemoryReadingStore();
    private final Sensor kept = sensor("a/t");
    private final Sensor other = sensor("b/t");

    private Sensor sensor(String key) {
        return catalog.resolve(
                new SensorKey(key, Quantity.TEMPERATURE), () -> new Naming(key, key, Unit.CELSIUS, Optional.empty()));
    }

    private void reading(Sensor sensor, long time, double value) {
        readings.append(List.of(Readings.batch(Reading.of(sensor.number(), time, value))));
    }

    private List<Long> times(Sensor sensor) {
        return Readings.all(readings, sensor.number()).stream()
                .map(Reading::time)
                .toList();
    }

    @Test
    void whatComesLateForTheOldNumberIsMovedTooAndThenTheOldSeriesGoes() {
        reading(kept, 1, 1);
        reading(other, 2, 2);
        Succession plan = Succession.merge(kept, other);
        try (Merges merges = Merges.open(catalog, readings, Duration.ofMillis(100))) {
            assertThat(merges.merge(plan.merged(), plan.changes())).isEqualTo(1);
            // A message that was resolved before is committed now.
            reading(other, 3, 3);
            await().untilAsserted(() -> assertThat(times(other)).isEmpty());
            assertThat(times(kept)).containsExactly(1L, 2L, 3L);
        }
        assertThat(catalog.byKey("b/t")).isEqualTo(catalog.byKey("a/t"));
    }

    @Test
    void aMergeThatAProcessLeftIsFinishedByTheNext() {
        reading(other, 2, 2);
        Succession plan = Succession.merge(kept, other);
        try (Merges merges = Merges.open(catalog, readings)) {
            merges.merge(plan.merged(), plan.changes());
        }
        reading(other, 3, 3);
        assertThat(times(other)).as("still there").containsExactly(2L, 3L);
        Catalog again = Catalog.open(store, new SilentBroker());
        try (Merges _ = Merges.open(again, readings, Duration.ofMillis(20))) {
            await().untilAsserted(() -> assertThat(times(other)).isEmpty());
        }
        assertThat(times(kept)).containsExactly(2L, 3L);
    }

    @Test
    void aCatalogueThatRefusesLeavesBothSensors() {
        reading(other, 2, 2);
        Succession plan = Succession.merge(kept, other);
        catalog.update(other);
        try (Merges merges = Merges.open(catalog, readings, Duration.ofMillis(20))) {
            assertThatThrownBy(() -> merges.merge(plan.merged(), plan.changes()))
                    .isInstanceOf(VersionConflict.class);
        }
        assertThat(times(other)).containsExactly(2L);
        assertThat(catalog.sensors()).hasSize(2);
    }
}
