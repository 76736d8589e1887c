package io.isotherm.ingest.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.isotherm.ingest.RecordingIntake;
import io.isotherm.ingest.RecordingIntake.Reading;
import io.isotherm.model.IncomingBatch;
import io.isotherm.pipeline.Announcement;
import io.isotherm.pipeline.OverloadedException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedSiteTest {
    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;
    private static final long WEDNESDAY = Instant.parse("2026-11-18T00:00:00Z").toEpochMilli();
    private static final long MONDAY = Instant.parse("2026-11-16T00:00:00Z").toEpochMilli();

    private final SimulatedSite site = new SimulatedSite(Simulator.SEED);

    @Test
    void theSameTimesHaveTheSameBitsWheneverItIsStarted() {
        List<Reading> whole = readings(site, MONDAY - 5 * DAY, MONDAY + 3 * DAY);
        for (long start : new long[] {MONDAY - 2 * DAY + 1234, MONDAY, MONDAY + DAY + 5_001}) {
            List<Reading> later = readings(new SimulatedSite(Simulator.SEED), start, MONDAY + 3 * DAY);
            assertThat(later)
                    .isEqualTo(whole.stream()
                            .filter(reading -> reading.time() >= start)
                            .toList());
        }
    }

    @Test
    void smallStepsGiveWhatOneLargeStepGives() {
        List<Reading> steps = new ArrayList<>();
        SimulatedSite.Course course = site.course(WEDNESDAY);
        for (long to = WEDNESDAY; to <= WEDNESDAY + HOUR; to += 777) {
            IncomingBatch.Builder batch = new IncomingBatch.Builder();
            course.fill(batch, to, Integer.MAX_VALUE);
            steps.addAll(list(batch.build()));
        }
        assertThat(steps).isEqualTo(readings(site, WEDNESDAY, course.position()));
    }

    @Test
    void anotherSeedIsAnotherSite() {
        Map<String, List<Reading>> one = byKey(readings(site, WEDNESDAY, WEDNESDAY + HOUR));
        Map<String, List<Reading>> other = byKey(readings(new SimulatedSite(1), WEDNESDAY, WEDNESDAY + HOUR));
        assertThat(one.keySet()).isEqualTo(other.keySet());
        one.forEach((key, readings) -> assertThat(readings).isNotEqualTo(other.get(key)));
    }

    @Test
    void readingsComeInTheOrderOfTimeOnePerSensorAndMomentInASteadyRhythm() {
        List<Reading> readings = readings(site, WEDNESDAY, WEDNESDAY + 6 * HOUR);
        Map<String, Long> last = new HashMap<>();
        Map<String, Set<Long>> gaps = new HashMap<>();
        long before = 0;
        for (Reading reading : readings) {
            assertThat(reading.time()).isGreaterThanOrEqualTo(before);
            before = reading.time();
            Long previous = last.put(reading.key(), before);
            if (previous != null) {
                gaps.computeIfAbsent(reading.key(), _ -> new HashSet<>()).add(before - previous);
            }
        }
        gaps.forEach((key, lengths) -> {
            long interval = lengths.stream().mapToLong(Long::longValue).min().orElseThrow();
            assertThat(interval).as(key).isGreaterThanOrEqualTo(2_000);
            assertThat(lengths).as(key).allMatch(gap -> gap % interval == 0);
        });
        assertThat(gaps.get("demo/pharmacy/vaccine-fridge-1/air")).contains(5_000L);
    }

    @Test
    void theJointOfTwoWeeksDoesNotShow() {
        World before = new World(Simulator.SEED);
        World after = new World(Simulator.SEED);
        before.moveTo(MONDAY - Model.STEP);
        after.moveTo(MONDAY);
        for (int i = 0; i < before.probes().size(); i++) {
            assertThat(after.value(i, MONDAY))
                    .as(before.probes().get(i).key().key())
                    .isCloseTo(before.value(i, MONDAY), within(0.001));
        }
    }

    @Test
    void everySensorIsAnnouncedOnceAtASiteWithAZone() {
        List<Announcement> announcements = site.announcements();
        assertThat(announcements).hasSizeBetween(36, 44);
        assertThat(announcements).extracting(one -> one.key().key()).doesNotHaveDuplicates();
        assertThat(announcements).extracting(Announcement::sensorName).doesNotHaveDuplicates();
        assertThat(announcements).allSatisfy(one -> assertThat(one.site()).isNotNull());
        assertThat(byKey(readings(site, WEDNESDAY, WEDNESDAY + 2 * HOUR)).keySet())
                .isEqualTo(Set.copyOf(
                        announcements.stream().map(one -> one.key().key()).toList()));
    }

    /** Wherever a week is cut out of the years, there is something of everything in it. */
    @ParameterizedTest
    @ValueSource(
            strings = {"2026-11-17T09:13:00Z", "2026-06-05T00:00:00Z", "2027-01-01T17:00:00Z", "2025-03-27T06:00:00Z"})
    void everyWeekHasAnEventOfEachKind(Instant start) {
        long from = start.toEpochMilli();
        Map<String, List<Reading>> week = byKey(readings(site, from, from + 7 * DAY));

        List<Reading> failing = good(week, "demo/pharmacy/vaccine-fridge-2/vials");
        double hoursOut =
                failing.stream().filter(reading -> reading.value() > 8).count() * 30 / 3600.0;
        assertThat(hoursOut)
                .as("hours in which the failing fridge's vials are too warm")
                .isBetween(3.0, 18.0);
        assertThat(failing.stream().filter(reading -> reading.value() < 6).count())
                .as("and it is repaired")
                .isGreaterThan(failing.size() / 2);

        assertThat(most(good(week, "demo/pharmacy/insulin-fridge/air")))
                .as("door ajar")
                .isGreaterThan(8.5);
        assertThat(most(good(week, "demo/pharmacy/freezer/air"))).as("defrost").isBetween(-12.0, -2.0);
        assertThat(most(good(week, "demo/truck-7/chilled-rear"))).as("loading").isGreaterThan(6);
        assertThat(week.entrySet().stream()
                        .filter(entry -> entry.getKey().matches(".*/(vials|product|door|back|core)"))
                        .flatMap(entry -> entry.getValue().stream())
                        .filter(reading -> reading.value() == 85)
                        .count())
                .as("power-on values")
                .isBetween(2L, 20L);
        assertThat(week.entrySet().stream()
                        .filter(entry -> !entry.getKey().endsWith("battery"))
                        .filter(entry -> longestGap(entry.getValue()) >= 180_000)
                        .count())
                .as("sensors with a dropout")
                .isGreaterThanOrEqualTo(3);
        assertThat(week.values()).as("no sensor is gone for long").allMatch(one -> longestGap(one) <= 3 * HOUR);
    }

    @Test
    void aSoundVaccineFridgeKeepsItsVialsBetweenTwoAndEight() {
        Map<String, List<Reading>> month = new HashMap<>();
        for (int week = 0; week < 4; week++) {
            long from = WEDNESDAY + 7L * week * DAY;
            byKey(readings(site, from, from + 7 * DAY))
                    .forEach((key, list) -> month.merge(key, list, (a, b) -> {
                        List<Reading> both = new ArrayList<>(a);
                        both.addAll(b);
                        return both;
                    }));
        }
        assertThat(good(month, "demo/pharmacy/vaccine-fridge-1/vials"))
                .allMatch(reading -> reading.value() >= 2 && reading.value() <= 8);
        List<Reading> air = good(month, "demo/pharmacy/vaccine-fridge-1/air");
        assertThat(air).as("the air, but for door openings").allMatch(reading -> reading.value() >= 2);
        assertThat(air.stream().filter(reading -> reading.value() > 8).count()).isLessThan(air.size() / 1000);
        assertThat(good(month, "demo/pharmacy/ultra-low-freezer/chamber"))
                .allMatch(reading -> reading.value() < -65 && reading.value() > -85);
        assertThat(good(month, "demo/cold-store/freezer-room-1/product"))
                .allMatch(reading -> reading.value() < -18 && reading.value() > -26);
        month.forEach((key, readings) -> {
            if (key.endsWith("humidity") || key.endsWith("battery")) {
                assertThat(readings).as(key).allMatch(reading -> reading.value() >= 0 && reading.value() <= 100);
            }
        });
        List<Reading> battery = good(month, "demo/cold-store/office/battery");
        assertThat(battery.getLast().value()).isLessThan(battery.getFirst().value());
    }

    @Test
    void aRoomIsWarmAtNoonOfAWorkdayAndNotAtNightOrOnSunday() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        List<Reading> room = byKey(readings(site, WEDNESDAY, WEDNESDAY + 7 * DAY))
                .getOrDefault("demo/pharmacy/dispensary/temperature", List.of());
        double[] sum = new double[3];
        int[] count = new int[3];
        for (Reading reading : room) {
            var local = Instant.ofEpochMilli(reading.time()).atZone(berlin);
            int weekday = local.getDayOfWeek().getValue();
            boolean noon = local.getHour() >= 11 && local.getHour() < 17;
            boolean night = local.getHour() < 5;
            int kind = noon && weekday <= 5 ? 0 : night ? 1 : noon && weekday == 7 ? 2 : -1;
            if (kind >= 0) {
                sum[kind] += reading.value();
                count[kind]++;
            }
        }
        double noon = sum[0] / count[0];
        assertThat(noon).isBetween(19.5, 23.0);
        assertThat(sum[1] / count[1]).as("night").isLessThan(noon - 1.5);
        assertThat(sum[2] / count[2]).as("Sunday").isLessThan(noon - 1.5);
    }

    @Test
    void valuesAreMultiplesOfTheDevicesResolution() {
        Map<String, List<Reading>> hours = byKey(readings(site, WEDNESDAY, WEDNESDAY + 3 * HOUR));
        assertThat(hours.get("demo/cold-store/meat-room/back")).allMatch(reading -> reading.value() * 16 % 1 == 0);
        assertThat(hours.get("demo/truck-7/frozen"))
                .allMatch(reading -> Double.toString(reading.value()).matches("-?[0-9]+\\.[0-9]"));
        assertThat(hours.values().stream().flatMap(List::stream))
                .noneMatch(reading -> Double.doubleToRawLongBits(reading.value()) == Long.MIN_VALUE);
    }

    @Test
    void aBackfillSendsAllInLargeBatchesFewAtATimeThroughOverloads() throws Exception {
        RecordingIntake intake = new RecordingIntake();
        for (int i = 0; i < 5; i++) {
            intake.failNext(new OverloadedException("full", 1));
        }
        List<Double> progress = new ArrayList<>();
        site.backfill(WEDNESDAY, WEDNESDAY + 2 * DAY, intake, progress::add);
        assertThat(Set.copyOf(intake.readings())).isEqualTo(Set.copyOf(readings(site, WEDNESDAY, WEDNESDAY + 2 * DAY)));
        assertThat(intake.largest()).isBetween(5_000, 10_000);
        assertThat(intake.mostWaiting()).isLessThanOrEqualTo(4);
        assertThat(progress).isSorted().allMatch(done -> done >= 0 && done <= 1).endsWith(1.0);
    }

    private static List<Reading> readings(SimulatedSite site, long from, long to) {
        SimulatedSite.Course course = site.course(from);
        List<Reading> readings = new ArrayList<>();
        while (course.position() < to) {
            IncomingBatch.Builder batch = new IncomingBatch.Builder();
            course.fill(batch, to, 10_000);
            readings.addAll(list(batch.build()));
        }
        return readings;
    }

    private static List<Reading> list(IncomingBatch batch) {
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            readings.add(new Reading(batch.keys().get(batch.key(i)).key(), batch.time(i), batch.value(i)));
        }
        return readings;
    }

    private static Map<String, List<Reading>> byKey(List<Reading> readings) {
        Map<String, List<Reading>> byKey = new HashMap<>();
        readings.forEach(reading ->
                byKey.computeIfAbsent(reading.key(), _ -> new ArrayList<>()).add(reading));
        return byKey;
    }

    // Without the power-on values, which a test of its own looks at.
    private static List<Reading> good(Map<String, List<Reading>> readings, String key) {
        return readings.getOrDefault(key, List.of()).stream()
                .filter(reading -> reading.value() != 85)
                .toList();
    }

    private static double most(List<Reading> readings) {
        return readings.stream().mapToDouble(Reading::value).max().orElseThrow();
    }

    private static long longestGap(List<Reading> readings) {
        long longest = 0;
        for (int i = 1; i < readings.size(); i++) {
            longest = Math.max(
                    longest, readings.get(i).time() - readings.get(i - 1).time());
        }
        return longest;
    }
}
