package io.isotherm.ingest.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColdBoxTest {
    private static final long HOUR = 3_600_000;
    private static final Model ROOM = Model.of(() -> 21);
    private static final ColdBox.Spec FRIDGE = new ColdBox.Spec(5, 2.2, 240, 0.4, 2_400, 300, 1_320_000);

    @Test
    void theThermostatHoldsTheSetPoint() {
        ColdBox fridge = new ColdBox(FRIDGE, 1, ROOM, Door.SHUT, Cooling.SOUND, Defrost.NEVER);
        run(fridge, 0, 12 * HOUR);
        double sum = 0;
        double least = 99;
        double most = -99;
        for (long time = 12 * HOUR; time < 24 * HOUR; time += Model.STEP) {
            fridge.step(time);
            sum += fridge.value();
            least = Math.min(least, fridge.value());
            most = Math.max(most, fridge.value());
        }
        assertThat(sum / (12 * 360)).isCloseTo(5, within(0.15));
        assertThat(most - least).as("the sawtooth's height").isBetween(1.2, 2.6);
    }

    @ParameterizedTest
    @CsvSource({"15", "27"})
    void theThermostatAllowsForAWarmerOrColderRoom(double ambient) {
        ColdBox fridge = new ColdBox(FRIDGE, 1, Model.of(() -> ambient), Door.SHUT, Cooling.SOUND, Defrost.NEVER);
        run(fridge, 0, 24 * HOUR);
        assertThat(fridge.contents().value()).isCloseTo(5, within(0.8));
    }

    @Test
    void afterADoorOpeningTheAirRecoversExponentially() {
        // No compressor and no walls to speak of, so that nothing but the contents pulls.
        ColdBox.Spec still = new ColdBox.Spec(5, 1e-6, 240, 0.4, 1e9, 300, 1_320_000);
        ColdBox fridge = new ColdBox(still, 1, ROOM, time -> time < 60_000 ? 1 : 0, Cooling.SOUND, Defrost.NEVER);
        run(fridge, 0, 60_000);
        double opened = fridge.value() - 5;
        // Newton's law of cooling for a minute of open door, with recovery against it.
        double rate = 1 / 300.0 + 1 / 240.0;
        double balance = (16 / 300.0) / rate;
        assertThat(opened).isCloseTo(balance * (1 - Math.exp(-60 * rate)), within(1e-3));
        for (int seconds = 10; seconds <= 900; seconds += 10) {
            fridge.step(60_000 + (seconds - 10) * 1000L);
            assertThat(fridge.value() - 5).isCloseTo(opened * Math.exp(-seconds / 240.0), within(1e-3));
        }
    }

    @Test
    void twoRunsFromDifferentBeginningsConverge() {
        BusyDoor door = new BusyDoor(9, new WallClock(java.time.ZoneOffset.UTC), new OpeningHours(8, 18, 9, 13), 4, 20);
        BusyDoor same = new BusyDoor(9, new WallClock(java.time.ZoneOffset.UTC), new OpeningHours(8, 18, 9, 13), 4, 20);
        ColdBox early = new ColdBox(FRIDGE, 1, ROOM, door, Cooling.SOUND, Defrost.NEVER);
        ColdBox late = new ColdBox(FRIDGE, 1, ROOM, same, Cooling.SOUND, Defrost.NEVER);
        run(early, 0, 100 * HOUR);
        run(late, 52 * HOUR + 30_000, 100 * HOUR);
        assertThat(early.value()).isCloseTo(late.value(), within(1e-4));
    }

    @Test
    void withoutPowerItWarmsAndWithPowerItComesBack() {
        AtomicLong outage = new AtomicLong(Long.MAX_VALUE);
        ColdBox fridge = new ColdBox(FRIDGE, 1, ROOM, Door.SHUT, time -> time < outage.get() ? 1 : 0, Defrost.NEVER);
        run(fridge, 0, 10 * HOUR);
        outage.set(0);
        run(fridge, 10 * HOUR, 16 * HOUR);
        assertThat(fridge.value()).isBetween(10.0, 21.0);
        outage.set(Long.MAX_VALUE);
        run(fridge, 16 * HOUR, 26 * HOUR);
        assertThat(fridge.value()).isBetween(3.0, 7.0);
    }

    @Test
    void aDefrostWarmsTheAirAndHardlyTheContents() {
        ColdBox.Spec freezer = new ColdBox.Spec(-21, 4.4, 420, 0.4, 7_200, 420, 1_920_000);
        Defrost defrost = new Defrost(1, 8 * HOUR, 0, 15, 22, 15);
        ColdBox box = new ColdBox(freezer, 1, ROOM, Door.SHUT, Cooling.SOUND, defrost);
        run(box, HOUR, 16 * HOUR);
        double contents = box.contents().value();
        double warmest = box.value();
        for (long time = 16 * HOUR; time < 17 * HOUR; time += Model.STEP) {
            box.step(time);
            warmest = Math.max(warmest, box.value());
        }
        assertThat(warmest).isGreaterThan(-12);
        assertThat(box.contents().value()).isCloseTo(contents, within(3.0));
        assertThat(box.value()).isLessThan(-17);
    }

    private static void run(ColdBox box, long from, long to) {
        for (long time = from; time < to; time += Model.STEP) {
            box.step(time);
        }
    }
}
