package io.isotherm.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.isotherm.model.IncomingBatch.Refusal;
import io.isotherm.model.Message;
import io.isotherm.security.Caller;
import io.isotherm.security.Denial;
import io.isotherm.security.Grant;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendersTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Sender LOUD = new Sender("http", "10.0.0.1");
    private static final Sender QUIET = new Sender("http", "10.0.0.2");

    private long nanos = Long.MAX_VALUE - 5 * SECOND; // the clock of nanoseconds may begin anywhere
    private final InstantSource clock = InstantSource.system();

    private Senders senders(double readings, double bytes, int burstSeconds) {
        nanos = 0;
        return new Senders(new Limits(readings, bytes, Duration.ofSeconds(burstSeconds)), clock, () -> nanos);
    }

    @Test
    void aSenderMaySendItsBurstAndThenItsRate() {
        Senders senders = senders(10, Double.POSITIVE_INFINITY, 5);
        int taken = 0;
        while (senders.heard(LOUD).admit(1, 0) == 0) {
            taken++;
        }
        assertThat(taken).isBetween(50, 51);
        for (int second = 1; second <= 100; second++) {
            nanos += SECOND;
            while (senders.heard(LOUD).admit(1, 0) == 0) {
                taken++;
            }
        }
        assertThat(taken).isBetween(1_049, 1_051);
    }

    @Test
    void whoIsToldToWaitIsWelcomeThen() {
        Senders senders = senders(10, 1_000, 1);
        assertThat(senders.heard(LOUD).admit(100, 0)).isZero();
        long wait = senders.heard(LOUD).admit(1, 0);
        assertThat(wait).isBetween(9_000L, 9_001L);
        nanos += TimeUnit.MILLISECONDS.toNanos(wait - 2);
        assertThat(senders.heard(LOUD).admit(1, 0)).isPositive();
        nanos += TimeUnit.MILLISECONDS.toNanos(2);
        assertThat(senders.heard(LOUD).admit(1, 0)).isZero();
    }

    @Test
    void bytesCountAsReadingsDo() {
        Senders senders = senders(Double.POSITIVE_INFINITY, 1_000, 1);
        assertThat(senders.heard(LOUD).admit(1_000_000, 1_001)).isZero();
        assertThat(senders.heard(LOUD).admit(0, 1)).isPositive();
    }

    @Test
    void oneLoudSenderDoesNotHurtAnother() {
        Senders senders = senders(10, Double.POSITIVE_INFINITY, 1);
        assertThat(senders.heard(LOUD).admit(1_000_000, 0)).isZero();
        for (Sender other : List.of(
                QUIET,
                new Sender("mqtt", LOUD.id()),
                new Sender("http", LOUD.id(), new Grant.AllDevices(), "t1", "Gateway"))) {
            assertThat(senders.heard(LOUD).admit(1, 0)).isPositive();
            assertThat(senders.heard(other).admit(1, 0)).isZero();
        }
    }

    @Test
    void aHugeMessagePassesAndCostsAMinuteAtMost() {
        Senders senders = senders(1, 1, 1);
        assertThat(senders.heard(LOUD).admit(Integer.MAX_VALUE, Integer.MAX_VALUE))
                .isZero();
        assertThat(senders.heard(LOUD).admit(1, 1)).isBetween(59_000L, 60_001L);
        nanos += TokenBucket.MOST_WAIT_NANOS + SECOND;
        assertThat(senders.heard(LOUD).admit(1, 1)).isZero();
    }

    @Test
    void withoutLimitsAnythingPasses() {
        Senders senders = new Senders(Limits.NONE, clock, () -> nanos);
        for (int i = 0; i < 1_000; i++) {
            nanos += SECOND / 100; // over the end of long, too
            assertThat(senders.heard(LOUD).admit(Integer.MAX_VALUE, Integer.MAX_VALUE))
                    .isZero();
        }
    }

    @Test
    void whoHasNothingLeftIsKnownBeforeItsMessageIsReadForAsLongAsItIsTurnedAway() {
        Senders senders = senders(10, 1_000, 1);
        assertThat(senders.spentMillis(LOUD)).isZero();
        assertThat(senders.heard(LOUD).admit(100, 0)).isZero();
        while (senders.spentMillis(LOUD) > 0) {
            assertThat(senders.heard(LOUD).admit(1, 0)).isEqualTo(senders.spentMillis(LOUD));
            assertThat(senders.spentMillis(QUIET)).isZero();
            nanos += SECOND / 10;
        }
        assertThat(nanos).isBetween(9 * SECOND, 10 * SECOND);
        assertThat(senders.heard(LOUD).admit(1, 0))
                .as("welcome by both or by none")
                .isZero();
    }

    @Test
    void whoseBytesAreSpentHasNothingLeftEither() {
        Senders senders = senders(Double.POSITIVE_INFINITY, 1_000, 1);
        assertThat(senders.heard(LOUD).admit(1, 3_000)).isZero();
        assertThat(senders.spentMillis(LOUD)).isBetween(2_000L, 2_001L);
    }

    @Test
    void ofThoseThatHaveNothingLeftABoundedNumberIsRememberedAndTheOldOnesMakeRoom() {
        Spent spent = new Spent();
        long start = Long.MAX_VALUE - SECOND; // over the end of long
        for (int i = 0; i < Spent.MOST + 100; i++) {
            spent.put(new Senders.Key("http", "s" + i, null), start + 2 * SECOND, start);
        }
        assertThat(spent.size()).isEqualTo(Spent.MOST);
        Senders.Key late = new Senders.Key("http", "late", null);
        spent.put(late, start + 9 * SECOND, start + 3 * SECOND);
        assertThat(spent.waitNanos(late, start + 3 * SECOND)).isEqualTo(6 * SECOND);
        assertThat(spent.size()).isEqualTo(1);
        assertThat(spent.waitNanos(late, start + 9 * SECOND)).isZero();
        assertThat(spent.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN})
    void aLimitIsMoreThanNothing(double limit) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(limit, 1, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(1, limit, Duration.ZERO));
    }

    @Test
    void theSendersOfLongAgoAreForgotten() {
        Senders senders = new Senders(Limits.NONE, clock);
        for (int i = 0; i <= Senders.MOST; i++) {
            senders.heard(new Sender("http", "s" + i));
            senders.heard(LOUD);
        }
        assertThat(senders.list())
                .hasSize(Senders.MOST)
                .extracting(Senders.Seen::id)
                .contains(LOUD.id());
    }

    @Test
    void ofFewSendersTheLastRefusedMessageIsKept() {
        Senders senders = new Senders(Limits.NONE, clock);
        for (int i = 0; i <= Senders.MOST_REFUSED; i++) {
            Sender sender = new Sender("http", "s" + i);
            senders.heard(sender);
            senders.refused(sender, message("x".repeat(100_000), "no"));
        }
        List<Senders.Seen> all = senders.list();
        assertThat(all).hasSize(Senders.MOST_REFUSED + 1);
        assertThat(all.stream().filter(seen -> seen.lastRefused() == null))
                .extracting(Senders.Seen::id)
                .containsExactly("s0");
    }

    private static RefusedMessage message(String payload, String... reasons) {
        return RefusedMessage.of(
                1,
                new Message("isotherm/a", payload.getBytes(StandardCharsets.UTF_8)),
                IntStream.range(0, reasons.length)
                        .mapToObj(i -> new Refusal(i, reasons[i]))
                        .toList());
    }

    @Test
    void aRefusedMessageIsKeptInItsFirst4Kilobytes() {
        RefusedMessage message = message("ä".repeat(3_000), "one", "two", "3", "4", "5", "6");
        assertThat(message.bytes()).isEqualTo(6_000);
        assertThat(message.text()).isEqualTo("ä".repeat(2_048));
        assertThat(message.reasons()).containsExactly("one", "two", "3", "4", "5");
        // A character that is torn apart does not make it no text.
        assertThat(message("a" + "ä".repeat(3_000), "no").text()).isEqualTo("a" + "ä".repeat(2_047));
        assertThat(message("", "no").text()).isEmpty();
    }

    @Test
    void whatIsNoTextIsKeptAsBase64() {
        for (byte[] payload : new byte[][] {{0}, {(byte) 0xFF}, {'a', (byte) 0xC3}, {27, '['}}) {
            RefusedMessage message = RefusedMessage.of(1, new Message("t", payload), List.of());
            assertThat(message.text()).isNull();
            assertThat(message.base64()).isNotEmpty();
        }
    }

    @Test
    void noTokenIsKeptWithAMessage() {
        String token = "iso_0123456789012345678901234567890123456789012";
        RefusedMessage message = RefusedMessage.of(
                1,
                new Message(
                        "/api/v1/" + token + "/telemetry",
                        ("{\"token\":\"" + token + "\"}").getBytes(StandardCharsets.UTF_8)),
                List.of(new Refusal(0, "What is " + token + "?")));
        assertThat(message.toString()).doesNotContain(token).contains("/api/v1/…/telemetry");
    }

    @Test
    void aSenderIsNamedAfterItsToken() {
        Caller.Sender one = new Caller.Sender("t1", "Sensor in the hall", new Grant.Devices(List.of("hall")));
        Caller.Sender several = new Caller.Sender("t2", "Gateway", new Grant.AllDevices());
        assertThat(Sender.of("http", "10.0.0.1", one).device()).isEqualTo("hall");
        assertThat(Sender.of("http", "10.0.0.1", several).device()).isEqualTo("Gateway");
        assertThat(Sender.of("http", "10.0.0.1", new Caller.Administrator()).device())
                .isNull();
        assertThat(Sender.of("http", "10.0.0.1", new Caller.Administrator())).isEqualTo(LOUD);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sender.of("http", "a", new Caller.Stranger(new Denial(401, "", "", 0))));
    }
}
