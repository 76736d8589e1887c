package io.isotherm.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.SilentBroker;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.DeviceState;
import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import io.isotherm.store.CatalogStore.Naming;
import io.isotherm.store.MemoryCatalogStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeviceStatesTest {
    private final MemoryCatalogStore store = new MemoryCatalogStore();
    private final Catalog catalog = Catalog.open(store, new SilentBroker());

    private void device(String key) {
        catalog.resolve(
                new SensorKey(key + "/t", Quantity.TEMPERATURE),
                () -> new Naming("T", key, Unit.CELSIUS, Optional.empty()));
    }

    private static DeviceNote battery(String device, String left) {
        return new DeviceNote(device, null, Map.of(DeviceNote.BATTERY, left));
    }

    @Test
    void whatWasToldIsWrittenByATimerAndReadAtTheNextStart() {
        device("a");
        try (DeviceStates states = DeviceStates.open(catalog, Duration.ofMillis(20), false)) {
            states.note(battery("a", "90 %"), 5);
            await().untilAsserted(() -> assertThat(store.deviceStates()).containsKey("a"));
        }
        try (DeviceStates states = DeviceStates.open(catalog, false)) {
            assertThat(states.of("a")).contains(DeviceState.of(5, null, Map.of("battery", "90 %")));
        }
    }

    @Test
    void whatIsLeftIsWrittenAtTheEndAndOfMuchChatterTheLast() {
        device("a");
        try (DeviceStates states = DeviceStates.open(catalog, false)) {
            for (int i = 0; i < 1_000; i++) {
                states.note(battery("a", i + " %"), i);
            }
            assertThat(store.deviceStates()).as("not a minute yet").isEmpty();
        }
        assertThat(store.deviceStates()).isEqualTo(Map.of("a", DeviceState.of(999, null, Map.of("battery", "999 %"))));
    }

    @Test
    void whatAnotherProcessWasToldIsKnownHereSoon() {
        device("a");
        try (DeviceStates here = DeviceStates.open(catalog, Duration.ofMillis(20), true);
                DeviceStates there = DeviceStates.open(catalog, Duration.ofMillis(20), true)) {
            there.note(battery("a", "90 %"), 5);

            await().untilAsserted(() ->
                    assertThat(here.of("a")).contains(DeviceState.of(5, null, Map.of("battery", "90 %"))));
        }
    }

    @Test
    void aNoteMayComeBeforeItsDevice() {
        try (DeviceStates states = DeviceStates.open(catalog, false)) {
            states.note(battery("a", "90 %"), 5);
            states.note(new DeviceNote("a", true, Map.of()), 6);
            for (int i = 0; i < DeviceStates.MOST_STRANGE - 1; i++) {
                states.note(battery("never-" + i, "1 %"), 7);
            }
            device("a");
            states.flush();
            assertThat(states.of("a")).contains(DeviceState.of(6, true, Map.of("battery", "90 %")));
        }
        assertThat(store.deviceStates()).hasSize(1);
    }

    @Test
    void whatTheFirstMessageToldIsShownAtOnceAndWhatCameLaterCounts() {
        try (DeviceStates states = DeviceStates.open(catalog, false)) {
            states.note(battery("a", "90 %"), 5);
            states.note(battery("b", "40 %"), 5);
            device("a");
            device("b");
            assertThat(states.of("a")).contains(DeviceState.of(5, null, Map.of("battery", "90 %")));
            assertThat(states.of("c")).isEmpty();

            states.note(battery("b", "39 %"), 6);
            states.flush();
            assertThat(states.of("b")).contains(DeviceState.of(6, null, Map.of("battery", "39 %")));
        }
        assertThat(store.deviceStates()).hasSize(2);
    }

    @Test
    void strangersDoNotCostMoreThanSoMany() {
        try (DeviceStates states = DeviceStates.open(catalog, false)) {
            states.note(battery("a", "90 %"), 5);
            for (int i = 0; i < DeviceStates.MOST_STRANGE; i++) {
                states.note(battery("never-" + i, "1 %"), 7);
            }
            device("a");
            states.flush();
            assertThat(states.of("a")).as("the oldest made way").isEmpty();
        }
    }
}
