package io.isotherm.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.isotherm.model.IncomingBatch;
import io.isotherm.model.Quantity;
import io.isotherm.model.SensorKey;
import io.isotherm.model.Unit;
import io.isotherm.pipeline.OverloadedException;
import io.isotherm.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryTest {
    private static final Sender SENDER = new Sender("test", "here");

    private final RecordingIntake intake = new RecordingIntake();

    @Test
    void aBatchThatIsRefusedForOverloadIsSentAgainUntilItIsKept() throws Exception {
        for (int i = 0; i < 3; i++) {
            intake.failNext(new OverloadedException("full", 1));
        }
        Delivery delivery = new Delivery(intake, SENDER, 2);
        for (int i = 0; i < 10; i++) {
            delivery.send(batch(i));
        }
        delivery.flush();
        assertThat(intake.readings())
                .extracting(RecordingIntake.Reading::time)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 10).boxed().toList());
        assertThat(delivery.accepted()).isEqualTo(10);
    }

    @Test
    void aStoreThatIsDownIsWaitedFor() throws Exception {
        intake.failNext(new StoreException("no space left"));
        Delivery delivery = new Delivery(intake, SENDER, 1);
        delivery.send(batch(1));
        delivery.flush();
        assertThat(intake.readings()).hasSize(1);
    }

    @Test
    void announcementsAreTriedAgainToo() throws Exception {
        intake.failNext(new OverloadedException("full", 1));
        new Delivery(intake, SENDER, 1).announce(List.of());
        assertThat(intake.calls()).isEqualTo(2);
    }

    @Test
    void whatCannotBeMendedIsThrown() throws Exception {
        intake.failNext(new IllegalArgumentException("a fault in the program"));
        Delivery delivery = new Delivery(intake, SENDER, 1);
        delivery.send(batch(1));
        assertThatThrownBy(delivery::flush)
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("a fault in the program");
    }

    @Test
    void noMoreIsUnderWayThanAllowed() throws Exception {
        intake.hold();
        Delivery delivery = new Delivery(intake, SENDER, 3);
        Thread sending = Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; i < 8; i++) {
                    delivery.send(batch(i));
                }
                delivery.flush();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        await("three are sent and the fourth waits")
                .until(() -> intake.calls() == 3 && sending.getState() == Thread.State.WAITING);
        intake.release();
        sending.join();
        assertThat(intake.mostWaiting()).isEqualTo(3);
        assertThat(intake.size()).isEqualTo(8);
    }

    @Test
    void anInterruptEndsTheWaiting() throws Exception {
        intake.hold();
        Delivery delivery = new Delivery(intake, SENDER, 1);
        delivery.send(batch(1));
        Thread.currentThread().interrupt();
        assertThatThrownBy(delivery::flush).isInstanceOf(InterruptedException.class);
    }

    @ParameterizedTest
    @CsvSource({"0, 20", "1, 40", "5, 640", "6, 1000", "1000000, 1000"})
    void pausesDoubleUpToTheMost(int failures, long millis) {
        assertThat(Delivery.pause(Duration.ofMillis(20), Duration.ofSeconds(1), failures))
                .isEqualTo(Duration.ofMillis(millis));
    }

    private static IncomingBatch batch(long time) {
        return new IncomingBatch.Builder()
                .add(new SensorKey("a", Quantity.TEMPERATURE), time, 1, Unit.CELSIUS, 0)
                .build();
    }
}
