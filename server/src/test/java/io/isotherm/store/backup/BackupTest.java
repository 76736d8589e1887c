package io.isotherm.store.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.isotherm.model.Device;
import io.isotherm.model.DeviceState;
import io.isotherm.model.Quantity;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Site;
import io.isotherm.model.Unit;
import io.isotherm.store.AuditEntry;
import io.isotherm.store.CatalogStore;
import io.isotherm.store.EndedSession;
import io.isotherm.store.Readings.Reading;
import io.isotherm.store.StoreException;
import io.isotherm.store.TokenEntry;
import io.isotherm.store.backup.Filled.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A backup has all that was acknowledged before it began, and gives it back, into either store, to the bit. */
class BackupTest {
    private static final Progress QUIET = (doing, share, readings) -> {};

    @TempDir
    Path temporary;

    private Path backup(String place, String name) {
        Path file = temporary.resolve(name);
        try (Contents contents = Kind.contents(place)) {
            BackupWriter.write(contents, file, "test", QUIET);
            assertThat(contents.damage()).isEmpty();
        }
        return file;
    }

    private static Copy.Result restore(Path file, String place) {
        try (BackupContents contents = BackupContents.open(file, QUIET);
                Target target = Kind.target(place)) {
            return Copy.run(contents, target, QUIET);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatWasAcknowledgedBeforeABackupOfARunningStoreIsInIt(Kind kind) throws Exception {
        String place = kind.place(temporary.resolve("data"));
        try (Filled store = Filled.open(place)) {
            AtomicBoolean enough = new AtomicBoolean();
            AtomicInteger steps = new AtomicInteger();
            AtomicInteger limit = new AtomicInteger();
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                while (!enough.get()) {
                    if (steps.get() < limit.get()) {
                        store.write(steps.getAndIncrement());
                    } else {
                        Thread.onSpinWait();
                    }
                }
            });
            try {
                for (int round = 0; round < 4; round++) {
                    int from = steps.get();
                    // Goes on while the backup is made, but not for ever.
                    limit.set(from + 400);
                    while (steps.get() < from + 60 && !writing.isDone()) {
                        Thread.onSpinWait();
                    }
                    Map<Long, Reading> before = store.acknowledged();
                    Path file = backup(place, "while-running-" + round);
                    Path folder = temporary.resolve("restored-" + round);
                    restore(file, folder.toString());
                    try (Filled restored = Filled.open(folder.toString())) {
                        Map<Long, Reading> there = restored.stored();
                        assertThat(there.keySet().containsAll(before.keySet()))
                                .as("all that was acknowledged")
                                .isTrue();
                        assertThat(store.acknowledged().keySet().containsAll(there.keySet()))
                                .as("and nothing else")
                                .isTrue();
                        before.forEach((identity, reading) -> {
                            Reading found = Objects.requireNonNull(there.get(identity));
                            assertThat(found.against(reading))
                                    .as("it, or one that came later and wins")
                                    .isEqualTo(found);
                        });
                    }
                }
            } finally {
                enough.set(true);
                writing.join();
            }
        }
    }

    /** Sensors, one of them removed, so that the last number is higher than any there is. */
    private static void fillCatalogue(CatalogStore catalog) {
        catalog.create(new Site("pharmacy", "Pharmacy", ZoneId.of("Europe/Berlin"), "by the door", 1));
        for (int i = 1; i <= Filled.SENSORS + 1; i++) {
            catalog.sensor(
                    new SensorKey("fridge-" + i + "/air", Quantity.TEMPERATURE),
                    new CatalogStore.Naming("Air", "Kühlschrank " + i, Unit.CELSIUS, Optional.of("pharmacy")));
        }
        Sensor last = catalog.sensors().getLast();
        catalog.removeSensor(last.id(), last.version());
        Device device = catalog.devices().getFirst();
        catalog.deviceStates(Map.of(device.id(), new DeviceState(5L, true, new TreeMap<>(Map.of("battery", "97")))));
        catalog.setting("demo", "on");
        catalog.sessions().end(new EndedSession("1".repeat(64), 7));
        catalog.tokens().add(new TokenEntry("gateway", "Gateway", "0".repeat(64), "all", 1, "local", 7L, null));
        for (int i = 0; i < 2_500; i++) {
            catalog.audit(AuditEntry.of(
                    i / 3, "local", "retire", AuditEntry.Outcome.DONE, "all " + i, "", "", Map.of("blocks", (long) i)));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everythingGoesThroughAFileIntoTheOtherStoreAndBack(Kind kind) throws Exception {
        Kind other = kind == Kind.EMBEDDED ? Kind.MONGODB : Kind.EMBEDDED;
        String first = kind.place(temporary.resolve("first"));
        String second = other.place(temporary.resolve("second"));
        String third = kind.place(temporary.resolve("third"));
        Map<Long, Reading> readings;
        Set<Reading> losers;
        List<AuditEntry> audit;
        List<Sensor> sensors;
        List<Device> devices;
        Path file;
        try (Filled store = Filled.open(first)) {
            fillCatalogue(store.catalog);
            for (int step = 0; step < 120; step++) {
                store.write(step);
            }
            readings = store.acknowledged();
            losers = store.losers();
            audit = store.catalog.audit(Long.MAX_VALUE, 10_000);
            sensors = store.sensors();
            devices = store.devices();
            file = backup(first, "file");
        }
        assertThat(losers).isNotEmpty();
        restore(file, second);
        try (Filled store = Filled.open(second)) {
            assertThat(store.stored()).isEqualTo(readings);
            // More than before: conflicts with what is in blocks show when a head is merged into them.
            assertThat(store.losers().containsAll(losers)).isTrue();
            losers = store.losers();
        }
        try (Contents contents = Kind.contents(second);
                Target target = Kind.target(third)) {
            Copy.run(contents, target, QUIET);
        }
        try (Filled store = Filled.open(third)) {
            assertThat(store.stored()).isEqualTo(readings);
            assertThat(store.losers()).isEqualTo(losers);
            assertThat(store.catalog.audit(Long.MAX_VALUE, 10_000)).isEqualTo(audit);
            assertThat(store.sensors()).isEqualTo(sensors);
            assertThat(store.devices()).isEqualTo(devices);
            assertThat(store.catalog.sites()).hasSize(1);
            assertThat(store.catalog.tokens().tokens()).hasSize(1);
            assertThat(store.catalog.sessions().ended()).containsExactly(new EndedSession("1".repeat(64), 7));
            assertThat(store.catalog.setting("demo")).contains("on");
            assertThat(store.catalog.deviceStates()).hasSize(1);
            Sensor next = store.catalog.sensor(
                    new SensorKey("new/air", Quantity.TEMPERATURE),
                    new CatalogStore.Naming("Air", "New", Unit.CELSIUS, Optional.empty()));
            assertThat(next.number()).as("no number is given twice").isEqualTo(Filled.SENSORS + 2);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatWasRemovedStaysRemovedAndWhatCameAfterwardsStays(Kind kind) throws Exception {
        String place = kind.place(temporary.resolve("data"));
        Map<Long, Reading> readings;
        Path file;
        try (Filled store = Filled.open(place)) {
            for (int step = 0; step < 20; step++) {
                store.write(step);
            }
            store.readings.settle();
            for (int step = 20; step < 25; step++) {
                store.write(step);
            }
            assertThat(store.readings.remove(1, Filled.T, Filled.T + 10_000_000))
                    .isPositive();
            // Into the range that was emptied, too.
            store.write(3);
            readings = store.stored();
            file = backup(place, "file");
        }
        Path target = temporary.resolve("target");
        restore(file, target.toString());
        try (Filled store = Filled.open(target.toString())) {
            assertThat(store.stored()).isEqualTo(readings);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aRestoreThatWasCutOffGoesOnAndUntilThenNoServerStarts(Kind kind) throws Exception {
        Map<Long, Reading> readings;
        String source = temporary.resolve("source").toString();
        try (Filled store = Filled.open(source)) {
            fillCatalogue(store.catalog);
            for (int step = 0; step < 200; step++) {
                store.write(step);
            }
            readings = store.acknowledged();
        }
        Path file = backup(source, "file");
        String place = kind.place(temporary.resolve("target"));
        int allowed = 0;
        boolean done = false;
        while (!done) {
            allowed++;
            try (BackupContents contents = BackupContents.open(file, QUIET);
                    Target target = new FailingTarget(Kind.target(place), allowed)) {
                Copy.run(contents, target, QUIET);
                done = true;
            } catch (StoreException e) {
                assertThat(e).hasMessage("the plug was pulled");
                assertThatThrownBy(() -> Filled.open(place))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("not complete")
                        .hasMessageContaining("Run that again");
            }
        }
        assertThat(allowed).isGreaterThan(4);
        try (Filled store = Filled.open(place)) {
            assertThat(store.stored()).isEqualTo(readings);
            assertThat(store.catalog.audit(Long.MAX_VALUE, 10_000)).hasSize(2_500);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aRestoreThatEndedBeforeItsFirstBlockIsDoneAgain(Kind kind) throws Exception {
        String source = temporary.resolve("source").toString();
        try (Filled store = Filled.open(source)) {
            fillCatalogue(store.catalog);
            store.write(1);
        }
        String place = kind.place(temporary.resolve("target"));
        Kind.target(place).close();
        assertThatThrownBy(() -> Filled.open(place)).hasMessageContaining("not complete");
        assertThat(restore(backup(source, "file"), place).resumed()).isFalse();
        Filled.open(place).close();
    }

    @Test
    void whatIsThereIsNotOverwritten() throws Exception {
        String source = temporary.resolve("source").toString();
        try (Filled store = Filled.open(source)) {
            fillCatalogue(store.catalog);
            store.write(1);
        }
        Path file = backup(source, "file");
        assertThat(temporary.resolve("file.partial")).doesNotExist();
        assertThatThrownBy(() -> backup(source, "file")).hasMessageContaining("is there already");
        assertThatThrownBy(() -> restore(file, source))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is not empty");
        String database = Kind.MONGODB.place(temporary);
        restore(file, database);
        assertThatThrownBy(() -> restore(file, database)).hasMessageContaining("is not empty");
    }

    @Test
    void aDamagedBackupIsRefusedWithItsPlaceWhereverItIsDamaged() throws Exception {
        String source = temporary.resolve("source").toString();
        try (Filled store = Filled.open(source)) {
            fillCatalogue(store.catalog);
            for (int step = 0; step < 20; step++) {
                store.write(step);
            }
        }
        byte[] sound = Files.readAllBytes(backup(source, "file"));
        for (int at = 0; at < sound.length; at += at < 200 ? 1 : 97) {
            byte[] flipped = sound.clone();
            flipped[at] ^= 0x10;
            assertRefused(flipped);
        }
        for (int length = 0; length < sound.length; length += 211) {
            assertRefused(Arrays.copyOf(sound, length));
        }
        assertRefused(Arrays.copyOf(sound, sound.length + 1));
    }

    private void assertRefused(byte[] bytes) throws IOException {
        Path file = temporary.resolve("damaged");
        Files.write(file, bytes);
        assertThatThrownBy(() -> BackupContents.open(file, QUIET).close())
                .isInstanceOf(StoreException.class)
                .message()
                .matches("(?s).*(is damaged at byte \\d+: .*|is no backup of Isotherm.*|newer Isotherm.*)");
    }

    /** Fills a new folder, and gives what was acknowledged. */
    private static Map<Long, Reading> filled(Path folder, int steps) throws Exception {
        try (Filled store = Filled.open(folder.toString())) {
            fillCatalogue(store.catalog);
            for (int step = 0; step < steps; step++) {
                store.write(step);
            }
            return store.acknowledged();
        }
    }

    private static Path seriesFile(Path folder) throws IOException {
        try (var files = Files.newDirectoryStream(folder, "series-2023-1*.db")) {
            return files.iterator().next();
        }
    }

    @Test
    void whatIsDamagedInTheStoreIsLeftOutAndNamed() throws Exception {
        Path source = temporary.resolve("source");
        Map<Long, Reading> readings = filled(source, 100);
        Path damaged = seriesFile(source);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + damaged);
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE payload SET data = zeroblob(length(data))"
                    + " WHERE id = (SELECT payload FROM block WHERE payload IS NOT NULL ORDER BY start LIMIT 1)");
        }
        Path file = temporary.resolve("file");
        String damage;
        try (Contents contents = Kind.contents(source.toString())) {
            BackupContents.Summary summary = BackupWriter.write(contents, file, "test", QUIET);
            assertThat(contents.damage()).hasSize(1).isEqualTo(summary.damage());
            damage = summary.damage().getFirst();
        }
        String target = temporary.resolve("target").toString();
        restore(file, target);
        try (Filled store = Filled.open(target)) {
            Set<Long> there = store.stored().keySet();
            Set<Long> missing = new TreeSet<>(readings.keySet());
            missing.removeAll(there);
            assertThat(readings.keySet().containsAll(there)).isTrue();
            assertThat(missing).isNotEmpty().hasSizeLessThan(200);
            assertThat(damage).contains(damaged.toString(), "its " + missing.size() + " readings", "are damaged");
        }
    }

    @Test
    void rubbishAnywhereInASeriesFileCostsOnlyWhatIsNamed() throws Exception {
        Path source = temporary.resolve("source");
        Map<Long, Reading> readings = filled(source, 60);
        Path series = seriesFile(source);
        byte[] sound = Files.readAllBytes(series);
        int lost = 0;
        for (int round = 0; round < 24; round++) {
            byte[] bytes = sound.clone();
            int at = (int) ((long) round * sound.length / 24);
            Arrays.fill(bytes, at, Math.min(bytes.length, at + 150), (byte) 0x55);
            Files.write(series, bytes);
            Path file = temporary.resolve("file-" + round);
            BackupContents.Summary summary;
            try (Contents contents = Kind.contents(source.toString())) {
                summary = BackupWriter.write(contents, file, "test", QUIET);
            }
            Path target = temporary.resolve("target-" + round);
            restore(file, target.toString());
            try (Filled store = Filled.open(target.toString())) {
                Map<Long, Reading> there = store.stored();
                assertThat(readings.entrySet().containsAll(there.entrySet()))
                        .as("nothing is altered, byte %d", at)
                        .isTrue();
                if (there.size() < readings.size()) {
                    lost++;
                    assertThat(summary.damage()).as("byte %d", at).isNotEmpty();
                }
            }
        }
        assertThat(lost).as("rubbish was met").isPositive();
    }

    @Test
    void aBackupThatFindsNoRoomIsNotThere() throws Exception {
        String source = temporary.resolve("source").toString();
        try (Filled store = Filled.open(source)) {
            fillCatalogue(store.catalog);
            store.write(1);
        }
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "this system has no device that is always full");
        Files.createSymbolicLink(temporary.resolve("file.partial"), full);
        assertThatThrownBy(() -> backup(source, "file"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot be written")
                .hasMessageContaining("has room");
        assertThat(temporary.resolve("file")).doesNotExist();
    }

    @Test
    void aBackupOfANewerProgramIsRefused() throws Exception {
        String source = temporary.resolve("source").toString();
        Filled.open(source).close();
        Path file = backup(source, "file");
        byte[] bytes = Files.readAllBytes(file);
        bytes[11] = 2;
        Files.write(file, bytes);
        assertThatThrownBy(() -> BackupContents.open(file, QUIET).close())
                .hasMessageContaining("written by a newer Isotherm (backup format 2; this program knows 1)");
    }

    @Test
    void aTargetThatIsFilledFromSomethingElseIsLeftAlone() throws Exception {
        String source = temporary.resolve("source").toString();
        try (Filled store = Filled.open(source)) {
            fillCatalogue(store.catalog);
            store.write(1);
        }
        Path file = backup(source, "file");
        Path again = backup(source, "again");
        String place = temporary.resolve("target").toString();
        List<String> failures = new ArrayList<>();
        try (BackupContents contents = BackupContents.open(file, QUIET);
                Target target = new FailingTarget(Kind.target(place), 1)) {
            Copy.run(contents, target, QUIET);
        } catch (StoreException e) {
            failures.add(e.getMessage());
        }
        assertThat(failures).containsExactly("the plug was pulled");
        assertThatThrownBy(() -> restore(again, place)).hasMessageContaining("was being filled from something else");
        restore(file, place);
    }
}
