package io.isotherm.broker.redis;

import static io.isotherm.broker.redis.Brokers.reading;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.broker.Broker;
import io.isotherm.broker.Broker.CatalogChange;
import io.isotherm.broker.BrokerContract;
import io.isotherm.broker.message.Message;
import io.isotherm.broker.message.MessageCodec;
import io.isotherm.broker.redis.Brokers.Peer;
import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Unit;
import io.isotherm.ops.Health;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract, and what comes to it with several processes and a real Redis. */
class RedisBrokerTest extends BrokerContract {
    private static RedisServer redis;

    private final List<Peer> processes = new ArrayList<>();

    @BeforeAll
    static void startRedis() {
        redis = RedisServer.start();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @AfterEach
    void closeAll() {
        processes.forEach(Peer::close);
    }

    @Override
    protected Broker open(int capacity) {
        return Brokers.open(redis.url(), Brokers.STORE, capacity, RedisBroker.DEFAULT_CAPACITY)
                .connected()
                .broker();
    }

    private Peer process(String url) {
        Peer process = Brokers.open(url).connected();
        processes.add(process);
        return process;
    }

    // A namespace of its own, so that the contract's broker does not hear.
    private static String url(String namespace) {
        return redis.url() + "/0?namespace=" + namespace;
    }

    @Test
    void anotherProcessHearsEveryReadingOnceInOrderAndToTheBit() {
        Peer one = process(url("order"));
        Peer other = process(url("order"));
        int losses = other.recorder().losses();
        double odd = Double.longBitsToDouble(0x7ff8_0000_dead_beefL);
        int flags = Flags.of(Flags.SENSOR_FAULT, Unit.FAHRENHEIT);
        one.broker()
                .publish(new ReadingBatch.Builder()
                        .add(7, 1_700_000_000_123L, odd, flags)
                        .add(Integer.MAX_VALUE, -1, Double.NEGATIVE_INFINITY, 0)
                        .build());
        for (int i = 0; i < 5_000; i++) {
            one.broker().publish(reading(i));
        }
        await("all readings").until(() -> other.recorder().values().size() == 5_002);
        ReadingBatch first = other.recorder().batches().getFirst();
        assertThat(Double.doubleToRawLongBits(first.value(0))).isEqualTo(0x7ff8_0000_dead_beefL);
        assertThat(first.flags(0)).isEqualTo(flags);
        assertThat(first.time(0)).isEqualTo(1_700_000_000_123L);
        assertThat(first.sensor(1)).isEqualTo(Integer.MAX_VALUE);
        assertThat(first.value(1)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(other.recorder().values().subList(2, 5_002)).isSorted();
        assertThat(other.recorder().losses())
                .as("nothing was lost, but for what may have been said before the first message")
                .isLessThanOrEqualTo(losses + 1);
        assertThat(one.recorder().values()).as("its own, told once").hasSize(5_002);
        assertThat(one.count("published")).as("what waits goes together").isLessThan(5_001);
        assertThat(one.count("published.readings")).isEqualTo(5_002);
        assertThat(other.count("received.readings")).isEqualTo(5_002);
    }

    @Test
    void aBatchOfManyMessagesArrivesWhole() {
        Peer one = process(url("large"));
        Peer other = Brokers.open(url("large"), Brokers.STORE, 200_000, RedisBroker.DEFAULT_CAPACITY)
                .connected();
        processes.add(other);
        ReadingBatch.Builder large = new ReadingBatch.Builder();
        for (int i = 0; i < 100_000; i++) {
            large.add(i, i, i, 0);
        }
        one.broker().publish(large.build());
        await("all readings").until(() -> other.recorder().values().size() == 100_000);
        assertThat(other.recorder().values()).isSorted();
        assertThat(other.recorder().batches()).hasSize(4);
    }

    @Test
    void whatIsToldHereIsNotToldElsewhere() {
        Peer one = process(url("here"));
        Peer other = process(url("here"));
        one.broker().tellHere(reading(1));
        one.broker().tellHere(new CatalogChange(CatalogChange.Kind.SITE, "north"));
        one.broker().publish(reading(2));
        await("what was published").until(() -> !other.recorder().values().isEmpty());
        assertThat(other.recorder().values()).containsExactly(2.0);
        assertThat(other.recorder().changes()).isEmpty();
        assertThat(other.recorder().elsewhere()).isEmpty();
    }

    @Test
    void aChangeOfTheCatalogueIsHeardElsewhereAsOneOfAnotherProcess() {
        Peer one = process(url("catalogue"));
        Peer other = process(url("catalogue"));
        CatalogChange change = new CatalogChange(CatalogChange.Kind.DEVICE, "kitchen");
        one.broker().publish(change);
        await("the change").until(() -> other.recorder().elsewhere().equals(List.of(change)));
        assertThat(other.recorder().changes()).isEmpty();
        assertThat(one.recorder().changes()).containsExactly(change);
        assertThat(one.recorder().elsewhere()).isEmpty();
    }

    @Test
    void installationsWithANamespaceEachDoNotHearEachOther() {
        Peer one = process(url("north"));
        Peer other = process(url("south"));
        one.broker().publish(reading(1));
        other.broker().publish(reading(2));
        await("their own").until(() -> one.count("published") > 1 && other.count("published") > 1);
        redis.publish("south:news", new byte[0]);
        await("the last message").until(() -> other.count("malformed") == 1);
        assertThat(other.recorder().values()).containsExactly(2.0);
    }

    @Test
    void messagesOfAnotherStoreAreIgnoredAndCounted() {
        Peer one = process(url("stores"));
        Peer other = Brokers.open(url("stores"), "another-store", 1_000, RedisBroker.DEFAULT_CAPACITY)
                .connected();
        processes.add(other);
        one.broker().publish(reading(1));
        await("the message").until(() -> other.count("foreign") >= 1);
        assertThat(other.recorder().values()).isEmpty();
    }

    @Test
    void whatIsNoMessageIsCountedAndHarmsNothingElse() {
        Peer one = process(url("rubbish"));
        Peer other = process(url("rubbish"));
        one.broker().publish(reading(1));
        await("a reading, and that some before it may have been missed")
                .until(() -> other.recorder().values().size() == 1
                        && other.recorder().losses() == 2);
        int losses = other.recorder().losses();
        redis.publish("rubbish:news", "{\"s\":[1]}".getBytes(StandardCharsets.UTF_8));
        redis.publish("rubbish:news", new byte[0]);
        redis.publish("rubbish:news", new byte[MessageCodec.MOST_BYTES + 1]);
        one.broker().publish(reading(2));
        await("the next one").until(() -> other.recorder().values().equals(List.of(1.0, 2.0)));
        assertThat(other.count("malformed")).isEqualTo(3);
        assertThat(other.recorder().losses()).isEqualTo(losses);
        assertThat(other.broker().check()).isEqualTo(Health.OK);
    }

    @Test
    void kindsOfALaterVersionAreIgnoredAndCounted() {
        Peer process = process(url("later"));
        Message.Origin origin = new Message.Origin(Brokers.STORE, "a-newer-one", 1);
        redis.publish("later:news", MessageCodec.encode(new Message.Unknown(origin, "alarm")));
        await("the message").until(() -> process.count("unknown") == 1);
        assertThat(process.count("malformed")).isZero();
    }

    @Test
    void aReadingOfTheFutureIsNotShownUntilThen() {
        Peer process = process(url("future"));
        Message.Origin origin = new Message.Origin(Brokers.STORE, "a-test", 1);
        ReadingBatch batch = new ReadingBatch.Builder()
                .add(1, System.currentTimeMillis() + Duration.ofDays(2).toMillis(), 4, 0)
                .build();
        redis.publish("future:news", MessageCodec.encode(new Message.Readings(origin, batch)));
        await("the message").until(() -> process.count("malformed") == 1);
        assertThat(process.recorder().values()).isEmpty();
    }

    @Test
    void aMessageThatIsMissingIsToldAsALoss() {
        Peer process = process(url("gaps"));
        publish("gaps:news", 5, 1);
        await("that four may be missing").until(() -> process.recorder().losses() == 2);
        int losses = process.recorder().losses();
        publish("gaps:news", 6, 2);
        await("both").until(() -> process.recorder().values().size() == 2);
        assertThat(process.recorder().losses()).isEqualTo(losses);
        publish("gaps:news", 8, 3);
        await("the loss").until(() -> process.recorder().losses() == losses + 1);
        assertThat(process.recorder().values()).containsExactly(1.0, 2.0, 3.0);
        publish("gaps:news", 9, 4);
        await("the next").until(() -> process.recorder().values().size() == 4);
        assertThat(process.recorder().losses()).isEqualTo(losses + 1);
    }

    private static void publish(String channel, long sequence, int value) {
        Message.Origin origin = new Message.Origin(Brokers.STORE, "a-test", sequence);
        redis.publish(channel, MessageCodec.encode(new Message.Readings(origin, reading(value))));
    }

    @Test
    void whatIsShedIsCountedAndOthersAreToldOfIt() {
        Peer one = Brokers.open(url("shed"), Brokers.STORE, 1_000, 10_000).connected();
        processes.add(one);
        Peer other = process(url("shed"));
        int losses = other.recorder().losses();
        redis.freeze();
        try {
            for (int i = 0; i < 1_000; i++) {
                one.broker().publish(reading(i));
            }
            await("something is shed").until(() -> one.count("shed") > 0);
            await("this process hears it all")
                    .until(() -> one.recorder().values().size() == 1_000);
        } finally {
            redis.thaw();
        }
        await("what was not shed, and that something was")
                .until(() -> other.recorder().losses() > losses);
        one.broker().publish(reading(5_000));
        await("what comes afterwards").until(() -> other.recorder().values().contains(5_000.0));
    }
}
