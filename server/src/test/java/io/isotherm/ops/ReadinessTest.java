package io.isotherm.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private Instant now = Instant.EPOCH;
    private final InstantSource clock = () -> now;

    private record Part(String name, Supplier<Health> health) implements Component {
        @Override
        public Health check() {
            return health.get();
        }

        @Override
        public void close() {}
    }

    @Test
    void theWorstPartIsTheState() {
        Part good = new Part("a", () -> Health.OK);
        Part odd = new Part("b", () -> Health.degraded("odd", "disk 91 % full"));
        Part bad = new Part("c", () -> Health.down("gone", "gone"));
        assertThat(new Readiness(List.of(), clock).ask().state()).isEqualTo(Health.State.OK);
        assertThat(new Readiness(List.of(good), clock).ask().isReady()).isTrue();
        assertThat(new Readiness(List.of(good, odd), clock).ask().state()).isEqualTo(Health.State.DEGRADED);
        Readiness.Answer all = new Readiness(List.of(good, odd, bad), clock).ask();
        assertThat(all.isReady()).isFalse();
        assertThat(all.parts())
                .containsExactly(
                        Map.entry("a", Health.OK),
                        Map.entry("b", Health.degraded("odd", "disk 91 % full")),
                        Map.entry("c", Health.down("gone", "gone")));
    }

    @Test
    void anAnswerHoldsForASecond() {
        AtomicInteger asked = new AtomicInteger();
        Readiness readiness = new Readiness(
                List.of(new Part("a", () -> asked.incrementAndGet() == 1 ? Health.OK : Health.down("gone", "x"))),
                clock);
        assertThat(readiness.ask().isReady()).isTrue();
        assertThat(readiness.ask().isReady()).isTrue();
        now = now.plus(Readiness.FRESH);
        assertThat(readiness.ask().isReady()).isFalse();
        assertThat(asked).hasValue(2);
    }

    @Test
    void aPartThatHangsOrThrowsIsDownAndCostsOneThread() {
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        Part hanging = new Part("hangs", () -> {
            asked.incrementAndGet();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Health.OK;
        });
        Part throwing = new Part("throws", () -> {
            throw new IllegalStateException("broken");
        });
        Readiness readiness = new Readiness(List.of(hanging, throwing), clock);
        Readiness.Answer answer = readiness.ask();
        assertThat(answer.isReady()).isFalse();
        assertThat(answer.parts().get("hangs")).isEqualTo(Health.down("no-answer", "No answer within 2 s."));
        assertThat(answer.parts().get("throws")).extracting(Health::state).isEqualTo(Health.State.DOWN);
        now = now.plus(Readiness.FRESH);
        readiness.ask();
        assertThat(asked).hasValue(1);
        released.countDown();
    }
}
