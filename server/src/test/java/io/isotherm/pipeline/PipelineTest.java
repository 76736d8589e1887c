package io.isotherm.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.isotherm.broker.Broker;
import io.isotherm.broker.local.LocalBroker;
import io.isotherm.catalog.Catalog;
import io.isotherm.model.Device;
import io.isotherm.model.Flags;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorHint;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Site;
import io.isotherm.model.Standing;
import io.isotherm.model.Unit;
import io.isotherm.ops.Health;
import io.isotherm.store.BucketQuery;
import io.isotherm.store.Buckets;
import io.isotherm.store.CatalogStore;
import io.isotherm.store.ReadingStore;
import io.isotherm.store.Retention;
import io.isotherm.store.Retired;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.SeriesOptions;
import io.isotherm.store.series.SeriesReadingStore;
import io.isotherm.store.sqlite.DataFolder;
import io.isotherm.store.sqlite.SqliteBlockStore;
import io.isotherm.store.sqlite.SqliteCatalogStore;
import io.isotherm.store.sqlite.SqliteJournal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pipeline over the real stores. */
class PipelineTest {
    private static final long NOW = 1_700_000_000_000L;

    @TempDir
    Path data;

    private DataFolder folder;
    private CatalogStore catalogStore;
    private GatedStore store;
    private LocalBroker broker;
    private Catalog catalog;
    private Pipeline pipeline;
    private final List<ReadingBatch> told = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() {
        folder = DataFolder.open(data);
        catalogStore = SqliteCatalogStore.open(folder);
        store = new GatedStore(SeriesReadingStore.open(
                SqliteJournal.open(folder), SqliteBlockStore.open(folder), SeriesOptions.usual()));
        broker = new LocalBroker(1_000);
        catalog = Catalog.open(catalogStore, broker);
        pipeline = new Pipeline(catalog, store, broker, 100, new SimpleMeterRegistry());
        broker.subscribe(new Broker.Listener() {
            @Override
            public void readings(ReadingBatch batch) {
                told.add(batch);
            }

            @Override
            public void catalog(Broker.CatalogChange change) {}

            @Override
            public void lost() {}
        });
    }

    @AfterEach
    void close() {
        store.open.countDown();
        pipeline.close();
        broker.close();
        store.close();
        catalogStore.close();
        folder.close();
    }

    @Test
    void aHintNamesASensorThatIsMadeLater() {
        pipeline.learn(List.of(hint("Air of the kitchen", "The kitchen", Unit.FAHRENHEIT)));
        pipeline.submit(reading(), NOW).join();

        assertThat(catalog.byKey("kitchen/temperature")).isNotNull().satisfies(sensor -> {
            assertThat(sensor.name()).isEqualTo("Air of the kitchen");
            assertThat(sensor.unit()).isEqualTo(Unit.FAHRENHEIT);
            assertThat(catalog.device(sensor.device()).orElseThrow().name()).isEqualTo("The kitchen");
        });
    }

    @Test
    void aHintNamesASensorThatIsThereUnlessSomebodyChoseAName() {
        pipeline.submit(reading(), NOW).join();
        pipeline.learn(List.of(hint("Air of the kitchen", null, null)));
        await().untilAsserted(() -> assertThat(catalog.byKey("kitchen/temperature"))
                .isNotNull()
                .satisfies(sensor -> assertThat(sensor.name()).isEqualTo("Air of the kitchen")));

        pipeline.learn(List.of(hint("Another name", "The kitchen", null)));
        await().untilAsserted(
                        () -> assertThat(catalog.devices().getFirst().name()).isEqualTo("The kitchen"));
        assertThat(catalog.sensors().getFirst().name()).isEqualTo("Air of the kitchen");
    }

    @Test
    void belowAbsoluteZeroInTheSensorsUnitIsRefusedWhereNoneWasSent() {
        SensorKey key = new SensorKey("store/temperature", Quantity.TEMPERATURE);
        pipeline.submit(
                        new IncomingBatch.Builder()
                                .add(key, NOW, 14, Unit.FAHRENHEIT, 0)
                                .build(),
                        NOW)
                .join();
        IncomingBatch batch = new IncomingBatch.Builder()
                .add(key, NOW + 1, -459.67, null, 4)
                .add(key, NOW + 2, -459.68, null, 5)
                .add(key, NOW + 3, Double.NaN, null, 6)
                .build();

        assertThat(pipeline.submit(batch, NOW).join()).singleElement().satisfies(refusal -> {
            assertThat(refusal.item()).isEqualTo(5);
            assertThat(refusal.detail()).contains("-459.68", "absolute zero", "°F");
        });
        int sensor = catalog.sensors().getFirst().number();
        assertThat(store.newest(sensor, 5).size()).as("the others").isEqualTo(3);
    }

    @Test
    void namesInHintsAreCutAndHaveNoControlCharacters() {
        assertThat(Hints.name("a\u0000b\nc")).isEqualTo("a b c");
        assertThat(Hints.name("x".repeat(199) + "\ud83d\ude00")).isEqualTo("x".repeat(199));
        assertThat(Hints.name(" \n")).isNull();
    }

    @Test
    void aDeviceThatIsNotWelcomeAtOnceWaitsWithItsReadings() {
        assertThat(pipeline.submit(reading(), NOW, Newcomers.WAIT).join()).isEmpty();

        assertThat(catalog.waiting()).extracting(Sensor::key).containsExactly("kitchen/temperature");
        assertThat(catalog.devices()).extracting(Device::standing).containsExactly(Standing.WAITING);
        assertThat(catalog.sensorCount()).isZero();
        assertThat(store.newest(catalog.sensors().getFirst().number(), 5).size())
                .isEqualTo(1);
    }

    @Test
    void whatABlockedDeviceSendsIsRefusedAndCostsNoOtherReading() {
        pipeline.submit(reading(), NOW).join();
        block(catalog.devices().getFirst());
        IncomingBatch batch = new IncomingBatch.Builder()
                .add(key("kitchen/temperature"), NOW + 1, 70, null, 0)
                .add(key("hall/temperature"), NOW + 1, 20, null, 1)
                .add(key("kitchen/humidity"), NOW + 1, 40, null, 2)
                .build();

        assertThat(pipeline.submit(batch, NOW).join())
                .extracting(IncomingBatch.Refusal::item)
                .containsExactly(0, 2);
        assertThat(catalog.sensors())
                .extracting(Sensor::key)
                .containsExactly("hall/temperature", "kitchen/temperature");
        assertThat(store.latest().size()).isEqualTo(2);
    }

    @Test
    void aDeviceOfEverNewNamesDoesNotFillTheInbox() {
        for (int from = 0; from < Newcomers.MOST_OF_DEVICE + 100; from += 100) {
            IncomingBatch.Builder batch = new IncomingBatch.Builder();
            for (int i = from; i < from + 100; i++) {
                batch.add(key("strange/" + i), NOW, 1, null, i);
            }
            int turnedAway =
                    pipeline.submit(batch.build(), NOW, Newcomers.WAIT).join().size();
            assertThat(turnedAway).isEqualTo(from < Newcomers.MOST_OF_DEVICE ? 0 : 100);
        }
        assertThat(catalog.waitingCount()).isEqualTo(Newcomers.MOST_OF_DEVICE);
    }

    @Test
    void aRestartDoesNotHideALeap() {
        pipeline.submit(readings("kitchen/temperature", NOW, 1), NOW).join();
        pipeline.close();
        pipeline = new Pipeline(catalog, store, broker, 100, new SimpleMeterRegistry());
        pipeline.submit(
                        new IncomingBatch.Builder()
                                .add(key("kitchen/temperature"), NOW + 1_000, 70, Unit.CELSIUS, 0)
                                .build(),
                        NOW)
                .join();

        ReadingBatch newest = store.newest(catalog.sensors().getFirst().number(), 1);
        assertThat(Flags.quality(newest.flags(0))).isEqualTo(Flags.JUMP);
    }

    private void block(Device device) {
        catalog.update(device.with(device.details().with(Standing.BLOCKED)));
        for (Sensor sensor : catalog.sensors()) {
            catalog.update(sensor.with(sensor.details().with(Standing.BLOCKED)));
        }
    }

    private static IncomingBatch reading() {
        return new IncomingBatch.Builder()
                .add(key("kitchen/temperature"), NOW, 70, null, 0)
                .build();
    }

    private static SensorHint hint(String sensor, @Nullable String device, @Nullable Unit unit) {
        return new SensorHint(key("kitchen/temperature"), sensor, device, unit);
    }

    @Test
    void anUnknownKeyCreatesItsDeviceAndSensorInTheUnitOfItsFirstValue() {
        pipeline.submit(
                        new IncomingBatch.Builder()
                                .add(key("kitchen/temperature"), NOW, 70, Unit.FAHRENHEIT, 0)
                                .build(),
                        NOW)
                .join();
        var sensor = catalog.byKey("kitchen/temperature");
        assertThat(sensor).isNotNull();
        assertThat(sensor.unit()).isEqualTo(Unit.FAHRENHEIT);
        assertThat(catalog.device(sensor.device()).orElseThrow().key()).isEqualTo("kitchen");
        ReadingBatch kept = store.newest(sensor.number(), 1);
        assertThat(kept.value(0)).isEqualTo(70);
        assertThat(Flags.unit(kept.flags(0))).isEqualTo(Unit.FAHRENHEIT);
    }

    @Test
    void aKeyThatComesAgainAsTheSameObjectIsTheSensorThatTheCatalogueHasNow() {
        SensorKey key = key("kitchen/temperature");
        KnownSensors known = new KnownSensors(catalog);
        assertThat(known.byKey(key)).isNull();
        pipeline.submit(new IncomingBatch.Builder().add(key, NOW, 20, null, 0).build(), NOW)
                .join();
        Sensor first = catalog.byKey(key.key());
        assertThat(known.byKey(key)).isSameAs(first);
        assertThat(known.byKey(key)).isSameAs(first);
        assertThat(first).isNotNull();
        catalog.removeSensor(first.id(), first.version());
        assertThat(known.byKey(key)).isNull();

        pipeline.submit(new IncomingBatch.Builder().add(key, NOW, 21, null, 0).build(), NOW)
                .join();
        Sensor second = catalog.byKey(key.key());
        assertThat(second).isNotNull().isNotSameAs(first);
        assertThat(known.byKey(key)).isSameAs(second);
        assertThat(store.newest(second.number(), 1).value(0)).isEqualTo(21);
    }

    @Test
    void aReadingWithoutTimeGetsTheTimeOfReceipt() {
        pipeline.submit(readings("a", IncomingBatch.NO_TIME, 1), NOW).join();
        assertThat(store.latest().time(0)).isEqualTo(NOW);
    }

    @Test
    void nothingIsAnsweredOrToldBeforeItIsDurable() {
        store.gate();
        CompletableFuture<?> answer = pipeline.submit(readings("a", NOW, 1), NOW);
        await("the commit to begin").until(() -> store.waiting);
        assertThat(answer).isNotDone();
        assertThat(told).isEmpty();
        store.open.countDown();
        answer.join();
        await("the broker").until(() -> told.size() == 1);
    }

    @Test
    void whatWaitsTogetherIsCommittedTogether() {
        pipeline.submit(readings("a", NOW, 1), NOW).join();
        store.gate();
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            answers.add(pipeline.submit(readings("a", NOW + i, 1), NOW));
        }
        await("the first commit to begin").until(() -> store.waiting);
        store.open.countDown();
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
        assertThat(store.commits.get()).isLessThanOrEqualTo(3);
        assertThat(store.count(1, 0, Long.MAX_VALUE)).isEqualTo(51);
    }

    @Test
    void moreThanTheQueueHoldsIsTurnedAwayAtOnceAndTheRestIsKept() {
        pipeline.submit(readings("a", NOW, 1), NOW).join();
        store.gate();
        List<CompletableFuture<?>> taken = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            taken.add(pipeline.submit(readings("a", NOW + 1 + i * 10L, 10), NOW));
        }
        CompletableFuture<?> tooMuch = pipeline.submit(readings("a", NOW + 1_000, 1), NOW);
        assertThat(tooMuch).isCompletedExceptionally();
        assertThatThrownBy(tooMuch::join).hasCauseInstanceOf(OverloadedException.class);
        store.open.countDown();
        CompletableFuture.allOf(taken.toArray(CompletableFuture[]::new)).join();
        assertThat(store.count(1, 0, Long.MAX_VALUE)).isEqualTo(101);

        pipeline.submit(readings("a", NOW + 1_000, 1), NOW).join();
    }

    @Test
    void aFailedCommitIsToldToItsSendersAndToNobodyElse() {
        pipeline.submit(readings("a", NOW, 1), NOW).join();
        await("the broker").until(() -> told.size() == 1);
        store.failure = new StoreException("The disk is full.");
        assertThatThrownBy(() -> pipeline.submit(readings("a", NOW + 1, 1), NOW).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(StoreException.class);
        store.failure = null;
        pipeline.submit(readings("a", NOW + 2, 1), NOW).join();
        await("the next one").until(() -> told.size() == 2);
        assertThat(told.get(1).time(0)).isEqualTo(NOW + 2);
    }

    @Test
    void closingCommitsWhatWaitsAndTurnsTheRestAway() {
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(pipeline.submit(readings("a", NOW + i, 1), NOW));
        }
        pipeline.close();
        answers.forEach(CompletableFuture::join);
        assertThat(store.latest().time(0)).isEqualTo(NOW + 19);
        assertThat(pipeline.submit(readings("a", NOW, 1), NOW)).isCompletedExceptionally();
        assertThat(pipeline.submit(readings("new", NOW, 1), NOW)).isCompletedExceptionally();
    }

    @Test
    void anAnnouncementNamesAndPlacesASensorOnce() {
        Site site = new Site("pharmacy", "Pharmacy", ZoneId.of("Europe/Berlin"), 1);
        Announcement announcement = new Announcement(key("f1/air"), "Air", "Fridge 1", Unit.CELSIUS, site);
        pipeline.announce(List.of(announcement)).join();
        var sensor = catalog.byKey("f1/air");
        assertThat(sensor).isNotNull();
        assertThat(sensor.name()).isEqualTo("Air");
        assertThat(sensor.site()).isEqualTo("pharmacy");
        assertThat(catalog.device(sensor.device()).orElseThrow().name()).isEqualTo("Fridge 1");

        pipeline.announce(List.of(new Announcement(key("f1/air"), "Other", "Other", Unit.KELVIN, null)))
                .join();
        assertThat(catalog.byKey("f1/air")).isEqualTo(sensor);
    }

    private static SensorKey key(String key) {
        return new SensorKey(key, Quantity.TEMPERATURE);
    }

    private static IncomingBatch readings(String key, long from, int count) {
        IncomingBatch.Builder batch = new IncomingBatch.Builder();
        for (int i = 0; i < count; i++) {
            batch.add(key(key), from == IncomingBatch.NO_TIME ? from : from + i, 4 + i, null, i);
        }
        return batch.build();
    }

    /** The real store, behind a gate that can be shut before a commit. */
    private static final class GatedStore implements ReadingStore {
        private final ReadingStore store;
        volatile CountDownLatch open = new CountDownLatch(0);
        volatile boolean waiting;
        volatile @Nullable RuntimeException failure;
        final AtomicInteger commits = new AtomicInteger();

        GatedStore(ReadingStore store) {
            this.store = store;
        }

        void gate() {
            commits.set(0);
            waiting = false;
            open = new CountDownLatch(1);
        }

        @Override
        public AppendResult append(List<ReadingBatch> batches) {
            waiting = true;
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            commits.incrementAndGet();
            RuntimeException fault = failure;
            if (fault != null) {
                throw fault;
            }
            return store.append(batches);
        }

        @Override
        public void read(int sensor, long from, long to, Consumer<ReadingBatch> sink) {
            store.read(sensor, from, to, sink);
        }

        @Override
        public Buckets buckets(BucketQuery query) {
            return store.buckets(query);
        }

        @Override
        public ReadingBatch latest() {
            return store.latest();
        }

        @Override
        public ReadingBatch newest(int sensor, int count) {
            return store.newest(sensor, count);
        }

        @Override
        public long count(int sensor, long from, long to) {
            return store.count(sensor, from, to);
        }

        @Override
        public long remove(int sensor, long from, long to) {
            return store.remove(sensor, from, to);
        }

        @Override
        public ReadingBatch conflicts(int sensor, long from, long to, int most) {
            return store.conflicts(sensor, from, to, most);
        }

        @Override
        public Retired retire(Retention retention) {
            return store.retire(retention);
        }

        @Override
        public String name() {
            return store.name();
        }

        @Override
        public Health check() {
            return store.check();
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
