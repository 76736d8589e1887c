package io.isotherm.ingest.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.isotherm.ingest.RecordingIntake;
import io.isotherm.ingest.RecordingIntake.Reading;
import io.isotherm.pipeline.OverloadedException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadSimulatorTest {
    private final RecordingIntake intake = new RecordingIntake();

    @Test
    void readingsAreSpacedByTheRateAndEachSensorHasItsTurn() {
        try (LoadSimulator load = new LoadSimulator(30, 10_000, intake, InstantSource.system())) {
            load.start();
            await().until(() -> intake.size() > 5_000);
        }
        List<Reading> readings = intake.readings();
        long first = readings.getFirst().time();
        Set<String> identities = new HashSet<>();
        for (int i = 0; i < readings.size(); i++) {
            Reading reading = readings.get(i);
            assertThat(reading.time()).isEqualTo(first + i / 10);
            assertThat(reading.key()).isEqualTo("load/%05d".formatted(i % 30 + 1));
            assertThat(identities.add(reading.key() + " " + reading.time())).isTrue();
        }
    }

    @Test
    void countsTellWhatBecameOfTheReadings() {
        intake.failNext(new OverloadedException("full", 1));
        LoadSimulator load = new LoadSimulator(10, 1_000, intake, InstantSource.system());
        load.start();
        await().until(() -> load.counts().acknowledged() > 200);
        load.stop();
        await("all is settled").untilAsserted(() -> {
            LoadSimulator.Counts counts = load.counts();
            assertThat(counts.refused()).isPositive();
            assertThat(counts.sent()).isEqualTo(counts.acknowledged() + counts.refused());
            assertThat(counts.acknowledged()).isEqualTo(intake.size());
        });
    }

    @Test
    void aServerThatDoesNotAnswerGetsABoundedNumberOfBatchesAndTheRestLate() {
        intake.hold();
        AtomicLong nanos = new AtomicLong();
        try (LoadSimulator load = new LoadSimulator(10, 2_000, intake, InstantSource.system(), nanos::get)) {
            load.start();
            await("as many as allowed wait").pollInterval(Duration.ofMillis(5)).until(() -> {
                nanos.addAndGet(10_000_000);
                return intake.calls() == 64;
            });
            nanos.addAndGet(10_000_000_000L);
            long sent = load.counts().sent();
            await("no more is sent").during(Duration.ofMillis(100)).until(() -> intake.calls() == 64);
            intake.release();
            double seconds = nanos.get() / 1e9;
            long due = (long) (seconds * 2_000);
            long late = (long) ((seconds - 1) * 2_000) - sent;
            await("nothing is left out").until(() -> intake.size() == due);
            assertThat(load.counts()).isEqualTo(new LoadSimulator.Counts(due, due, 0, late));
        }
        List<Reading> readings = intake.readings();
        for (int i = 0; i < readings.size(); i++) {
            assertThat(readings.get(i).key()).isEqualTo("load/%05d".formatted(i % 10 + 1));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "1000001, 10", "5, 0", "5, -1", "5, 5001", "5, NaN"})
    void impossibleLoadsAreRefused(int sensors, double rate) {
        assertThatThrownBy(() -> new LoadSimulator(sensors, rate, intake, InstantSource.system()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
