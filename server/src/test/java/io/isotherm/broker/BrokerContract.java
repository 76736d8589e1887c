package io.isotherm.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.broker.Broker.CatalogChange;
import io.isotherm.model.Flags;
import io.isotherm.model.ReadingBatch;
import io.isotherm.model.Unit;
import io.isotherm.ops.Health;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Broker} promises. */
public abstract class BrokerContract {
    private Broker broker;

    /** A broker that lets about {@code capacity} readings wait for slow listeners. */
    protected abstract Broker open(int capacity);

    @BeforeEach
    void openBroker() {
        broker = open(1_000);
    }

    @AfterEach
    void closeBroker() {
        broker.close();
    }

    @Test
    void everyListenerHearsEveryBatchInOrder() {
        Recorder first = new Recorder();
        Recorder second = new Recorder();
        broker.subscribe(first);
        broker.subscribe(second);
        for (int i = 0; i < 100; i++) {
            broker.publish(reading(i));
        }
        await("both to hear all")
                .until(() -> first.values().size() == 100 && second.values().size() == 100);
        assertThat(first.values()).isSorted();
        assertThat(second.values()).isEqualTo(first.values());
    }

    @Test
    void aBatchArrivesToTheBit() {
        Recorder recorder = new Recorder();
        broker.subscribe(recorder);
        double odd = Double.longBitsToDouble(0x7ff8_0000_dead_beefL);
        int flags = Flags.of(Flags.POWER_ON, Unit.FAHRENHEIT);
        broker.publish(new ReadingBatch.Builder()
                .add(Integer.MAX_VALUE, Long.MIN_VALUE, -0.0, Flags.of(0, Unit.KELVIN))
                .add(1, 1_700_000_000_123L, odd, flags)
                .build());
        await("the batch").until(() -> recorder.batches().size() == 1);
        ReadingBatch batch = recorder.batches().getFirst();
        assertThat(batch.size()).isEqualTo(2);
        assertThat(batch.sensor(0)).isEqualTo(Integer.MAX_VALUE);
        assertThat(batch.time(0)).isEqualTo(Long.MIN_VALUE);
        assertThat(Double.doubleToRawLongBits(batch.value(0))).isEqualTo(Double.doubleToRawLongBits(-0.0));
        assertThat(Double.doubleToRawLongBits(batch.value(1))).isEqualTo(0x7ff8_0000_dead_beefL);
        assertThat(batch.flags(1)).isEqualTo(flags);
    }

    @Test
    void catalogueChangesAreToldToo() {
        Recorder recorder = new Recorder();
        broker.subscribe(recorder);
        CatalogChange change = new CatalogChange(CatalogChange.Kind.SENSOR, "kitchen-temperature");
        broker.publish(change);
        await("the change").until(() -> recorder.changes().equals(List.of(change)));
    }

    @Test
    void whatIsToldHereIsHeardHere() {
        Recorder recorder = new Recorder();
        broker.subscribe(recorder);
        CatalogChange change = new CatalogChange(CatalogChange.Kind.SITE, "north");
        broker.tellHere(reading(7));
        broker.tellHere(change);
        await("both")
                .until(() -> recorder.values().equals(List.of(7.0))
                        && recorder.changes().equals(List.of(change)));
        assertThat(recorder.elsewhere()).isEmpty();
    }

    @Test
    void aQuestionThatNobodyElseHearsIsOverWithoutWaiting() {
        broker.answer("color", question -> new byte[] {1});
        assertThat(broker.ask("color", new byte[0]))
                .as("its own answer is not among them")
                .succeedsWithin(Duration.ofMillis(900))
                .isEqualTo(Broker.Answers.NONE);
    }

    @Test
    void aClosedBrokerAsksNobody() {
        broker.close();
        assertThat(broker.ask("color", new byte[0]))
                .succeedsWithin(Duration.ofSeconds(5))
                .isEqualTo(Broker.Answers.NONE);
    }

    @Test
    void aClosedSubscriptionHearsNothing() {
        Recorder closed = new Recorder();
        Recorder open = new Recorder();
        broker.subscribe(closed).close();
        broker.subscribe(open);
        broker.publish(reading(1));
        await("the other one").until(() -> open.values().size() == 1);
        assertThat(closed.values()).isEmpty();
    }

    @Test
    void aListenerThatThrowsDoesNotKeepTheOthersFromHearing() {
        Recorder recorder = new Recorder();
        broker.subscribe(new Recorder() {
            @Override
            public void readings(ReadingBatch batch) {
                throw new IllegalStateException("meant to fail: a test");
            }
        });
        broker.subscribe(recorder);
        broker.publish(reading(1));
        broker.publish(reading(2));
        await("both batches").until(() -> recorder.values().size() == 2);
    }

    @Test
    void aSlowListenerBlocksNobodyAndHearsThatItLostSomething() throws InterruptedException {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(1);
        Recorder slow = new Recorder() {
            @Override
            public void readings(ReadingBatch batch) {
                super.readings(batch);
                arrived.countDown();
                try {
                    stuck.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        broker.subscribe(slow);
        broker.publish(reading(0));
        arrived.await();
        for (int i = 1; i <= 10_000; i++) {
            broker.publish(reading(i));
        }
        stuck.countDown();
        await("to hear of the loss").until(() -> slow.losses() == 1);
        assertThat(slow.values().size()).isLessThanOrEqualTo(1_100);

        broker.publish(reading(20_000));
        await("what comes afterwards").until(() -> slow.values().contains(20_000.0));
    }

    @Test
    void aBatchThatIsLargerThanTheRoomStillArrives() {
        Recorder recorder = new Recorder();
        broker.subscribe(recorder);
        ReadingBatch.Builder large = new ReadingBatch.Builder();
        for (int i = 0; i < 5_000; i++) {
            large.add(i, i, i, 0);
        }
        broker.publish(large.build());
        await("the large batch").until(() -> recorder.values().size() == 5_000);
    }

    @Test
    void aWorkingBrokerIsHealthy() {
        assertThat(broker.check()).isEqualTo(Health.OK);
    }

    @Test
    void closingTwiceAndPublishingAfterwardsDoNothing() {
        broker.close();
        broker.close();
        broker.publish(reading(1));
        assertThat(broker.check().state()).isEqualTo(Health.State.DOWN);
    }

    private static ReadingBatch reading(int value) {
        return new ReadingBatch.Builder(1)
                .add(1, 1_700_000_000_000L + value, value, 0)
                .build();
    }
}
