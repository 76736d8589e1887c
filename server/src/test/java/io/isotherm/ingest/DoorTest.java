package io.isotherm.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.SilentBroker;
import io.isotherm.catalog.Catalog;
import io.isotherm.inbox.Samples;
import io.isotherm.model.Device;
import io.isotherm.model.DeviceNote;
import io.isotherm.model.IncomingBatch;
import io.isotherm.model.IncomingBatch.Refusal;
import io.isotherm.model.Message;
import io.isotherm.model.Quantity;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorHint;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Site;
import io.isotherm.pipeline.Newcomers;
import io.isotherm.pipeline.OverloadedException;
import io.isotherm.pipeline.Pipeline;
import io.isotherm.security.Grant;
import io.isotherm.store.MemoryCatalogStore;
import io.isotherm.store.MemoryReadingStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the door lets in, of whom, over the real pipeline. */
class DoorTest {
    private static final Instant NOW = Instant.parse("2026-11-24T06:00:00Z");

    private final InstantSource clock = InstantSource.fixed(NOW);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MemoryReadingStore store = new MemoryReadingStore();
    private final Catalog catalog = Catalog.open(new MemoryCatalogStore(), new SilentBroker());
    private final Pipeline pipeline = new Pipeline(catalog, store, new SilentBroker(), 1_000, meters);
    private final Set<String> revoked = ConcurrentHashMap.newKeySet();
    private final List<String> told = new ArrayList<>();
    private Senders senders = new Senders(Limits.NONE, clock);
    private Ingest door = door();

    private Ingest door() {
        return new Ingest(
                pipeline,
                clock,
                meters,
                senders,
                token -> !revoked.contains(token),
                Newcomers.WELCOME,
                new Samples(),
                (note, received) -> told.add(note.device() + " " + note.attributes()));
    }

    @BeforeEach
    void createSites() {
        catalog.create(new Site("pharmacy", "Pharmacy", ZoneOffset.UTC, 1));
        catalog.create(new Site("bakery", "Bakery", ZoneOffset.UTC, 1));
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    private static Sender sender(Grant grant) {
        return new Sender("http", "10.0.0.1", grant, "t1", "Gateway");
    }

    private static Sender of(String... devices) {
        return sender(new Grant.Devices(List.of(devices)));
    }

    private static Sender at(String site) {
        return sender(new Grant.Site(site));
    }

    private static SensorKey key(String key) {
        return new SensorKey(key, Quantity.TEMPERATURE);
    }

    private static IncomingBatch batch(String... keys) {
        IncomingBatch.Builder batch = new IncomingBatch.Builder();
        for (int i = 0; i < keys.length; i++) {
            batch.add(key(keys[i]), NOW.toEpochMilli() + i, i, null, i);
        }
        return batch.build().of(new Message("/api/v1/readings", "payload".getBytes(StandardCharsets.UTF_8)));
    }

    private List<String> sent(Sender sender, String... keys) {
        return door.accept(sender, batch(keys)).join().refused().stream()
                .map(refusal -> refusal.item() + " " + refusal.kind())
                .toList();
    }

    private @Nullable String siteOf(String device) {
        return Objects.requireNonNull(catalog.deviceByKey(device)).site();
    }

    @Test
    void aTokenForDevicesSendsOfThemOnlyAndTheRestIsRefusedItemByItem() {
        Sender sender = of("fridge-1", "hall/*");
        assertThat(sent(sender, "fridge-1/air", "fridge-2/air", "fridge-1", "hall/door/top", "hall/x", "fridge-1/air"))
                .containsExactly("1 NOT_ALLOWED", "4 NOT_ALLOWED");
        assertThat(catalog.byKey("fridge-2/air")).isNull();
        assertThat(catalog.byKey("hall/x")).isNull();
        Sensor sensor = catalog.byKey("fridge-1/air");
        assertThat(sensor).isNotNull();
        assertThat(store.count(sensor.number(), 0, Long.MAX_VALUE)).isEqualTo(2);
    }

    @Test
    void whereNothingIsAllowedNothingIsKept() {
        Ingest.Outcome outcome = door.accept(of("other"), batch("a", "b")).join();
        assertThat(outcome.accepted()).isZero();
        assertThat(outcome.refused())
                .extracting(Refusal::detail)
                .containsExactly("This token is not for the device a.", "This token is not for the device b.");
        assertThat(catalog.sensorCount()).isZero();
    }

    @Test
    void theAdministratorAndATokenForAllSendOfEverything() {
        assertThat(sent(new Sender("http", "10.0.0.1"), "a", "b/c")).isEmpty();
        assertThat(sent(sender(new Grant.AllDevices()), "d", "e/f")).isEmpty();
    }

    @Test
    void aNewDeviceOfATokenForASiteIsPutThere() {
        assertThat(sent(at("pharmacy"), "fridge-1/air", "fridge-1/door")).isEmpty();
        assertThat(siteOf("fridge-1")).isEqualTo("pharmacy");
        Sensor sensor = catalog.byKey("fridge-1/air");
        assertThat(sensor).isNotNull();
        assertThat(sensor.site()).isEqualTo("pharmacy");
        assertThat(sent(at("pharmacy"), "fridge-1/air", "fridge-1/new")).isEmpty();
    }

    @Test
    void aTokenForASiteSendsNothingOfDevicesThatAreElsewhere() {
        sent(at("bakery"), "oven/air");
        sent(new Sender("http", "10.0.0.9"), "nowhere/air");
        assertThat(sent(at("pharmacy"), "oven/air", "oven/new", "nowhere/air", "nowhere/new", "fridge/air"))
                .containsExactly("0 NOT_ALLOWED", "1 NOT_ALLOWED", "2 NOT_ALLOWED", "3 NOT_ALLOWED");
        assertThat(siteOf("oven")).isEqualTo("bakery");
        assertThat(siteOf("nowhere")).isNull();
        assertThat(catalog.byKey("oven/new")).isNull();
    }

    @Test
    void aDeviceThatMovesTakesItsTokenAlong() {
        sent(at("bakery"), "fridge/air");
        var device = Objects.requireNonNull(catalog.deviceByKey("fridge"));
        catalog.update(new Device(device.id(), device.key(), device.name(), "pharmacy", device.version()));
        assertThat(sent(at("bakery"), "fridge/air")).containsExactly("0 NOT_ALLOWED");
        assertThat(sent(at("pharmacy"), "fridge/air")).isEmpty();
    }

    @Test
    void aTokenForASiteThatIsGoneSendsNothing() {
        assertThat(sent(at("closed"), "a", "b")).containsExactly("0 NOT_ALLOWED", "1 NOT_ALLOWED");
        assertThat(catalog.sensorCount()).isZero();
    }

    @Test
    void aTokenThatIsRevokedMeanwhileSendsNothing() {
        assertThat(sent(of("a"), "a")).isEmpty();
        revoked.add("t1");
        assertThat(sent(of("a"), "a")).containsExactly("0 NOT_ALLOWED");
        assertThat(sent(sender(new Grant.AllDevices()), "a")).containsExactly("0 NOT_ALLOWED");
        assertThat(sent(new Sender("http", "10.0.0.1"), "a")).isEmpty();
    }

    @Test
    void otherFaultsAreToldBesideInTheMessagesOrder() {
        IncomingBatch batch = new IncomingBatch.Builder()
                .add(key("a"), NOW.toEpochMilli(), 1, null, 0)
                .add(key("a"), 1, 1, null, 1)
                .add(key("b"), NOW.toEpochMilli(), 1, null, 2)
                .refuse(3, "odd")
                .build();
        assertThat(door.accept(of("a"), batch).join().refused())
                .extracting(refusal -> refusal.item() + " " + refusal.kind())
                .containsExactly("1 UNFIT", "2 NOT_ALLOWED", "3 UNFIT");
    }

    @Test
    void whatIsSentMoreThanMayBeIsTurnedAwayUntilItIsTime() {
        senders = new Senders(new Limits(1, Double.POSITIVE_INFINITY, Duration.ofSeconds(1)), clock);
        door = door();
        String[] keys = new String[101];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = "a/" + i;
        }
        assertThat(sent(of("a"), keys)).isEmpty();
        assertThatThrownBy(() -> door.accept(of("a"), batch("a")).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(LimitedException.class, limited -> {
                    assertThat(limited.retryAfterSeconds()).isBetween(1, 60);
                    assertThat(limited.retryAfterMillis()).isBetween(1L, 60_000L);
                });
        assertThat(count("limited")).isEqualTo(1);
        // The program's own sources have no message, and no limit.
        assertThat(door.accept(of("a"), batch("a").withoutMessage()).join().accepted())
                .isEqualTo(1);
        assertThat(sent(new Sender("http", "10.0.0.2"), "a")).isEmpty();
    }

    private double count(String outcome) {
        return meters.counter("isotherm.readings", "protocol", "http", "outcome", outcome)
                .count();
    }

    @Test
    void whatBecameOfASendersReadingsIsCountedAndItsLastRefusedMessageKept() {
        sent(of("a"), "a", "b");
        sent(of("a"), "a", "a/x");
        Senders.Seen seen = senders.list().getFirst();
        assertThat(seen.protocol()).isEqualTo("http");
        assertThat(seen.tokenName()).isEqualTo("Gateway");
        assertThat(seen.counts()).isEqualTo(new SenderLog.Counts(3, 1, 0, 0));
        assertThat(seen.lastSeen()).isEqualTo(NOW.toEpochMilli());
        assertThat(seen.lastRefused())
                .isEqualTo(new RefusedMessage(
                        NOW.toEpochMilli(),
                        "/api/v1/readings",
                        List.of("This token is not for the device b."),
                        7,
                        "payload",
                        null));
        assertThat(count("accepted")).isEqualTo(3);
        assertThat(count("refused")).isEqualTo(1);
    }

    @Test
    void aMessageThatCannotBeReadIsCountedAndKept() {
        door.accept(of("a"), IncomingBatch.unreadable(new Message("/write", new byte[] {'{'}), "Line 1: oops"))
                .join();
        Senders.Seen seen = senders.list().getFirst();
        assertThat(seen.counts().refused()).isEqualTo(1);
        assertThat(seen.lastRefused()).isNotNull();
        assertThat(seen.lastRefused().reasons()).containsExactly("Line 1: oops");
        assertThat(seen.lastRefused().text()).isEqualTo("{");
    }

    @Test
    void whatTheStoreDoesNotTakeIsCountedAsFailed() {
        pipeline.close();
        // Bare: HTTP and MQTT tell by its kind what to answer.
        List<Throwable> told = new ArrayList<>();
        var _ = door.accept(of("a"), batch("a")).whenComplete((_, failure) -> told.add(failure));
        assertThat(told).hasSize(1).first().isInstanceOf(OverloadedException.class);
        assertThat(senders.list().getFirst().counts()).isEqualTo(new SenderLog.Counts(0, 0, 0, 1));
    }

    @Test
    void aClockThatIsOffIsToldOnceAndNotWithEachMessage() {
        for (int i = 0; i < 10; i++) {
            IncomingBatch batch = new IncomingBatch.Builder()
                    .add(key("fridge/air"), NOW.toEpochMilli() + 60_000, 4, null, 0)
                    .build();
            assertThat(door.accept(new Sender("http", "x"), batch).join().refused())
                    .isEmpty();
        }
        assertThat(told).containsExactly("fridge {clock=60 s ahead}");
    }

    @Test
    void aClockThatIsAheadIsNoticedThoughItsReadingsAreRefused() {
        IncomingBatch batch = new IncomingBatch.Builder()
                .add(key("a/air"), NOW.plus(Duration.ofHours(1)).toEpochMilli(), 1, null, 0)
                .add(key("b/air"), NOW.plus(Duration.ofHours(1)).toEpochMilli(), 1, null, 1)
                .build();
        assertThat(door.accept(of("a"), batch).join().accepted()).isZero();
        assertThat(door.clocks().offset("a")).hasValue(3_600_000);
        // Of somebody else's device a sender tells nothing.
        assertThat(door.clocks().offset("b")).isEmpty();
    }

    @Test
    void hintsAndNotesOfDevicesThatAreNotTheSendersAreLeftOut() {
        IncomingBatch batch = new IncomingBatch.Builder()
                .add(key("a/air"), 1, 1, null, 0)
                .hint(new SensorHint(key("a/air"), "Air", null, null))
                .hint(new SensorHint(key("b/air"), "Mine now", null, null))
                .note(new DeviceNote("a", true, Map.of()))
                .note(new DeviceNote("b", false, Map.of()))
                .build();
        IncomingBatch allowed = door.allowed(of("a"), batch, new ArrayList<>());
        assertThat(allowed.hints()).hasSize(1);
        assertThat(allowed.notes()).extracting(DeviceNote::device).containsExactly("a");
        Set<String> names = new HashSet<>();
        door.allowed(sender(new Grant.AllDevices()), batch, new ArrayList<>())
                .notes()
                .forEach(note -> names.add(note.device()));
        assertThat(names).containsExactlyInAnyOrder("a", "b");
    }
}
