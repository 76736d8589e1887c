package io.isotherm.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.live.LatestValues.Latest;
import io.isotherm.live.LatestValues.State;
import io.isotherm.model.Flags;
import io.isotherm.model.Quantity;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Sensor;
import io.isotherm.model.Unit;
import io.isotherm.store.MemoryReadingStore;
import io.isotherm.store.Retention;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LatestValuesTest {
    private static final int GOOD = Flags.of(Flags.GOOD, Unit.CELSIUS);
    private static final long MINUTE = 60_000;
    private final LatestValues latest = new LatestValues();

    @Test
    void lateDataNeverReplacesANewerReading() {
        assertThat(latest.update(reading(3, 2_000, 5)).get(3)).isTrue();
        assertThat(latest.update(reading(3, 1_000, 9)).get(3)).isFalse();
        assertThat(latest.of(3)).isEqualTo(new Latest(2_000, 5, GOOD));
    }

    @Test
    void theNewestOfABatchInAnyOrderIsKept() {
        latest.update(new ReadingBatch.Builder()
                .add(7, 3_000, 3, GOOD)
                .add(7, 1_000, 1, GOOD)
                .add(7, 2_000, 2, GOOD)
                .build());
        assertThat(latest.of(7)).isEqualTo(new Latest(3_000, 3, GOOD));
    }

    @Test
    void whatTheStoreHasNoMoreIsNotTheNewest() {
        MemoryReadingStore store = new MemoryReadingStore();
        for (int number = 1; number <= 2; number++) {
            ReadingBatch batch = reading(number, number * 1_000L, 4);
            store.append(List.of(batch));
            latest.update(batch);
            store.append(List.of(reading(number, 500, 3)));
        }
        store.remove(1, 1_000, 1_001);
        store.remove(2, 0, Long.MAX_VALUE);
        latest.reloadRetired(store, List.of(sensor(1, null), sensor(2, null), sensor(3, null)), new Retention() {
            @Override
            public long readingsBefore(int sensor) {
                return 2_000;
            }

            @Override
            public long summariesBefore(int sensor) {
                return Long.MIN_VALUE;
            }
        });
        assertThat(latest.of(1)).isEqualTo(new Latest(500, 3, GOOD));
        assertThat(latest.of(2)).as("not too old, so not looked for again").isNotNull();
        latest.reload(store, 2);
        assertThat(latest.of(2)).isNull();
    }

    @Test
    void theIntervalIsTheMedianOfTheLastSteps() {
        Sensor sensor = sensor(5, null);
        assertThat(latest.interval(sensor)).isNull();
        long time = 1_000_000;
        for (long step : new long[] {30_000, 30_000, 3_600_000, 30_000, 29_000}) {
            latest.update(reading(5, time, 4));
            time += step;
        }
        latest.update(reading(5, time, 4));
        assertThat(latest.interval(sensor)).isEqualTo(30_000);
        assertThat(latest.staleAfter(sensor)).isEqualTo(90_000);
    }

    @Test
    void aChangedIntervalIsLearnedAnewHoweverLongTheSensorHasSent() {
        Sensor sensor = sensor(5, null);
        long time = 0;
        for (int i = 0; i < 1_000; i++) {
            latest.update(reading(5, time += 10_000, 4));
        }
        assertThat(latest.interval(sensor)).isEqualTo(10_000);
        for (int i = 0; i < 8; i++) {
            latest.update(reading(5, time += 60_000, 4));
        }
        assertThat(latest.interval(sensor)).isEqualTo(60_000);
    }

    @Test
    void anIntervalThatWasSetWinsOverTheLearnedOne() {
        for (int i = 0; i < 10; i++) {
            latest.update(reading(1, i * 1_000L, 4));
        }
        assertThat(latest.staleAfter(sensor(1, 10 * MINUTE))).isEqualTo(30 * MINUTE);
    }

    @Test
    void jitterOfAFastSensorIsNoFailure() {
        for (int i = 0; i < 10; i++) {
            latest.update(reading(1, i * 100L, 4));
        }
        assertThat(latest.staleAfter(sensor(1, null))).isEqualTo(LatestValues.LEAST.toMillis());
    }

    @Test
    void stateTellsHowMuchAValueMayBeReliedOn() {
        Sensor sensor = sensor(2, MINUTE);
        assertThat(latest.state(sensor, 0)).isEqualTo(State.NONE);
        latest.update(reading(2, 10 * MINUTE, 4));
        assertThat(latest.state(sensor, 13 * MINUTE)).isEqualTo(State.OK);
        assertThat(latest.state(sensor, 13 * MINUTE + 1)).isEqualTo(State.STALE);
        latest.update(new ReadingBatch.Builder()
                .add(2, 14 * MINUTE, 85, Flags.of(Flags.POWER_ON, Unit.CELSIUS))
                .build());
        assertThat(latest.state(sensor, 14 * MINUTE)).isEqualTo(State.SUSPECT);
        assertThat(latest.state(sensor, 20 * MINUTE)).isEqualTo(State.STALE);
    }

    @Test
    void theNewestOfSomeOrAllSensorsComeAsABatch() {
        latest.update(reading(2, 1_000, 2));
        latest.update(reading(900, 1_000, 9));
        assertThat(latest.newest(null).size()).isEqualTo(2);
        BitSet numbers = new BitSet();
        numbers.set(900);
        numbers.set(5_000);
        ReadingBatch batch = latest.newest(numbers);
        assertThat(batch.size()).isEqualTo(1);
        assertThat(batch.sensor(0)).isEqualTo(900);
        assertThat(new LatestValues().newest(null).isEmpty()).isTrue();
    }

    @Test
    void aForgottenSensorHasNoReading() {
        latest.update(reading(2, 1_000, 2));
        latest.forget(2);
        assertThat(latest.of(2)).isNull();
        assertThat(latest.newest(null).isEmpty()).isTrue();
    }

    private static ReadingBatch reading(int sensor, long time, double value) {
        return new ReadingBatch.Builder(1).add(sensor, time, value, GOOD).build();
    }

    private static Sensor sensor(int number, @Nullable Long interval) {
        return new Sensor(
                number, "s" + number, "s/" + number, "S", "s", null, Quantity.TEMPERATURE, Unit.CELSIUS, interval, 1);
    }
}
