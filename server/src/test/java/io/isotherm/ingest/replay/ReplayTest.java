package io.isotherm.ingest.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.isotherm.ingest.RecordingIntake;
import io.isotherm.ingest.RecordingIntake.Reading;
import io.isotherm.ingest.replay.Replay.Mode;
import io.isotherm.ingest.replay.Replay.Options;
import io.isotherm.model.Quantity;
import io.isotherm.model.Unit;
import io.isotherm.pipeline.OverloadedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {
    private static final long NOW = Instant.parse("2026-11-18T12:00:00Z").toEpochMilli();

    @TempDir
    Path folder;

    private final AtomicLong now = new AtomicLong(NOW);
    private final InstantSource clock = () -> Instant.ofEpochMilli(now.get());
    private final RecordingIntake intake = new RecordingIntake();

    @Test
    void recordedKeepsTheTimes() throws Exception {
        Replay.Summary summary = new Replay(file(), Options.of(Mode.RECORDED), intake, clock).run();
        assertThat(summary)
                .isEqualTo(new Replay.Summary(
                        3, 1, Instant.parse("2014-01-01T00:00:00Z"), Instant.parse("2014-01-01T02:00:00Z")));
        assertThat(intake.readings()).extracting(Reading::value).containsExactly(1.5, 2.5, 3.5);
    }

    @Test
    void nowMovesTheNewestReadingToNow() throws Exception {
        new Replay(file(), Options.of(Mode.NOW), intake, clock).run();
        assertThat(intake.readings()).extracting(Reading::time).containsExactly(NOW - 7_200_000, NOW - 3_600_000, NOW);
    }

    @Test
    void liveSendsEachReadingWhenItIsDue() throws Exception {
        Replay replay = new Replay(file(), Options.of(Mode.LIVE).withSpeed(3_600), intake, clock);
        Thread running = start(replay, new AtomicReference<>());
        await("the first goes at once").until(() -> intake.size() == 1);
        now.set(NOW + 999);
        await("the second is not due").during(java.time.Duration.ofMillis(50)).until(() -> intake.size() == 1);
        now.set(NOW + 1_000);
        await("the second").until(() -> intake.size() == 2);
        assertThat(replay.progress()).isBetween(0.0, 1.0);
        now.set(NOW + 60_000);
        running.join();
        assertThat(intake.readings()).extracting(Reading::time).containsExactly(NOW, NOW + 1_000, NOW + 2_000);
        assertThat(replay.progress()).isEqualTo(1);
    }

    @Test
    void liveReadingsOfOneMillisecondAreKeptApart() throws Exception {
        Path file = Files.writeString(
                folder.resolve("same.csv"),
                "time,value\n2014-01-01 00:00:00,1\n2014-01-01 00:00:00,2\n2013-01-01 00:00:00,3\n");
        now.set(NOW);
        AtomicLong ticking = new AtomicLong(NOW);
        new Replay(file, Options.of(Mode.LIVE), intake, () -> Instant.ofEpochMilli(ticking.getAndIncrement())).run();
        assertThat(intake.readings()).extracting(Reading::value).containsExactly(1.0, 2.0, 3.0);
        assertThat(intake.readings())
                .extracting(Reading::time)
                .doesNotHaveDuplicates()
                .isSorted();
    }

    @Test
    void theSensorIsNamedAfterTheFileAndHasTheUnitGiven() throws Exception {
        new Replay(file(), Options.of(Mode.RECORDED).withUnit(Unit.FAHRENHEIT), intake, clock).run();
        assertThat(intake.announcements()).singleElement().satisfies(announcement -> {
            assertThat(announcement.key().key()).isEqualTo("office.air");
            assertThat(announcement.key().quantity()).isEqualTo(Quantity.TEMPERATURE);
            assertThat(announcement.unit()).isEqualTo(Unit.FAHRENHEIT);
        });
    }

    @Test
    void keyAndZoneMayBeGiven() throws Exception {
        new Replay(
                        file(),
                        Options.of(Mode.RECORDED).withKey("hall/air").withZone(ZoneId.of("America/New_York")),
                        intake,
                        clock)
                .run();
        assertThat(intake.readings("hall/air").getFirst().time())
                .isEqualTo(Instant.parse("2014-01-01T05:00:00Z").toEpochMilli());
    }

    @Test
    void overloadLosesNothing() throws Exception {
        intake.failNext(new OverloadedException("full", 1)).failNext(new OverloadedException("full", 1));
        Replay.Summary summary = new Replay(file(), Options.of(Mode.RECORDED), intake, clock).run();
        assertThat(summary.readings()).isEqualTo(3);
        assertThat(intake.readings()).hasSize(3);
    }

    @Test
    void anInterruptEndsALiveReplay() throws Exception {
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread running = start(new Replay(file(), Options.of(Mode.LIVE), intake, clock), end);
        await().until(() -> intake.size() == 1);
        running.interrupt();
        running.join();
        assertThat(end.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void aFileThatIsNotThereIsToldByItsName() {
        Replay replay = new Replay(folder.resolve("none.csv"), Options.of(Mode.NOW), intake, clock);
        assertThatThrownBy(replay::run).isInstanceOf(NoSuchFileException.class).hasMessageContaining("none.csv");
    }

    @Test
    void anEmptyFileHasNoSpan() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.csv"), "time,value\n");
        assertThat(new Replay(empty, Options.of(Mode.NOW), intake, clock).run())
                .isEqualTo(new Replay.Summary(0, 0, null, null));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, 1e7})
    void impossibleSpeedsAreRefused(double speed) {
        assertThatThrownBy(() -> Options.of(Mode.LIVE).withSpeed(speed)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Thread start(Replay replay, AtomicReference<Throwable> end) {
        return Thread.ofVirtual().start(() -> {
            try {
                replay.run();
            } catch (IOException | InterruptedException | RuntimeException e) {
                end.set(e);
            }
        });
    }

    private Path file() throws IOException {
        return Files.writeString(
                folder.resolve("office.air.csv"),
                "timestamp,value\n2014-01-01 00:00:00,1.5\n2014-01-01 01:00:00,2.5\nbad,line\n2014-01-01 02:00:00,3.5\n");
    }
}
