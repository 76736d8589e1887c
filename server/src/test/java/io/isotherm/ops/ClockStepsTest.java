package io.isotherm.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.isotherm.ops.Health.State;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ClockStepsTest {
    private Instant wall = Instant.parse("2026-11-24T06:00:00Z");
    private long nanos;
    private OptionalLong behind = OptionalLong.empty();
    private final ClockSteps steps = new ClockSteps(() -> wall, () -> nanos, () -> behind);

    private void pass(Duration wallTime, Duration realTime) {
        wall = wall.plus(wallTime);
        nanos += realTime.toNanos();
    }

    @Test
    void aClockThatGoesAsTimeDoesIsWell() {
        pass(Duration.ofDays(2), Duration.ofDays(2));
        assertThat(steps.check()).isEqualTo(Health.OK);
    }

    @Test
    void oneThatIsSetIsToldForAnHour() {
        pass(Duration.ofSeconds(-7), Duration.ofSeconds(3));
        Health health = steps.check();
        assertThat(health.state()).isEqualTo(State.DEGRADED);
        assertThat(health.name()).isEqualTo("clock-stepped");
        assertThat(health.detail()).contains("back by 10.0 s at 2026-11-24T05:59:53Z");
        assertThat(steps.count()).isEqualTo(1);
        pass(Duration.ofMinutes(59), Duration.ofMinutes(59));
        assertThat(steps.check().state()).isEqualTo(State.DEGRADED);
        pass(Duration.ofMinutes(2), Duration.ofMinutes(2));
        assertThat(steps.check()).isEqualTo(Health.OK);
        assertThat(steps.count()).isEqualTo(1);
    }

    @Test
    void oneThatIsBroughtNearByLittleAndLittleMadeNoStep() {
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofMillis(3_100), Duration.ofSeconds(3));
            assertThat(steps.check()).isEqualTo(Health.OK);
        }
        assertThat(steps.count()).isZero();
    }

    @Test
    void oneThatIsOffTheDatabasesIsTold() {
        behind = OptionalLong.of(2_000);
        assertThat(steps.check()).isEqualTo(Health.OK);
        behind = OptionalLong.of(-2_001);
        assertThat(steps.check().detail()).contains("2.0 s ahead of the database's");
        behind = OptionalLong.of(61_000);
        assertThat(steps.check().name()).isEqualTo("clock-off");
        assertThat(steps.check().detail()).contains("61.0 s behind");
    }
}
