package io.isotherm.ingest.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.isotherm.ingest.RecordingIntake;
import io.isotherm.pipeline.OverloadedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class HostSensorsTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(HostSensors.class);

    @TempDir
    Path root;

    private final RecordingIntake intake = new RecordingIntake();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private FakeSysfs sysfs;
    private Path chip;
    private HostSensors host;

    @BeforeEach
    void start() throws Exception {
        sysfs = new FakeSysfs(root);
        chip = sysfs.chip(0, "coretemp", "platform/coretemp.0");
        sysfs.temperature(chip, 1, "Core 0", "45000\n");
        host = new HostSensors(root, Duration.ofMillis(20), Duration.ofMillis(50), intake, InstantSource.system());
        log.start();
        LOG.addAppender(log);
        // Whatever the tests before set for all.
        LOG.setLevel(Level.INFO);
    }

    @AfterEach
    void close() {
        host.close();
        LOG.detachAppender(log);
        LOG.setLevel(null);
    }

    @Test
    void everySensorIsAnnouncedAndReadAgainAndAgain() {
        host.start();
        assertThat(host.count()).isEqualTo(1);
        await().until(() -> intake.readings("host/coretemp/Core 0").size() >= 3);
        assertThat(intake.readings()).allMatch(reading -> reading.value() == 45.0);
        assertThat(intake.announcements()).singleElement().satisfies(announcement -> {
            assertThat(announcement.sensorName()).isEqualTo("coretemp Core 0");
            assertThat(announcement.site()).isNull();
        });
    }

    @Test
    void aSensorThatAppearsLaterIsFoundAndOneThatGoesIsLeftAlone() throws Exception {
        host.start();
        await().until(() -> intake.size() > 0);
        Files.writeString(sysfs.oneWire(1, "28-0316a2798fff").resolve("temperature"), "85000\n");
        await().until(() -> !intake.readings("host/28-0316a2798fff/temperature").isEmpty());
        assertThat(intake.readings("host/28-0316a2798fff/temperature")
                        .getFirst()
                        .value())
                .as("a power-on value is passed on")
                .isEqualTo(85.0);
        assertThat(host.count()).isEqualTo(2);
        Files.delete(root.resolve("bus/w1/devices/28-0316a2798fff"));
        await().until(() -> host.count() == 1);
        assertThat(intake.announcements()).hasSize(2);
    }

    @Test
    void aSensorThatFailsIsLoggedOnceAndHarmsNoOther() throws Exception {
        sysfs.temperature(chip, 2, "Core 1", "garbage\n");
        host.start();
        await().until(() -> intake.readings("host/coretemp/Core 0").size() >= 5);
        assertThat(intake.readings("host/coretemp/Core 1")).isEmpty();
        assertThat(messages("Core 1")).singleElement().asString().contains("gives no reading");

        Path good = Files.writeString(root.resolve("good"), "50000\n");
        Files.move(good, chip.resolve("temp2_input"), StandardCopyOption.ATOMIC_MOVE);
        await().until(() -> !intake.readings("host/coretemp/Core 1").isEmpty());
        await().until(() -> messages("Core 1").size() == 2);
        assertThat(messages("Core 1").getLast()).contains("reads again");
    }

    @Test
    void aBusThatBlocksDelaysNoOther() throws Exception {
        // A pipe that nobody writes to blocks its reader, as a sensor that hangs does.
        Path hanging = sysfs.oneWire(1, "28-000000000001").resolve("temperature");
        Process made = new ProcessBuilder("mkfifo", hanging.toString()).start();
        assertThat(made.waitFor(10, TimeUnit.SECONDS) && made.exitValue() == 0).isTrue();
        Files.writeString(sysfs.oneWire(2, "28-000000000002").resolve("temperature"), "4062\n");
        host.start();
        await().until(() -> intake.readings("host/coretemp/Core 0").size() >= 5
                && intake.readings("host/28-000000000002/temperature").size() >= 5);
        assertThat(intake.readings("host/28-000000000001/temperature")).isEmpty();
        // Lets the reader go.
        Files.writeString(hanging, "4000\n");
        await().until(() -> !intake.readings("host/28-000000000001/temperature").isEmpty());
    }

    @Test
    void readingsThatCannotBeKeptYetWait() {
        intake.hold();
        for (int i = 0; i < 3; i++) {
            intake.failNext(new OverloadedException("full", 1));
        }
        // Each reading takes the next millisecond, so that a lost one leaves a hole.
        AtomicLong read = new AtomicLong();
        try (HostSensors counted = new HostSensors(
                root, Duration.ofMillis(5), intake, () -> Instant.ofEpochMilli(read.incrementAndGet()))) {
            counted.start();
            await("readings are taken while none is kept").until(() -> intake.mostWaiting() == 1 && read.get() > 50);
            intake.release();
            await().until(() -> intake.size() > 50);
        }
        List<Long> times =
                intake.readings().stream().map(RecordingIntake.Reading::time).toList();
        assertThat(times)
                .isEqualTo(LongStream.rangeClosed(1, times.size()).boxed().toList());
    }

    private List<String> messages(String about) {
        return List.copyOf(log.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(message -> message.contains(about))
                .toList();
    }
}
