package io.isotherm.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.model.Flags;
import io.isotherm.model.Quantity;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import io.isotherm.ops.Health;
import io.isotherm.store.AuditEntry;
import io.isotherm.store.AuditEntry.Outcome;
import io.isotherm.store.CatalogStore.Naming;
import io.isotherm.store.MemoryCatalogStore;
import io.isotherm.store.Retention;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.SeriesOptions;
import io.isotherm.store.series.SeriesReadingStore;
import io.isotherm.store.sqlite.DataFolder;
import io.isotherm.store.sqlite.SqliteBlockStore;
import io.isotherm.store.sqlite.SqliteJournal;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetiringTest {
    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration SOON = Duration.ofMillis(5);
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long NOW = 1_795_500_000_000L;

    @TempDir
    Path temporary;

    private final MemoryCatalogStore catalog = new MemoryCatalogStore();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicInteger runs = new AtomicInteger();
    private SeriesReadingStore readings;
    private Sensor sensor;

    @BeforeEach
    void open() {
        try (DataFolder folder = DataFolder.open(temporary.resolve("data"))) {
            readings = SeriesReadingStore.open(
                    SqliteJournal.open(folder), SqliteBlockStore.open(folder), SeriesOptions.usual());
        }
        sensor = catalog.sensor(
                new SensorKey("fridge/air", Quantity.TEMPERATURE),
                new Naming("Air", "Fridge", Unit.CELSIUS, Optional.empty()));
    }

    private boolean leads = true;

    @AfterEach
    void close() {
        readings.close();
    }

    /** A reading a day, the last one {@code newest} days before NOW, in blocks. */
    private void days(int oldest, int newest) {
        ReadingBatch.Builder batch = new ReadingBatch.Builder();
        for (int day = oldest; day >= newest; day--) {
            batch.add(sensor.number(), NOW - day * DAY, day, Flags.of(0, Unit.CELSIUS));
        }
        readings.append(List.of(batch.build()));
        readings.settle();
    }

    private Retiring retiring(Keep standard, long now) {
        return new Retiring(
                readings,
                catalog,
                new RetentionPolicy(catalog, standard),
                () -> Instant.ofEpochMilli(now),
                () -> leads,
                meters,
                retention -> runs.incrementAndGet());
    }

    private void runOnce(Keep standard, long now) {
        int before = runs.get();
        try (Retiring retiring = retiring(standard, now)) {
            retiring.start(Duration.ZERO, NEVER);
            await().until(() -> runs.get() > before);
            assertThat(retiring.check()).isEqualTo(Health.OK);
        }
    }

    private double count(String name) {
        return meters.get("isotherm.retention." + name).counter().count();
    }

    private long kept() {
        return readings.count(sensor.number(), 0, Long.MAX_VALUE);
    }

    @Test
    void whatIsTooOldIsDroppedByWholeBlocksAndAuditedOnce() {
        days(400, 0);
        runOnce(new Keep(100, null), NOW);

        ReadingBatch oldest = readings.newest(sensor.number(), 1_000);
        assertThat(oldest.time(0)).as("a block's span at most is left").isBetween(NOW - 117 * DAY, NOW - 100 * DAY);
        assertThat(oldest.time(oldest.size() - 1)).isEqualTo(NOW);
        assertThat(kept()).as("summaries stay").isEqualTo(401);
        assertThat(count("payloads")).isPositive();
        assertThat(count("blocks")).isZero();
        AuditEntry entry = catalog.audit(Long.MAX_VALUE, 10).getFirst();
        assertThat(entry)
                .isEqualTo(AuditEntry.of(
                        NOW,
                        "retention",
                        "retire",
                        Outcome.DONE,
                        "all sensors",
                        "",
                        "",
                        Map.of("payloads", (long) count("payloads"), "blocks", 0L)));

        runOnce(new Keep(100, null), NOW);
        assertThat(catalog.audit(Long.MAX_VALUE, 10))
                .as("nothing was left to drop")
                .hasSize(1);
        runOnce(new Keep(100, 200), NOW);
        assertThat(kept()).isBetween(200L, 218L);
        assertThat(count("blocks")).isPositive();
        assertThat(catalog.audit(Long.MAX_VALUE, 10)).hasSize(2);
    }

    @Test
    void aProcessThatDoesNotLeadDropsNothingAndTakesNoteAllTheSame() {
        days(400, 0);
        leads = false;
        runOnce(new Keep(1, 1), NOW);
        assertThat(kept()).isEqualTo(401);
        assertThat(runs).as("it was told what is too old").hasValue(1);
    }

    @Test
    void aRuleForTheSensorSavesItsReadings() {
        days(400, 0);
        new RetentionPolicy(catalog, Keep.FOREVER).change(rules -> rules.withSensor(sensor.number(), Keep.FOREVER));
        runOnce(new Keep(1, 1), NOW);
        assertThat(kept()).isEqualTo(401);
        assertThat(catalog.audit(Long.MAX_VALUE, 10)).isEmpty();
    }

    @Test
    void aClockThatIsYearsAheadDropsNothingNew() {
        days(50, 0);
        runOnce(new Keep(365, 365), NOW + 10 * 365 * DAY);
        assertThat(kept()).isEqualTo(51);
    }

    @Test
    void aFailureIsToldAndTheNextRunTriesAgain() {
        catalog.setting("retention", "rubbish");
        try (Retiring retiring = retiring(Keep.FOREVER, NOW)) {
            retiring.start(Duration.ZERO, SOON);
            await().until(() -> count("failures") >= 2);
            assertThat(retiring.check().state()).isEqualTo(Health.State.DEGRADED);
            assertThat(retiring.check().detail()).contains("cannot be dropped").contains("nothing is dropped");
            assertThat(runs).hasValue(0);

            catalog.setting("retention", RulesJson.write(RetentionRules.NONE));
            await().until(() -> retiring.check().equals(Health.OK));
            assertThat(runs.get()).isPositive();
        }
    }

    @Test
    void anErrorOfOneRunDoesNotEndTheOthers() {
        AtomicInteger tries = new AtomicInteger();
        try (Retiring retiring = new Retiring(
                readings,
                catalog,
                new RetentionPolicy(catalog, Keep.FOREVER),
                () -> Instant.ofEpochMilli(NOW),
                () -> leads,
                meters,
                (Retention _) -> {
                    if (tries.incrementAndGet() < 3) {
                        throw new AssertionError("for the test");
                    }
                })) {
            retiring.start(Duration.ZERO, SOON);
            await().until(() -> tries.get() >= 3 && retiring.check().equals(Health.OK));
            assertThat(count("failures")).isEqualTo(2);
        }
    }

    @Test
    void aClockThatGoesAheadWhileItRunsDropsNothingAndIsTold() {
        days(400, 0);
        AtomicLong now = new AtomicLong(NOW);
        try (Retiring retiring = new Retiring(
                readings,
                catalog,
                new RetentionPolicy(catalog, new Keep(100, 200)),
                () -> Instant.ofEpochMilli(now.get()),
                () -> true,
                meters,
                retention -> runs.incrementAndGet())) {
            now.set(NOW + 3_650 * DAY);
            // As a reading that came without a time.
            readings.append(List.of(new ReadingBatch.Builder()
                    .add(sensor.number(), now.get(), 4, Flags.of(0, Unit.CELSIUS))
                    .build()));
            retiring.start(Duration.ZERO, SOON);
            await().untilAsserted(() -> assertThat(retiring.check().detail())
                    .contains("went ahead by 36", "nothing is dropped", "set the clock right"));
            assertThat(kept()).isEqualTo(402);
            now.set(NOW);
            await().untilAsserted(() -> assertThat(retiring.check()).isEqualTo(Health.OK));
            assertThat(kept()).as("the rule holds again").isLessThan(402);
        }
    }

    @Test
    void anAuditThatCannotBeWrittenIsAFailure() {
        days(400, 0);
        catalog.failAuditWith(new StoreException("The disk is full."));
        try (Retiring retiring = retiring(new Keep(100, null), NOW)) {
            retiring.start(Duration.ZERO, NEVER);
            await().until(() -> retiring.check().state() == Health.State.DEGRADED);
            assertThat(retiring.check().detail()).contains("The disk is full.");
        }
    }
}
