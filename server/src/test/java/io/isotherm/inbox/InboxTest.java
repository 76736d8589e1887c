package io.isotherm.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isotherm.broker.local.LocalBroker;
import io.isotherm.catalog.Catalog;
import io.isotherm.model.Device;
import io.isotherm.model.Flags;
import io.isotherm.model.Quantity;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Sensor;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Site;
import io.isotherm.model.Standing;
import io.isotherm.model.Unit;
import io.isotherm.store.CatalogStore.Naming;
import io.isotherm.store.CatalogStore.VersionConflict;
import io.isotherm.store.MemoryCatalogStore;
import io.isotherm.store.MemoryReadingStore;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InboxTest {
    private static final long NOW = 1_795_500_000_000L;
    private static final long DAY = Duration.ofDays(1).toMillis();

    private final LocalBroker broker = new LocalBroker(1_000);
    private final Catalog catalog = Catalog.open(new MemoryCatalogStore(), broker);
    private final MemoryReadingStore readings = new MemoryReadingStore();
    private final Samples samples = new Samples();
    private final Inbox inbox = new Inbox(catalog, readings, device -> samples.heard(device.key()));

    @AfterEach
    void close() {
        broker.close();
    }

    @Test
    void whatIsAdoptedIsInUseWithItsHistory() {
        catalog.create(new Site("pharmacy", "Pharmacy", ZoneOffset.UTC, 1));
        Device strange = waiting("fridge/air", NOW - DAY, NOW);
        waiting("fridge/back", NOW);

        inbox.adopt(inbox.devices(Standing.WAITING).getFirst().named("Fridge 1").at("pharmacy"));

        assertThat(inbox.devices(Standing.WAITING)).isEmpty();
        assertThat(catalog.waitingCount()).isZero();
        assertThat(catalog.device(strange.id()).orElseThrow().name()).isEqualTo("Fridge 1");
        assertThat(catalog.sensors())
                .hasSize(2)
                .allSatisfy(sensor -> assertThat(sensor.site()).isEqualTo("pharmacy"))
                .allSatisfy(sensor -> assertThat(sensor.standing()).isEqualTo(Standing.ACTIVE));
        assertThat(readings.count(number("fridge/air"), Long.MIN_VALUE, Long.MAX_VALUE))
                .isEqualTo(2);
    }

    @Test
    void twoWhoAdoptTheSameDoNotOverwriteEachOther() {
        Device strange = waiting("fridge/air", NOW);
        inbox.adopt(strange.named("One"));

        assertThatThrownBy(() -> inbox.adopt(strange.named("Other"))).isInstanceOf(VersionConflict.class);
        assertThat(catalog.device(strange.id()).orElseThrow().name()).isEqualTo("One");
    }

    @Test
    void whatIsBlockedIsEmptiedAndStaysKnown() {
        Device strange = waiting("fridge/air", NOW - 1, NOW);

        assertThat(inbox.block(strange)).isEqualTo(2);

        assertThat(inbox.devices(Standing.BLOCKED)).extracting(Device::key).containsExactly("fridge");
        assertThat(catalog.sensors()).extracting(Sensor::standing).containsExactly(Standing.BLOCKED);
        assertThat(readings.latest().isEmpty()).isTrue();
    }

    @Test
    void whatIsDiscardedIsGone() {
        Device strange = waiting("fridge/air", NOW - 1, NOW);
        waiting("other/air", NOW);

        assertThat(inbox.discard(strange)).isEqualTo(2);

        assertThat(catalog.devices()).extracting(Device::key).containsExactly("other");
        assertThat(readings.latest().size()).isEqualTo(1);
    }

    @Test
    void aDeviceThatIsSilentForSevenDaysIsRemovedHoweverOldItsReadingsAre() {
        waiting("silent/air", NOW - 8 * DAY);
        waiting("sends/air", NOW - DAY);
        waiting("history/air", NOW - 400 * DAY);
        samples.put("history", MessageSample.of(NOW - DAY, "csv", "me", "file", new byte[0], 0));
        waiting("inUse/air", NOW - 8 * DAY);
        inbox.adopt(Objects.requireNonNull(catalog.deviceByKey("inUse")));

        inbox.expire(NOW);

        assertThat(catalog.devices()).extracting(Device::key).containsExactly("history", "inUse", "sends");
        assertThat(readings.latest().size()).isEqualTo(3);
    }

    @Test
    void aSensorThatWasMadeWhileItsDeviceWasAdoptedIsAdoptedToo() {
        Device strange = waiting("fridge/air", NOW);
        catalog.update(strange.with(strange.details().with(Standing.ACTIVE)));
        assertThat(catalog.waitingCount()).isEqualTo(1);

        inbox.expire(NOW);

        assertThat(catalog.waitingCount()).isZero();
        assertThat(catalog.sensors()).extracting(Sensor::standing).containsExactly(Standing.ACTIVE);
    }

    @Test
    void aMessageIsShownAsTextOrInHexadecimal() {
        byte[] text = "{\"t\":4.3,\"unit\":\"°C\"}".getBytes(UTF_8);
        assertThat(MessageSample.of(0, "mqtt", "x", "t", text, text.length).payload())
                .isEqualTo("{\"t\":4.3,\"unit\":\"°C\"}");
        byte[] cut = Arrays.copyOf("4 °".getBytes(UTF_8), 3);
        assertThat(MessageSample.of(0, "mqtt", "x", "t", cut, 90))
                .satisfies(sample -> assertThat(sample.payload()).isEqualTo("4 "))
                .satisfies(sample -> assertThat(sample.cut()).isTrue());
        assertThat(MessageSample.of(0, "mqtt", "x", "t", new byte[] {0, -1, 16}, 3)
                        .payload())
                .isEqualTo("00ff10");
    }

    private Device waiting(String key, long... times) {
        Sensor sensor = catalog.resolve(
                new SensorKey(key, Quantity.TEMPERATURE),
                () -> new Naming(key, key, Unit.CELSIUS, Optional.empty(), Standing.WAITING));
        ReadingBatch.Builder batch = new ReadingBatch.Builder();
        for (long time : times) {
            batch.add(sensor.number(), time, 4, Flags.of(0, Unit.CELSIUS));
        }
        readings.append(List.of(batch.build()));
        return catalog.device(sensor.device()).orElseThrow();
    }

    private int number(String key) {
        return Objects.requireNonNull(catalog.byKey(key)).number();
    }
}
