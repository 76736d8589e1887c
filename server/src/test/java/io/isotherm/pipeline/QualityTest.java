package io.isotherm.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.model.Flags;
import io.isotherm.model.Quantity;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorDetails;
import io.isotherm.model.Standing;
import io.isotherm.model.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QualityTest {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    private final Quality quality = new Quality();
    private long time = 1_795_000_000_000L;

    @ParameterizedTest
    @CsvSource({
        "TEMPERATURE, 4.3, CELSIUS, 0",
        "TEMPERATURE, -300, CELSIUS, 1",
        "TEMPERATURE, 4000, CELSIUS, 1",
        "TEMPERATURE, -500, FAHRENHEIT, 1",
        "TEMPERATURE, -1, KELVIN, 1",
        "TEMPERATURE, NaN, CELSIUS, 4",
        "TEMPERATURE, -Infinity, CELSIUS, 4",
        "TEMPERATURE, -127, CELSIUS, 4",
        "TEMPERATURE, -127, FAHRENHEIT, 0",
        "HUMIDITY, 101, PERCENT, 1",
        "HUMIDITY, 85, PERCENT, 0",
        "PRESSURE, 101325, PASCAL, 0",
        "OTHER, 1e300, NONE, 0",
    })
    void aReadingIsJudgedByItsValue(Quantity quantity, double value, Unit unit, int flags) {
        assertThat(quality.judge(sensor(1, quantity), value, unit, time)).isEqualTo(flags);
    }

    @Test
    void exactly85DegreesOutOfTheBlueIsAPowerOnValue() {
        assertThat(after(MINUTE, 4.5)).isEqualTo(Flags.GOOD);
        assertThat(after(MINUTE, 85.0)).isEqualTo(Flags.POWER_ON);
        assertThat(after(MINUTE, 85.0)).isEqualTo(Flags.POWER_ON);
        assertThat(after(MINUTE, 4.5)).isEqualTo(Flags.GOOD);
    }

    @Test
    void whatWasStuckStillIsAfterARestartAndWhatChangesIsNot() {
        quality.remember(sensor(1, Quantity.TEMPERATURE), 4.5, Flags.of(Flags.STUCK, Unit.CELSIUS), time);
        assertThat(after(MINUTE, 4.5)).isEqualTo(Flags.STUCK);
        assertThat(after(MINUTE, 4.6)).isEqualTo(Flags.GOOD);
        assertThat(after(MINUTE, 4.6)).isEqualTo(Flags.GOOD);
    }

    @Test
    void aLeapOverARestartIsOneInWhateverUnitItWasSent() {
        quality.remember(sensor(1, Quantity.TEMPERATURE), 40.1, Flags.of(Flags.GOOD, Unit.FAHRENHEIT), time);
        assertThat(after(1_000, 60.0)).isEqualTo(Flags.JUMP);
        assertThat(after(1_000, 4.6)).isEqualTo(Flags.GOOD);
    }

    @Test
    void afterALeapAndARestartNothingIsHeldAgainstTheNext() {
        quality.remember(sensor(1, Quantity.TEMPERATURE), 60, Flags.of(Flags.JUMP, Unit.CELSIUS), time);
        assertThat(quality.judge(sensor(1, Quantity.TEMPERATURE), 60, Unit.CELSIUS, time))
                .isEqualTo(Flags.JUMP);
        assertThat(after(1_000, 4.6)).isEqualTo(Flags.GOOD);
    }

    @Test
    void exactly85DegreesAsTheFirstReadingIsAPowerOnValue() {
        assertThat(after(MINUTE, 85.0)).isEqualTo(Flags.POWER_ON);
    }

    @Test
    void aBoilerThatPassesThrough85DegreesIsBelieved() {
        assertThat(after(MINUTE, 82.5)).isEqualTo(Flags.GOOD);
        assertThat(after(MINUTE, 85.0)).isEqualTo(Flags.GOOD);
        assertThat(after(MINUTE, 87.5)).isEqualTo(Flags.GOOD);
    }

    @Test
    void sensorsAreJudgedApart() {
        assertThat(quality.judge(sensor(1, Quantity.TEMPERATURE), 84, Unit.CELSIUS, time))
                .isEqualTo(Flags.GOOD);
        assertThat(quality.judge(sensor(2, Quantity.TEMPERATURE), 85, Unit.CELSIUS, time))
                .isEqualTo(Flags.POWER_ON);
    }

    @Test
    void aSingleSpikeIsAJumpAndWhatFollowsIsNot() {
        after(1_000, 4.0);
        assertThat(after(1_000, 60.0)).isEqualTo(Flags.JUMP);
        assertThat(after(1_000, 4.1)).isEqualTo(Flags.GOOD);
        assertThat(after(1_000, -40.0)).isEqualTo(Flags.JUMP);
        assertThat(after(1_000, 4.1)).isEqualTo(Flags.GOOD);
    }

    @Test
    void aJumpThatTheNextReadingBearsOutWasOne() {
        after(1_000, 100.0);
        assertThat(after(1_000, 0.5)).isEqualTo(Flags.JUMP);
        assertThat(after(1_000, 0.4)).isEqualTo(Flags.GOOD);
        assertThat(after(1_000, 0.3)).isEqualTo(Flags.GOOD);
    }

    @Test
    void whatHadTimeToHappenIsNoJump() {
        after(MINUTE, 4.0);
        assertThat(after(MINUTE, 90.0)).isEqualTo(Flags.GOOD);
        assertThat(after(2_000, 75.0)).isEqualTo(Flags.GOOD);
    }

    @Test
    void aFineSensorThatRestsForADayIsStuck() {
        after(MINUTE, 4.0);
        after(MINUTE, 4.1);
        for (long rested = 0; rested < 24 * HOUR; rested += MINUTE) {
            assertThat(after(MINUTE, 4.2)).isEqualTo(Flags.GOOD);
        }
        assertThat(after(MINUTE, 4.2)).isEqualTo(Flags.STUCK);
        assertThat(after(MINUTE, 4.3)).isEqualTo(Flags.GOOD);
        assertThat(after(MINUTE, 4.3)).isEqualTo(Flags.GOOD);
    }

    @Test
    void aCoarseSensorMayRestForAWeek() {
        after(MINUTE, 4.0);
        after(MINUTE, 4.5);
        for (long rested = 0; rested < 7 * 24 * HOUR; rested += MINUTE) {
            assertThat(after(MINUTE, 4.0)).isEqualTo(Flags.GOOD);
        }
        assertThat(after(MINUTE, 4.0)).isEqualTo(Flags.STUCK);
    }

    @Test
    void aSensorThatSeldomSendsIsNotCalledStuck() {
        after(MINUTE, 4.1);
        for (int i = 0; i < 99; i++) {
            assertThat(after(12 * HOUR, 4.2)).isEqualTo(Flags.GOOD);
        }
        assertThat(after(12 * HOUR, 4.2)).isEqualTo(Flags.STUCK);
    }

    @Test
    void theSameReadingAgainIsJudgedTheSame() {
        after(1_000, 4.0);
        assertThat(after(1_000, 60.0)).isEqualTo(Flags.JUMP);
        assertThat(after(0, 60.0)).isEqualTo(Flags.JUMP);
    }

    @Test
    void aSeriesThatIsSentAgainIsJudgedAsTheFirstTime() {
        Random random = new Random(85);
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            values.add(random.nextInt(50) == 0 ? 85.0 : random.nextInt(40) == 0 ? 60.0 : 4 + random.nextInt(9) / 10.0);
        }
        long start = time;
        List<Integer> first = values.stream().map(value -> after(1_000, value)).toList();
        time = start;
        List<Integer> again = values.stream().map(value -> after(1_000, value)).toList();

        assertThat(again).isEqualTo(first);
        assertThat(first).contains(Flags.GOOD, Flags.POWER_ON, Flags.JUMP);
    }

    @Test
    void oldReadingsAreNotHeldAgainstThePresent() {
        after(1_000, 4.0);
        long now = time;
        time -= HOUR;
        assertThat(after(1_000, 70.0)).isEqualTo(Flags.GOOD);
        time = now;
        assertThat(after(1_000, 4.1)).isEqualTo(Flags.GOOD);
    }

    @ParameterizedTest
    @CsvSource({
        "-40, 60, 60, CELSIUS, 0",
        "-40, 60, 60.1, CELSIUS, 8",
        "-40, 60, -41, CELSIUS, 8",
        "-40, 60, 140, FAHRENHEIT, 0",
        "-40, 60, 141, FAHRENHEIT, 8",
        "-40,, 3000, CELSIUS, 0",
        ", 60, -200, CELSIUS, 0",
    })
    void aSensorIsHeldToTheRangeThatItIsMadeFor(
            @Nullable Double lowest, @Nullable Double highest, double value, Unit unit, int flags) {
        SensorDetails details =
                new SensorDetails(Standing.ACTIVE, null, List.of(), "", lowest, highest, List.of(), null, List.of());
        assertThat(quality.judge(sensor(1, Quantity.TEMPERATURE).with(details), value, unit, time))
                .isEqualTo(flags);
    }

    @Test
    void olderReadingsOfManySensorsTakeBoundedMemory() {
        for (int pass = 0; pass < 2; pass++) {
            for (int number = 1; number <= Quality.LATE_SENSORS + 1_000; number++) {
                int flags = quality.judge(sensor(number, Quantity.TEMPERATURE), 4, Unit.CELSIUS, time - pass * HOUR);
                assertThat(flags).isEqualTo(Flags.GOOD);
            }
        }
        assertThat(quality.lateSensors()).isEqualTo(Quality.LATE_SENSORS);
    }

    private int after(long milliseconds, double celsius) {
        time += milliseconds;
        return quality.judge(sensor(1, Quantity.TEMPERATURE), celsius, Unit.CELSIUS, time);
    }

    private static Sensor sensor(int number, Quantity quantity) {
        return new Sensor(number, "s" + number, "s" + number, "S", "d", null, quantity, quantity.unit(), null, 1);
    }
}
