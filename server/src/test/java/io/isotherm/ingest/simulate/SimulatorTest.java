package io.isotherm.ingest.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.ingest.RecordingIntake;
import io.isotherm.ingest.RecordingIntake.Reading;
import io.isotherm.pipeline.OverloadedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimulatorTest {
    private static final long NOW = Instant.parse("2026-11-18T12:00:00Z").toEpochMilli();
    private static final long HOUR = 3_600_000;
    private static final String AIR = "demo/pharmacy/vaccine-fridge-1/air";

    private final AtomicLong now = new AtomicLong(NOW);
    private final RecordingIntake intake = new RecordingIntake();
    private final Simulator simulator = new Simulator(intake, () -> Instant.ofEpochMilli(now.get()), Simulator.SEED);

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void itLoadsAWeekAndThenSendsWhatIsDue() {
        assertThat(simulator.state()).isEqualTo(new Simulator.State(Simulator.Phase.OFF, 0));
        simulator.start();
        awaitRunning();
        assertThat(intake.announcements())
                .hasSize(simulator.site().announcements().size());
        assertThat(intake.size()).isGreaterThan(600_000);
        List<Reading> history = intake.readings();
        assertThat(history.getFirst().time()).isBetween(NOW - 7 * 24 * HOUR, NOW - 7 * 24 * HOUR + 5_000);
        assertThat(history.getLast().time()).isBetween(NOW - 10_000, NOW);

        now.addAndGet(60_000);
        await("the minute's readings").until(() -> newest() > NOW + 50_000);
        assertThat(newest()).as("none is from the future").isLessThanOrEqualTo(now.get());
        assertThat(intake.readings(AIR)).doesNotHaveDuplicates();
    }

    @Test
    void whatIsKeptAlreadyIsNotSentAgainButForAnOverlap() {
        simulator.start(Instant.ofEpochMilli(NOW - HOUR));
        awaitRunning();
        assertThat(intake.readings().getFirst().time())
                .isBetween(
                        NOW - HOUR - Simulator.OVERLAP.toMillis(), NOW - HOUR - Simulator.OVERLAP.toMillis() + 10_000);
    }

    @Test
    void aSecondStartDoesNothingAndAStopStops() {
        simulator.start(Instant.ofEpochMilli(NOW));
        awaitRunning();
        int size = intake.size();
        simulator.start();
        assertThat(simulator.state().phase()).isEqualTo(Simulator.Phase.RUNNING);
        assertThat(intake.size()).isEqualTo(size);
        simulator.stop();
        simulator.stop();
        assertThat(simulator.state().phase()).isEqualTo(Simulator.Phase.OFF);
    }

    @Test
    void aStopDuringTheLoadingStopsAndAStartAfterItFillsIn() {
        intake.hold();
        simulator.start();
        await("a few batches wait").until(() -> intake.mostWaiting() == SimulatedSite.IN_FLIGHT);
        assertThat(simulator.state().phase()).isEqualTo(Simulator.Phase.LOADING);
        simulator.stop();
        assertThat(simulator.state().phase()).isEqualTo(Simulator.Phase.OFF);
        intake.release();
        simulator.start(Instant.ofEpochMilli(newest()));
        awaitRunning();
        RecordingIntake whole = new RecordingIntake();
        try (Simulator fresh = new Simulator(whole, () -> Instant.ofEpochMilli(now.get()), Simulator.SEED)) {
            fresh.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> fresh.state().phase() == Simulator.Phase.RUNNING);
        }
        assertThat(Set.copyOf(intake.readings())).isEqualTo(Set.copyOf(whole.readings()));
    }

    @Test
    void whatWasMissedWhileTheMachineSleptIsCaughtUpWith() {
        simulator.start(Instant.ofEpochMilli(NOW));
        awaitRunning();
        now.addAndGet(3 * HOUR);
        await("it caught up").atMost(Duration.ofSeconds(20)).until(() -> newest() > NOW + 3 * HOUR - 10_000);
        List<Reading> air = intake.readings(AIR);
        assertThat(air.stream().filter(reading -> reading.time() > NOW).count()).isEqualTo(3 * 720);
    }

    @Test
    void aLongSleepCostsNoMoreThanAWeekOfCatchingUp() {
        simulator.start(Instant.ofEpochMilli(NOW));
        awaitRunning();
        now.addAndGet(1_000 * HOUR);
        await("it caught up").atMost(Duration.ofSeconds(60)).until(() -> newest() > NOW + 1_000 * HOUR - 10_000);
        assertThat(intake.readings(AIR))
                .extracting(Reading::time)
                .noneMatch(time -> time > NOW && time < NOW + (1_000 - 7 * 24) * HOUR);
    }

    @Test
    void aClockThatIsSetBackGoesOnWithTheSameReadings() {
        simulator.start(Instant.ofEpochMilli(NOW));
        awaitRunning();
        now.addAndGet(-2 * HOUR);
        int before = intake.size();
        await("the clock is seen").atMost(Duration.ofSeconds(20)).until(() -> {
            now.addAndGet(1_000);
            return intake.size() > before + 20;
        });
        List<Reading> air = intake.readings(AIR);
        assertThat(Set.copyOf(air)).as("a repeated moment has its value").hasSizeLessThan(air.size());
        assertThat(air.stream().map(Reading::time).distinct().count())
                .isEqualTo(Set.copyOf(air).size());
    }

    @Test
    void overloadLosesNothing() {
        for (int i = 0; i < 4; i++) {
            intake.failNext(new OverloadedException("full", 1));
        }
        simulator.start(Instant.ofEpochMilli(NOW - HOUR));
        awaitRunning();
        assertThat(intake.announcements()).isNotEmpty();
        assertThat(intake.readings(AIR)).hasSize(13 * 720);
    }

    private long newest() {
        Reading last = intake.last();
        return last == null ? 0 : last.time();
    }

    private void awaitRunning() {
        await("the history is loaded")
                .atMost(Duration.ofSeconds(60))
                .until(() -> simulator.state().phase() == Simulator.Phase.RUNNING);
        assertThat(simulator.state().progress()).isEqualTo(1);
    }
}
