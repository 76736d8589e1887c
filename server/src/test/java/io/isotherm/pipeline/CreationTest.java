package io.isotherm.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.broker.local.LocalBroker;
import io.isotherm.catalog.Catalog;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorHint;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Standing;
import io.isotherm.model.Unit;
import io.isotherm.store.CatalogStore;
import io.isotherm.store.MemoryCatalogStore;
import io.isotherm.store.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sensors for keys that nobody sent before, with a catalogue that can be held up. */
class CreationTest {
    private static final long NOW = 1_700_000_000_000L;

    private final CatalogStore store = new MemoryCatalogStore();
    private final LocalBroker broker = new LocalBroker(1_000);
    private final CountDownLatch open = new CountDownLatch(1);
    private final List<Integer> asked = new CopyOnWriteArrayList<>();
    private volatile @Nullable RuntimeException failure;
    private final Catalog catalog = Catalog.open(observed(), broker);
    private final Hints hints = new Hints(catalog);
    private final List<Pending> ready = new CopyOnWriteArrayList<>();
    private final Creation creation = new Creation(catalog, hints, ready::add);

    /** The store, which notes how many sensors it is asked for at once, and fails as it is told. */
    private CatalogStore observed() {
        return (CatalogStore) Proxy.newProxyInstance(
                CatalogStore.class.getClassLoader(), new Class<?>[] {CatalogStore.class}, (proxy, method, args) -> {
                    if (method.getName().equals("sensors") && args != null) {
                        asked.add(((List<?>) args[0]).size());
                        RuntimeException told = failure;
                        if (told != null) {
                            throw told;
                        }
                    }
                    try {
                        return method.invoke(store, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @AfterEach
    void close() {
        open.countDown();
        creation.close();
        broker.close();
    }

    private void hold() {
        var _ = creation.run(() -> {
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** Lets everything happen that was asked for. */
    private void release() {
        open.countDown();
        creation.close();
    }

    private Pending message(Newcomers newcomers, String... keys) {
        IncomingBatch.Builder batch = new IncomingBatch.Builder();
        for (int i = 0; i < keys.length; i++) {
            batch.add(new SensorKey(keys[i], Quantity.TEMPERATURE), NOW, i, null, i);
        }
        Pending pending = new Pending(batch.build(), NOW, newcomers);
        creation.create(pending);
        return pending;
    }

    @Test
    void messagesThatGatherGetTheirSensorsAtOnce() {
        hold();
        for (int i = 0; i < 2_500; i++) {
            message(Newcomers.WELCOME, "device-" + i / 2 + "/probe", "device-" + i + "/probe");
        }
        release();

        assertThat(ready).hasSize(2_500);
        assertThat(catalog.sensors()).hasSize(2_500);
        assertThat(catalog.devices()).hasSize(2_500);
        assertThat(asked).hasSizeLessThan(10);
    }

    @Test
    void aMessageOfManyNewKeysGetsThemInPiecesThatTheStoreTakes() {
        String[] keys = new String[2_200];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = "device-" + i + "/probe";
        }
        message(Newcomers.WELCOME, keys);
        release();

        assertThat(ready).hasSize(1);
        assertThat(asked).containsExactly(1_000, 1_000, 200);
    }

    @Test
    void oneMessageThatCannotBeHelpedCostsNoOther() {
        hold();
        Pending good = message(Newcomers.WELCOME, "kitchen/air");
        Pending lost = message(Newcomers.WELCOME.at("a-site-that-was-removed"), "hall/air");
        Pending fine = message(Newcomers.WELCOME, "cellar/air");
        release();

        assertThat(ready).containsExactly(good, fine);
        assertThat(lost.done)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("a-site-that-was-removed");
    }

    @Test
    void allFailWhenTheStoreFailsAndItIsAskedOnce() {
        hold();
        Pending first = message(Newcomers.WELCOME, "kitchen/air");
        Pending second = message(Newcomers.WELCOME, "hall/air");
        failure = new StoreException("The disk is full.");
        release();

        assertThat(ready).isEmpty();
        assertThat(asked).containsExactly(2);
        assertThat(List.of(first, second))
                .allSatisfy(pending -> assertThat(pending.done).isCompletedExceptionally());
    }

    @Test
    void whatWasToldBeforeAMessageNamesItsSensorAlsoWhenMessagesGather() {
        SensorKey air = new SensorKey("hall/air", Quantity.TEMPERATURE);
        hold();
        message(Newcomers.WELCOME, "kitchen/air");
        var _ = creation.run(() -> hints.learn(List.of(new SensorHint(air, "Air of the hall", null, Unit.FAHRENHEIT))));
        message(Newcomers.WELCOME, "hall/air");
        release();

        assertThat(catalog.byKey("hall/air")).isNotNull().satisfies(sensor -> {
            assertThat(sensor.name()).isEqualTo("Air of the hall");
            assertThat(sensor.unit()).isEqualTo(Unit.FAHRENHEIT);
        });
    }

    @Test
    void theInboxHoldsNoMoreAlsoWhenMessagesGather() {
        hold();
        for (int i = 0; i < Newcomers.MOST_OF_DEVICE + 50; i++) {
            message(Newcomers.WAIT, "strange/" + i);
        }
        message(Newcomers.WELCOME, "kitchen/air");
        release();

        assertThat(catalog.waitingCount()).isEqualTo(Newcomers.MOST_OF_DEVICE);
        assertThat(catalog.sensors())
                .filteredOn(sensor -> sensor.standing() == Standing.ACTIVE)
                .extracting(Sensor::key)
                .containsExactly("kitchen/air");
        ready.forEach(Pending::complete);
        assertThat(ready).filteredOn(pending -> !pending.done.join().isEmpty()).hasSize(50);
    }

    @Test
    void afterTheEndEverythingIsTurnedAway() {
        creation.close();

        assertThat(message(Newcomers.WELCOME, "kitchen/air").done).isCompletedExceptionally();
        assertThat(creation.run(() -> {})).isCompletedExceptionally();
    }
}
