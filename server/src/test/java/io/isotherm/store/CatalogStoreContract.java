package io.isotherm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.model.Calibration;
import io.isotherm.model.Correction;
import io.isotherm.model.Device;
import io.isotherm.model.DeviceDetails;
import io.isotherm.model.DeviceState;
import io.isotherm.model.Quantity;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorDetails;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Site;
import io.isotherm.model.Standing;
import io.isotherm.model.Unit;
import io.isotherm.ops.Health;
import io.isotherm.store.AuditEntry.Outcome;
import io.isotherm.store.CatalogStore.Change;
import io.isotherm.store.CatalogStore.InUse;
import io.isotherm.store.CatalogStore.KeyTaken;
import io.isotherm.store.CatalogStore.Naming;
import io.isotherm.store.CatalogStore.VersionConflict;
import io.isotherm.store.CatalogStore.Wanted;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link CatalogStore} promises. An implementation inherits this and says how it is opened. */
public abstract class CatalogStoreContract {
    private static final Site PHARMACY = new Site("pharmacy", "Pharmacy", ZoneId.of("Europe/Berlin"), 1);

    protected CatalogStore store;

    /** Opens the store that belongs to the running test: empty the first time, as it was closed after that. */
    protected abstract CatalogStore open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private void reopen() throws Exception {
        store.close();
        store = open();
    }

    private Sensor sensor(String key) {
        return store.sensor(
                new SensorKey(key, Quantity.TEMPERATURE),
                new Naming("Sensor " + key, "Device of " + key, Unit.CELSIUS, Optional.empty()));
    }

    private Sensor sensorAt(String key, String site) {
        return store.sensor(
                new SensorKey(key, Quantity.TEMPERATURE), new Naming(key, key, Unit.CELSIUS, Optional.of(site)));
    }

    @Test
    void anEmptyCatalogueHasNothing() {
        assertThat(store.sites()).isEmpty();
        assertThat(store.devices()).isEmpty();
        assertThat(store.sensors()).isEmpty();
        assertThat(store.setting("theme")).isEmpty();
        assertThat(store.check().state()).isNotEqualTo(Health.State.DOWN);
    }

    @Test
    void anUnknownKeyCreatesItsSensorAndDevice() throws Exception {
        Sensor air = store.sensor(
                new SensorKey("fridge-1/humidity", Quantity.HUMIDITY),
                new Naming("Air", "Fridge 1", Unit.PERCENT, Optional.empty()));
        assertThat(air)
                .isEqualTo(new Sensor(
                        1,
                        "fridge-1-humidity",
                        "fridge-1/humidity",
                        "Air",
                        "fridge-1",
                        null,
                        Quantity.HUMIDITY,
                        Unit.PERCENT,
                        null,
                        1));
        assertThat(store.devices()).containsExactly(new Device("fridge-1", "fridge-1", "Fridge 1", null, 1));
        assertThat(store.devices(List.of("fridge-2", "fridge-1"))).isEqualTo(store.devices());
        assertThat(store.devices(List.of("fridge-2"))).isEmpty();
        reopen();
        assertThat(store.sensors()).containsExactly(air);
    }

    @Test
    void aKnownKeyIsTheSameSensorWhateverItsNaming() {
        Sensor first = sensor("a/x");
        assertThat(store.sensor(
                        new SensorKey("a/x", Quantity.OTHER),
                        new Naming("Other", "Other", Unit.VOLT, Optional.of("nowhere"))))
                .isEqualTo(first);
        assertThat(store.sensors()).hasSize(1);
    }

    @Test
    void sensorsOfOneDeviceShareIt() {
        assertThat(sensor("a/b/1").device()).isEqualTo("a-b");
        assertThat(sensor("a/b/2").device()).isEqualTo("a-b");
        assertThat(sensor("a").device()).isEqualTo("a");
        assertThat(store.devices()).extracting(Device::key).containsExactlyInAnyOrder("a/b", "a");
    }

    @Test
    void keysThatDifferOnlyInCaseAreTwoSensors() {
        assertThat(sensor("Probe").number()).isNotEqualTo(sensor("probe").number());
        assertThat(store.sensors()).extracting(Sensor::id).containsExactlyInAnyOrder("probe", "probe-2");
    }

    @Test
    void idsAreTextForAddressesAndDistinct() {
        assertThat(sensor("Kühlraum/Süd °C").id()).isEqualTo("kuhlraum-sud-c");
        assertThat(sensor("fridge/1").id()).isEqualTo("fridge-1");
        assertThat(sensor("fridge-1").id()).isEqualTo("fridge-1-2");
        assertThat(sensor("fridge 1").id()).isEqualTo("fridge-1-3");
        assertThat(sensor("冷蔵庫").id()).isEqualTo("sensor");
        assertThat(sensor("холодильник").id()).isEqualTo("sensor-2");
        assertThat(store.devices()).extracting(Device::id).contains("device", "device-2");
        for (int i = 0; i < 40; i++) {
            assertThat(sensor("温".repeat(i + 1)).id()).isEqualTo("sensor-" + (i + 3));
        }
    }

    @Test
    void aNewSensorIsAtTheSiteThatIsNamed() {
        store.create(PHARMACY);
        Sensor sensor = sensorAt("a/1", "pharmacy");
        assertThat(sensor.site()).isEqualTo("pharmacy");
        assertThat(store.devices()).extracting(Device::site).containsExactly("pharmacy");
        assertThatThrownBy(() -> sensorAt("b/1", "nowhere"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nowhere");
        assertThat(store.sensors()).hasSize(1);
        assertThat(store.devices()).hasSize(1);
    }

    @Test
    void aNewSensorIsAtItsDevicesSite() {
        store.create(PHARMACY);
        sensorAt("a/1", "pharmacy");
        assertThat(sensor("a/2").site()).isEqualTo("pharmacy");
    }

    @Test
    void callersAtOnceGetTheSameSensor() throws Exception {
        int threads = 8;
        CyclicBarrier start = new CyclicBarrier(threads);
        Set<Sensor> seen = new HashSet<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<List<Sensor>>> results = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                results.add(pool.submit(() -> {
                    List<Sensor> mine = new ArrayList<>();
                    for (int i = 0; i < 20; i++) {
                        start.await(20, TimeUnit.SECONDS);
                        mine.add(sensor("device-" + i + "/probe"));
                    }
                    return mine;
                }));
            }
            for (Future<List<Sensor>> result : results) {
                seen.addAll(result.get());
            }
        }
        assertThat(seen).hasSize(20);
        assertThat(store.sensors()).containsExactlyInAnyOrderElementsOf(seen);
        assertThat(store.devices()).hasSize(20);
    }

    private static Wanted wanted(String key) {
        return new Wanted(
                new SensorKey(key, Quantity.TEMPERATURE),
                new Naming("Sensor " + key, "Device of " + key, Unit.CELSIUS, Optional.empty()));
    }

    @Test
    void severalSensorsAreFoundOrMadeAtOnce() throws Exception {
        Sensor known = sensor("fridge/air");

        List<Sensor> found = store.sensors(List.of(
                wanted("fridge/door"),
                wanted("fridge/air"),
                wanted("Fridge/Door"),
                wanted("hall/x"),
                wanted("hall/x")));

        assertThat(found)
                .extracting(Sensor::key)
                .containsExactly("fridge/door", "fridge/air", "Fridge/Door", "hall/x", "hall/x");
        assertThat(found).extracting(Sensor::id).contains("fridge-door", "fridge-door-2");
        assertThat(found.get(1)).isEqualTo(known);
        assertThat(found.get(3)).isEqualTo(found.get(4));
        assertThat(store.sensors(List.of())).isEmpty();
        reopen();
        assertThat(store.sensors()).containsExactlyInAnyOrderElementsOf(Set.copyOf(found));
        assertThat(store.sensors()).extracting(Sensor::number).doesNotHaveDuplicates();
        assertThat(store.devices()).extracting(Device::key).containsExactlyInAnyOrder("fridge", "Fridge", "hall");
        assertThat(store.devices()).extracting(Device::id).containsExactlyInAnyOrder("fridge", "fridge-2", "hall");
    }

    @Test
    void onlySoManySensorsAreMadeAtOnce() {
        List<Wanted> many = IntStream.range(0, CatalogStore.MOST_WANTED)
                .mapToObj(i -> wanted("device-" + i + "/probe"))
                .toList();
        assertThat(store.sensors(many)).extracting(Sensor::number).doesNotHaveDuplicates();
        assertThat(store.devices()).hasSize(CatalogStore.MOST_WANTED);

        List<Wanted> tooMany = new ArrayList<>(many);
        tooMany.add(wanted("one/more"));
        assertThatThrownBy(() -> store.sensors(tooMany))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("At most 1000 sensors");
    }

    @Test
    void callersAtOnceWithOverlappingListsGetTheSameSensors() throws Exception {
        int threads = 6;
        CyclicBarrier start = new CyclicBarrier(threads);
        Set<Sensor> seen = new HashSet<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<List<Sensor>>> results = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int mine = t;
                results.add(pool.submit(() -> {
                    start.await(20, TimeUnit.SECONDS);
                    return store.sensors(IntStream.range(mine * 5, mine * 5 + 15)
                            .mapToObj(i -> wanted("device-" + i % 7 + "/probe-" + i))
                            .toList());
                }));
            }
            for (Future<List<Sensor>> result : results) {
                seen.addAll(result.get());
            }
        }
        assertThat(seen).hasSize(40);
        assertThat(store.sensors()).containsExactlyInAnyOrderElementsOf(seen);
        assertThat(store.devices()).hasSize(7);
    }

    @Test
    void aSensorIsUpdatedAgainstTheVersionSeen() throws Exception {
        store.create(PHARMACY);
        sensor("b");
        Sensor before = sensor("a/1");
        Sensor wanted = new Sensor(
                before.number(),
                before.id(),
                before.key(),
                "Vaccines",
                "b",
                "pharmacy",
                Quantity.OTHER,
                Unit.NONE,
                60_000L,
                1);
        Sensor after = store.update(wanted);
        assertThat(after)
                .isEqualTo(new Sensor(
                        before.number(),
                        before.id(),
                        before.key(),
                        "Vaccines",
                        "b",
                        "pharmacy",
                        Quantity.OTHER,
                        Unit.NONE,
                        60_000L,
                        2));
        assertThatThrownBy(() -> store.update(wanted)).isInstanceOf(VersionConflict.class);
        reopen();
        assertThat(sensor("a/1")).isEqualTo(after);
    }

    @Test
    void aSensorCannotPointToWhatIsNotThere() {
        Sensor before = sensor("a");
        assertThatThrownBy(() -> store.update(placed(before, "nothing", null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing");
        assertThatThrownBy(() -> store.update(placed(before, "a", "nowhere")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nowhere");
        assertThat(store.sensors()).containsExactly(before);
    }

    private static Sensor placed(Sensor s, String device, @Nullable String site) {
        return new Sensor(
                s.number(), s.id(), s.key(), s.name(), device, site, s.quantity(), s.unit(), null, s.version());
    }

    @Test
    void devicesAndSitesAreUpdatedAgainstTheVersionSeen() throws Exception {
        store.create(PHARMACY);
        sensor("a/1");
        Device device = store.update(new Device("a", "a", "Logger", "pharmacy", 1));
        assertThat(device).isEqualTo(new Device("a", "a", "Logger", "pharmacy", 2));
        assertThatThrownBy(() -> store.update(new Device("a", "a", "Late", null, 1)))
                .isInstanceOf(VersionConflict.class)
                .hasMessageContaining("version 2");
        assertThatThrownBy(() -> store.update(new Device("a", "a", "Logger", "nowhere", 2)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.update(new Device("gone", "gone", "Gone", null, 1)))
                .isInstanceOf(VersionConflict.class);

        Site site = store.update(new Site("pharmacy", "Apotheke", ZoneId.of("Europe/Vienna"), 1));
        assertThat(site).isEqualTo(new Site("pharmacy", "Apotheke", ZoneId.of("Europe/Vienna"), 2));
        assertThatThrownBy(() -> store.update(PHARMACY)).isInstanceOf(VersionConflict.class);
        reopen();
        assertThat(store.devices()).containsExactly(device);
        assertThat(store.sites()).containsExactly(site);
    }

    @Test
    void aSitesIdIsTakenOnce() {
        assertThat(store.create(new Site("s-1", "One", ZoneId.of("UTC"), 99)))
                .isEqualTo(new Site("s-1", "One", ZoneId.of("UTC"), 1));
        assertThatThrownBy(() -> store.create(new Site("s-1", "Two", ZoneId.of("UTC"), 1)))
                .isInstanceOf(VersionConflict.class);
        assertThatThrownBy(() -> store.create(new Site("Süd", "Two", ZoneId.of("UTC"), 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(store.sites()).hasSize(1);
    }

    @Test
    void whatIsRemovedIsGone() throws Exception {
        store.create(PHARMACY);
        Sensor sensor = sensorAt("a/1", "pharmacy");
        assertThatThrownBy(() -> store.removeSensor(sensor.id(), 7)).isInstanceOf(VersionConflict.class);
        assertThat(store.removeSensor(sensor.id(), 1)).isTrue();
        assertThat(store.removeSensor(sensor.id(), 1)).isFalse();
        assertThat(store.devices()).hasSize(1);
        assertThatThrownBy(() -> store.update(sensor)).isInstanceOf(VersionConflict.class);
        assertThat(store.removeDevice("a", 1)).isTrue();
        assertThat(store.removeDevice("a", 1)).isFalse();
        assertThat(store.removeSite("pharmacy", 1)).isTrue();
        assertThat(store.removeSite("pharmacy", 1)).isFalse();
        reopen();
        assertThat(store.sensors()).isEmpty();
        assertThat(store.devices()).isEmpty();
        assertThat(store.sites()).isEmpty();
    }

    @Test
    void whatIsNamedByOthersIsNotRemoved() {
        store.create(PHARMACY);
        Sensor sensor = sensorAt("a/1", "pharmacy");
        assertThatThrownBy(() -> store.removeDevice("a", 1))
                .isInstanceOf(InUse.class)
                .hasMessageContaining("a has sensors (1)");
        assertThatThrownBy(() -> store.removeSite("pharmacy", 1)).isInstanceOf(InUse.class);
        store.removeSensor(sensor.id(), 1);
        assertThatThrownBy(() -> store.removeSite("pharmacy", 1))
                .as("the device is still there")
                .isInstanceOf(InUse.class);
        assertThat(store.sites()).containsExactly(PHARMACY);
        assertThat(store.devices()).hasSize(1);
    }

    @Test
    void aRemovedSensorsNumberIsNeverGivenAgain() throws Exception {
        sensor("a");
        Sensor removed = sensor("b");
        store.removeSensor(removed.id(), 1);
        reopen();
        Sensor again = sensor("b");
        assertThat(again.number()).isGreaterThan(removed.number());
        assertThat(again.id()).isEqualTo("b");
        assertThat(again.version()).isEqualTo(1);
    }

    private static Calibration calibration(int number, Correction correction) {
        return new Calibration(number, -5, "A. Turing", 7, "Certificate 12/26", Unit.KELVIN, correction, null);
    }

    private static SensorDetails fullDetails() {
        Calibration revoked = calibration(3, new Correction.Polynomial(List.of(0.5, 1.0, -2e-9, 0.0, 1e-300)))
                .revoked(new Calibration.Revocation("G. Hopper", Long.MAX_VALUE, "wrong bath"));
        return new SensorDetails(
                Standing.RETIRED,
                "Küche, oben",
                List.of("vaccines", "cold chain"),
                "two\nlines \u201cand\u201d {quotes: '\"'}",
                -40.0,
                1e300,
                List.of(
                        calibration(1, new Correction.Offset(-0.25)),
                        calibration(2, new Correction.TwoPoint(0.1, 0, 99.5, 100)),
                        revoked),
                "https://example.org/photo.jpg?size=1",
                List.of("old/air", "$older.air"));
    }

    @Test
    void whatPeopleNoteOfASensorIsKeptWhole() throws Exception {
        Sensor before = sensor("a/air");
        Sensor after = store.update(before.with(fullDetails()).withKey("new/air"));
        assertThat(after)
                .isEqualTo(before.with(fullDetails()).withKey("new/air").withVersion(2));
        reopen();
        assertThat(store.sensors()).containsExactly(after);
        assertThat(store.update(after.with(SensorDetails.NONE)).details()).isEqualTo(SensorDetails.NONE);
    }

    @Test
    void whatPeopleNoteOfADeviceAndASiteIsKeptWhole() throws Exception {
        store.create(PHARMACY);
        sensor("a/air");
        DeviceDetails details = new DeviceDetails(
                Standing.BLOCKED,
                "Cellar",
                List.of("x"),
                "n",
                "http://example.org/",
                "TH-1",
                "Maker",
                "0x00158d",
                "1.2.3");
        Device device = store.update(new Device("a", "gateway/a", "A", null, details, 1));
        Site site =
                store.update(new Site("pharmacy", "Pharmacy", ZoneId.of("Europe/Berlin"), "Lindenstr. 1\nBerlin", 1));
        Site other = store.create(new Site("other", "Other", ZoneId.of("UTC"), "there", 1));
        reopen();
        assertThat(store.devices()).containsExactly(new Device("a", "gateway/a", "A", null, details, 2));
        assertThat(device.version()).isEqualTo(2);
        assertThat(store.sites()).containsExactly(other, site);
        assertThat(site.notes()).isEqualTo("Lindenstr. 1\nBerlin");
    }

    @Test
    void aNewDeviceHasTheStandingThatIsNamedAndItsSensorsHaveTheDevices() {
        Naming waiting = new Naming("Air", "Fridge", Unit.CELSIUS, Optional.empty(), Standing.WAITING);
        SensorKey air = new SensorKey("fridge/air", Quantity.TEMPERATURE);
        assertThat(store.sensor(air, waiting).standing()).isEqualTo(Standing.WAITING);
        assertThat(store.devices()).extracting(Device::standing).containsExactly(Standing.WAITING);
        Device device = store.devices().getFirst();
        store.update(device.with(device.details().with(Standing.BLOCKED)));
        assertThat(sensor("fridge/door").standing()).isEqualTo(Standing.BLOCKED);
        assertThat(store.sensor(air, waiting).standing()).isEqualTo(Standing.WAITING);
    }

    @Test
    void anAliasIsTheSensorAndNoOthersKey() {
        Sensor air = sensor("new/air");
        Sensor other = sensor("other/air");
        Sensor named = store.update(air.with(SensorDetails.NONE.withAliases(List.of("old/air"))));
        assertThat(sensor("old/air")).isEqualTo(named);
        assertThat(store.devices()).extracting(Device::key).containsExactlyInAnyOrder("new", "other");
        assertThatThrownBy(() -> store.update(other.withKey("old/air"))).isInstanceOf(KeyTaken.class);
        assertThatThrownBy(() -> store.update(other.with(SensorDetails.NONE.withAliases(List.of("new/air")))))
                .isInstanceOf(KeyTaken.class);
        // The alias becomes the key: its own keys are not taken by itself.
        Sensor swapped =
                store.update(named.withKey("old/air").with(SensorDetails.NONE.withAliases(List.of("new/air"))));
        assertThat(sensor("new/air")).isEqualTo(swapped);
        Sensor bare = store.update(swapped.with(SensorDetails.NONE));
        assertThat(sensor("new/air").number()).isGreaterThan(bare.number());
        store.removeSensor(bare.id(), bare.version());
        assertThat(sensor("old/air").number()).isGreaterThan(bare.number());
    }

    @Test
    void thingsAreMadeBeforeTheySendAnything() throws Exception {
        store.create(PHARMACY);
        DeviceDetails details = DeviceDetails.of(Standing.RETIRED);
        Device device = store.create(new Device("", "Kühl 1", "Fridge", "pharmacy", details, 9));
        assertThat(device).isEqualTo(new Device("kuhl-1", "Kühl 1", "Fridge", "pharmacy", details, 1));
        assertThatThrownBy(() -> store.create(device)).isInstanceOf(KeyTaken.class);
        Sensor wanted = new Sensor(
                99, "", "Kühl 1/t", "Air", "kuhl-1", null, Quantity.TEMPERATURE, Unit.KELVIN, 5L, fullDetails(), 9);
        Sensor made = store.create(wanted);
        assertThat(made)
                .isEqualTo(new Sensor(
                        1,
                        "kuhl-1-t",
                        "Kühl 1/t",
                        "Air",
                        "kuhl-1",
                        null,
                        Quantity.TEMPERATURE,
                        Unit.KELVIN,
                        5L,
                        fullDetails(),
                        1));
        assertThatThrownBy(() -> store.create(wanted)).isInstanceOf(KeyTaken.class);
        assertThatThrownBy(() -> store.create(wanted.withKey("old/air").with(SensorDetails.NONE)))
                .as("an alias of the first one")
                .isInstanceOf(KeyTaken.class);
        assertThatThrownBy(() -> store.create(
                        wanted.withKey("x").with(SensorDetails.NONE).withDevice("nothing")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.create(new Device("", "x", "X", "nowhere", 1)))
                .isInstanceOf(IllegalArgumentException.class);
        reopen();
        assertThat(store.sensors()).containsExactly(made);
        assertThat(sensor("Kühl 1/t")).isEqualTo(made);
        assertThat(store.devices()).containsExactly(device);
    }

    @Test
    void severalChangesAreMadeTogetherOrNotAtAll() {
        Sensor old = sensor("old/air");
        Sensor fresh = sensor("new/air");
        Device oldDevice = device("old");
        List<Change> merge = List.of(
                new Change.RemoveSensor(fresh.id(), 1),
                new Change.RemoveDevice("new", 1),
                new Change.UpdateDevice(oldDevice.withKey("new")),
                new Change.UpdateSensor(
                        old.withKey("new/air").with(SensorDetails.NONE.withAliases(List.of("old/air")))));
        List<Change> spoilt = new ArrayList<>(merge);
        spoilt.add(new Change.RemoveSensor("gone", 1));
        assertThatThrownBy(() -> store.change(spoilt)).isInstanceOf(VersionConflict.class);
        assertThat(store.sensors()).containsExactlyInAnyOrder(old, fresh);
        assertThat(store.devices()).hasSize(2).contains(oldDevice);
        store.change(merge);
        assertThat(store.devices()).containsExactly(oldDevice.withKey("new").withVersion(2));
        assertThat(sensor("new/air").number()).isEqualTo(old.number());
        assertThat(sensor("old/air").version()).isEqualTo(2);
        assertThatThrownBy(() -> store.change(merge)).isInstanceOf(VersionConflict.class);
        assertThatThrownBy(() -> store.change(Collections.nCopies(CatalogStore.MOST_CHANGES + 1, merge.getFirst())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Device device(String id) {
        return store.devices().stream()
                .filter(device -> device.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatDevicesTellIsKeptAsLongAsTheyAre() throws Exception {
        sensor("a/1");
        Sensor b = sensor("b/1");
        DeviceState first = DeviceState.of(1, null, Map.of("battery", "91 %", "$odd.name", "x"));
        DeviceState second = DeviceState.of(Long.MAX_VALUE, false, Map.of());
        assertThat(store.deviceStates()).isEmpty();
        store.deviceStates(Map.of("a", first, "b", first, "strange", first));
        store.deviceStates(Map.of("b", second));
        store.deviceStates(Map.of());
        reopen();
        assertThat(store.deviceStates()).isEqualTo(Map.of("a", first, "b", second));
        store.removeSensor(b.id(), 1);
        store.removeDevice("b", 1);
        assertThat(store.deviceStates()).isEqualTo(Map.of("a", first));
        assertThat(store.devices()).extracting(Device::version).containsExactly(1L);
    }

    @Test
    void settingsAreKept() throws Exception {
        store.setting("demo", "on");
        store.setting("demo", "off");
        store.setting("other", "");
        reopen();
        assertThat(store.setting("demo")).contains("off");
        assertThat(store.setting("other")).contains("");
    }

    private static AuditEntry entry(long time, String subject) {
        return AuditEntry.of(time, "local", "remove-readings", Outcome.DONE, subject, "", "", Map.of("removed", time));
    }

    @Test
    void theAuditIsKeptWithAllThatItSays() throws Exception {
        AuditEntry requested = AuditEntry.of(
                -1, "administrator", "remove-readings", Outcome.REQUESTED, "sensor a-1", "", "", Map.of());
        AuditEntry failed = AuditEntry.of(
                Long.MAX_VALUE - 1,
                "retention",
                "retire",
                Outcome.FAILED,
                "s".repeat(300),
                "ü".repeat(AuditEntry.MOST_DETAIL),
                "“why” = \n'" + "x".repeat(AuditEntry.MOST_REASON - 12),
                Map.of("payloads", Long.MAX_VALUE, "blocks", Long.MIN_VALUE, "none", 0L));
        store.audit(requested);
        store.audit(failed);
        reopen();
        assertThat(store.audit(Long.MAX_VALUE, 10)).containsExactly(failed, requested);
    }

    @Test
    void theAuditIsReadBackwardsPieceByPiece() throws Exception {
        assertThat(store.audit(Long.MAX_VALUE, 10)).isEmpty();
        // The clock is set back once.
        for (long time : new long[] {30, 10, 20, 40}) {
            store.audit(entry(time, "sensor"));
        }
        assertThat(store.audit(Long.MAX_VALUE, 2)).extracting(AuditEntry::time).containsExactly(40L, 30L);
        reopen();
        assertThat(store.audit(30, 2)).extracting(AuditEntry::time).containsExactly(20L, 10L);
        assertThat(store.audit(10, 2)).isEmpty();
    }

    @Test
    void entriesOfOneMillisecondAreNotTornApart() {
        store.audit(entry(5, "old"));
        for (String subject : List.of("a", "b", "c")) {
            store.audit(entry(7, subject));
        }
        store.audit(entry(9, "new"));
        assertThat(store.audit(Long.MAX_VALUE, 2))
                .extracting(AuditEntry::subject)
                .containsExactly("new", "c", "b", "a");
        assertThat(store.audit(7, 2)).extracting(AuditEntry::subject).containsExactly("old");
    }

    @Test
    void aRemovedSensorStaysInTheAudit() {
        Sensor sensor = sensor("a");
        store.audit(entry(1, "sensor a"));
        store.removeSensor(sensor.id(), 1);
        assertThat(store.audit(Long.MAX_VALUE, 1)).hasSize(1);
    }

    @Test
    void aClosedCatalogueSaysSo() {
        store.close();
        store.close();
        assertThatThrownBy(() -> sensor("a")).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.sensors()).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.audit(entry(1, "a"))).isInstanceOf(StoreException.class);
        assertThat(store.check().state()).isEqualTo(Health.State.DOWN);
    }

    // ---- tokens

    private static TokenEntry token(String id, char hash, long created) {
        return new TokenEntry(
                id, "Gateway of " + id, String.valueOf(hash).repeat(64), "all", created, "local", null, null);
    }

    @Test
    void tokensAreKeptInTheOrderInWhichTheyWereMade() throws Exception {
        TokenEntry second = token("aaa", '1', 2_000);
        TokenEntry first = token("zzz", '2', 1_000);
        TokenEntry third = new TokenEntry(
                "bbb", "Ünser Gäteway", "3".repeat(64), "devices\nkitchen", 2_000, "administrator", 5_000L, 6_000L);
        assertThat(store.tokens().tokens()).isEmpty();
        assertThat(List.of(second, first, third)).allMatch(store.tokens()::add);
        assertThat(store.tokens().tokens()).containsExactly(first, second, third);
        reopen();
        assertThat(store.tokens().tokens()).containsExactly(first, second, third);
    }

    @Test
    void neitherTheIdNorTheHashOfATokenIsThereTwice() {
        TokenEntry token = token("aaa", '1', 1_000);
        assertThat(store.tokens().add(token)).isTrue();
        assertThat(store.tokens().add(token("aaa", '2', 1_000))).isFalse();
        assertThat(store.tokens().add(token("bbb", '1', 1_000))).isFalse();
        assertThat(store.tokens().tokens()).containsExactly(token);
    }

    @Test
    void aTokenIsRevokedOnceAndForAll() throws Exception {
        store.tokens().add(token("aaa", '1', 1_000));
        store.tokens().add(token("bbb", '2', 1_000));
        assertThat(store.tokens().revoke("aaa", 5_000)).isTrue();
        assertThat(store.tokens().revoke("aaa", 6_000)).isTrue();
        assertThat(store.tokens().revoke("ccc", 6_000)).isFalse();
        reopen();
        assertThat(store.tokens().tokens()).extracting(TokenEntry::revoked).containsExactly(5_000L, null);
    }

    @Test
    void theLastUseOfTokensIsKept() {
        store.tokens().add(token("aaa", '1', 1_000));
        store.tokens().add(token("bbb", '2', 1_000));
        store.tokens().used(Map.of());
        store.tokens().used(Map.of("aaa", 5_000L, "nobody", 5_000L));
        store.tokens().used(Map.of("aaa", 4_000L));
        assertThat(store.tokens().tokens()).extracting(TokenEntry::used).containsExactly(5_000L, null);
        store.tokens().used(Map.of("aaa", 6_000L, "bbb", 7_000L));
        assertThat(store.tokens().tokens()).extracting(TokenEntry::used).containsExactly(6_000L, 7_000L);
    }

    private static EndedSession session(char hash, long until) {
        return new EndedSession(String.valueOf(hash).repeat(64), until);
    }

    @Test
    void endedSessionsAreKeptEachOnceWithTheLaterTime() throws Exception {
        assertThat(store.sessions().ended()).isEmpty();
        store.sessions().end(session('b', 2_000));
        store.sessions().end(session('a', 3_000));
        store.sessions().end(session('b', 4_000));
        store.sessions().end(session('b', 1_000));
        assertThat(store.sessions().ended()).containsExactly(session('a', 3_000), session('b', 4_000));
        reopen();
        assertThat(store.sessions().ended()).containsExactly(session('a', 3_000), session('b', 4_000));
    }

    @Test
    void endedSessionsAreForgottenWhenTheyWouldHaveEndedAndWhereTheyAreTooMany() {
        for (char hash = '0'; hash <= '9'; hash++) {
            store.sessions().end(session(hash, 1_000 + hash));
        }
        store.sessions().forget(1_000 + '3', 100);
        assertThat(store.sessions().ended()).hasSize(7).first().isEqualTo(session('3', 1_000 + '3'));
        store.sessions().forget(0, 2);
        assertThat(store.sessions().ended()).containsExactly(session('8', 1_000 + '8'), session('9', 1_000 + '9'));
        store.sessions().forget(Long.MAX_VALUE, 2);
        assertThat(store.sessions().ended()).isEmpty();
    }
}
