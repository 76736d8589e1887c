package io.isotherm.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.isotherm.ops.Health;
import io.isotherm.store.Election;
import io.isotherm.store.StoreException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who leads knows it, and does not believe so for longer than the store does. The store's part: {@code MongoElectionTest}. */
class LeadershipTest {
    private static final Duration LEASE = Duration.ofMillis(600);
    private static final Duration EVERY = Duration.ofMillis(50);

    private final Told election = new Told();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicInteger takenOver = new AtomicInteger();

    /** An election whose outcome the test tells. */
    private static final class Told implements Election {
        volatile boolean chosen;
        volatile boolean away;
        final AtomicInteger resigned = new AtomicInteger();

        @Override
        public boolean lead(String task, Duration lease) {
            if (away) {
                throw new StoreException("away");
            }
            return chosen;
        }

        @Override
        public void resign(String task) {
            resigned.incrementAndGet();
        }
    }

    private Leadership started() {
        Leadership leadership = new Leadership(election, meters, LEASE, EVERY);
        leadership.start(takenOver::incrementAndGet);
        return leadership;
    }

    private double gauge() {
        return meters.get("isotherm.worker.leader").gauge().value();
    }

    @Test
    void whoIsAloneLeadsFromTheStart() {
        try (Leadership leadership = new Leadership(Election.ALONE, meters)) {
            leadership.start(takenOver::incrementAndGet);
            assertThat(leadership.isLeader()).isTrue();
            assertThat(gauge()).isOne();
            assertThat(takenOver).as("there was nobody before").hasValue(0);
        }
    }

    @Test
    void whoFollowsAnotherOneIsToldSo() {
        try (Leadership leadership = started()) {
            assertThat(leadership.isLeader()).isFalse();
            assertThat(gauge()).isZero();
            election.chosen = true;
            await().until(leadership::isLeader);
            await().untilAsserted(() -> assertThat(takenOver).hasValue(1));
            election.chosen = false;
            await().until(() -> !leadership.isLeader());
        }
        assertThat(election.resigned).as("nothing to resign").hasValue(0);
    }

    @Test
    void withoutAnAnswerItLeadsNoLongerThanItsLease() {
        election.chosen = true;
        try (Leadership leadership = started()) {
            assertThat(leadership.isLeader()).isTrue();
            assertThat(leadership.check()).isEqualTo(Health.ok("This process leads."));
            election.away = true;
            await().until(() -> leadership.check().state() == Health.State.DEGRADED);
            assertThat(leadership.check().detail()).contains("away");
            await("its lease is over").until(() -> !leadership.isLeader());
            election.away = false;
            await().until(() -> leadership.isLeader() && leadership.check().state() == Health.State.OK);
        }
        assertThat(election.resigned).hasValue(1);
    }
}
